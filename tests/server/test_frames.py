"""What the gateway puts on the wire, read back as a client would."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.events import LogEntryData, Ping, StatusChanged, StatusChangedData
from hexatui.protocol.replies import AuthResult, ErrorDetail
from hexatui.server.answers import LogTail, subscribed
from hexatui.server.frames import log_frame, message_frame, tail_frames
from hexatui.server.sources import History

AT = datetime(2024, 1, 20, 10, 0, 0, 123456, tzinfo=UTC)


def test_a_message_is_stamped_with_the_time_it_is_said() -> None:
    assert json.loads(message_frame(Ping(), AT)) == {"type": "ping", "timestamp": "2024-01-20T10:00:00.123Z"}


def test_an_event_keeps_its_own_time() -> None:
    data = StatusChangedData(workspace_id="ws-123", new_status="active")
    event = StatusChanged(timestamp=datetime(2024, 1, 20, 9, tzinfo=UTC), data=data)
    assert json.loads(message_frame(event, AT))["timestamp"] == "2024-01-20T09:00:00Z"


def test_a_failed_authentication_prints_its_error_as_text() -> None:
    result = AuthResult(success=False, error=ErrorDetail(message="Invalid token"))
    spoken = json.loads(message_frame(result, AT))
    assert (spoken["success"], spoken["error"]) == (False, "Invalid token")


def test_a_subscription_is_answered_with_its_fields_beside_and_inside_data() -> None:
    spoken = json.loads(message_frame(subscribed("sub-123", "subscription-uuid"), AT))
    fields = {"id": "sub-123", "success": True, "subscription_id": "subscription-uuid"}
    assert spoken == {"type": "subscribe_result", "timestamp": "2024-01-20T10:00:00.123Z", **fields, "data": fields}


@given(text=st.text(), stream_id=st.text())
def test_a_log_line_comes_back_as_it_was_said(text: str, stream_id: str) -> None:
    entry = LogEntryData(stream_id="", timestamp=AT, level="info", message=text, pod=text, container="api")
    spoken = json.loads(log_frame(entry, AT).to(stream_id))
    assert (spoken["type"], spoken["timestamp"]) == ("log_entry", "2024-01-20T10:00:00.123Z")
    assert LogEntryData.model_validate(spoken["data"]) == entry.model_copy(update={"stream_id": stream_id})


def test_a_history_is_encoded_line_by_line_under_its_stream() -> None:
    entries = [LogEntryData(stream_id="", message=f"line {number}") for number in range(3)]
    spoken = [json.loads(frame)["data"] for frame in tail_frames(LogTail("cmd-124", History(iter(entries))), AT)]
    assert [(data["stream_id"], data["message"]) for data in spoken] == [
        ("cmd-124", "line 0"),
        ("cmd-124", "line 1"),
        ("cmd-124", "line 2"),
    ]


def test_a_pause_in_a_history_says_nothing() -> None:
    history = History(iter([LogEntryData(stream_id="", message="line"), None]))
    assert list(tail_frames(LogTail("cmd-124", history), AT))[1:] == [b""]
