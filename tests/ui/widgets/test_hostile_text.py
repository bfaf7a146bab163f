"""Whatever a platform calls things, no row leaves its width and no control character reaches a strip."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.panes import Pane, show
from support.wire import alert, message
from textual.strip import Strip

from hexatui.protocol.lifecycle import Link, LinkPhase, Place, StreamEnded, StreamOpened, Subscribed
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.fleet import Fleet
from hexatui.ui.render.log_rows import LogView, Timestamps
from hexatui.ui.strip_view import StripView
from hexatui.ui.widgets.alert_feed import AlertFeed
from hexatui.ui.widgets.log_pane import LogPane
from hexatui.ui.widgets.workspace_tree import WorkspaceTree

NOW = 1_705_744_800.0
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(
        st.sampled_from("日本ｱ한\u0301\u200d\ufe0f\u200c👩💻🏽🇩🇪[]/@='\x1b\x9b\x07\r\n\t\u202e\u2066 "),
        max_size=60,
    ),
    st.sampled_from(
        [
            "\x1b]52;c;aGk=\x07", "\x1b[2J\x1b[H", "[/etc/passwd]", "[level=info msg='a b']", "[@click=app.quit]x[/]",
            "[type=x, v={'a[0]'}]", "\x9b31m", "\u202eabc", "a\u0301" * 500, "👩\u200d👩\u200d👧" * 50, "\x7f" * 300,
        ]
    ),
)  # fmt: skip


def hostile_fleet(text: str) -> Fleet:
    fleet = Fleet()
    fleet.apply(Link(LinkPhase.LIVE), NOW)
    fleet.apply(Place(Resource("organization", "o"), text), NOW)
    fleet.apply(Place(Resource("workspace", "w"), text, Resource("organization", "o")), NOW)
    fleet.apply(Place(Resource("workspace", "denied"), text), NOW)
    fleet.apply(Subscribed(Resource("workspace", "denied"), False, text), NOW)
    fleet.apply(Place(Resource("project", "p"), text, Resource("workspace", "w"), text), NOW)
    fleet.apply(message("workspace.status_changed", workspace_id="w", new_status=text), NOW)
    fleet.apply(
        alert("w", text, text, title=text, description=text, resource=f"pod/{text}", value=text, threshold=text), NOW
    )
    source = LogSource("w", text, text, text)
    fleet.apply(StreamOpened(source, "s"), NOW)
    fleet.apply(message("log_entry", stream_id="s", level=text, message=text, pod=text, container=text), NOW)
    fleet.apply(message("log_entry", stream_id="s", level="", message=f"ERROR {text}\n{text}"), NOW)
    for line in (json.dumps({"msg": text, text: text}), f'a=1 b="{text}"', f"ERROR {text}", f"  at {text}"):
        fleet.apply(message("log_entry", stream_id="s", level="", message=line), NOW)
    fleet.apply(StreamEnded(source, "failed", text), NOW)
    return fleet


def pictures(pane: StripView, width: int) -> list[Strip]:
    return list(pane.picture(width, 8))


@pytest.mark.parametrize("kind", [WorkspaceTree, AlertFeed, LogPane])
@given(text=HOSTILE, width=st.integers(1, 200), wrap=st.booleans())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_every_strip_has_its_width_and_no_control_character(
    kind: type[StripView], text: str, width: int, wrap: bool
) -> None:
    pane = kind()
    if isinstance(pane, LogPane):
        times: tuple[Timestamps, ...] = ("utc", "local", "relative", "off")
        pane.log_view = LogView(times[width % 4], wrap, 0 if wrap else width % 7, fields=width % 3 > 0)
    assert isinstance(pane, Pane)
    show(pane, hostile_fleet(text), NOW + 5)
    strips = pictures(pane, width)
    assert len(strips) == 8
    for strip in strips:
        assert sum(segment.cell_length for segment in strip) == strip.cell_length == width
        assert not CONTROL.search(strip.text)
