from __future__ import annotations

import pytest
from support.frames import HOSTILE_FRAMES, frame, log_line, put, wire

from hexatui.frame_ring import FrameRing
from hexatui.ui.inspection import FrameFacts, FrameFilter, Inspection, facts_of, frame_bytes


class Clock:
    """Stands still, or moves on at each look."""

    def __init__(self, step: float = 0.0) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def inspecting(ring: FrameRing, typed: str = "", step: float = 0.0, budget: float = 1.0) -> Inspection:
    inspection = Inspection(Clock(step), budget)
    inspection.ring, inspection.filter = ring, FrameFilter.parse(typed)
    return inspection


class TestFacts:
    def test_a_frame_has_the_type_and_id_that_its_receiver_sees(self) -> None:
        assert facts_of(frame(wire("workspace_status", id="status-1", data={"workspace_id": "w"}))) == FrameFacts(
            "workspace_status", "status-1"
        )
        assert facts_of(frame(wire("auth", token="********"), "out")) == FrameFacts("auth")

    def test_each_direction_is_read_as_its_own_language(self) -> None:
        assert facts_of(frame(wire("auth", token="********"), "in")).kind == "unknown"

    def test_what_is_malformed_says_why(self) -> None:
        facts = facts_of(frame(wire("log_entry", id="x", data=5)))
        assert (facts.type, facts.id, facts.kind) == ("malformed", "x", "malformed")
        assert facts.reason.startswith("log_entry: data")
        assert "a JSON object" in facts_of(frame("[1]")).reason

    def test_an_unknown_type_is_named_as_it_came(self) -> None:
        facts = facts_of(frame(wire("workspace.danced")))
        assert (facts.type, facts.kind) == ("workspace.danced", "unknown")
        assert facts.reason

    def test_bytes_that_are_no_text_are_malformed_as_they_were_to_the_client(self) -> None:
        raw = b'{"type":"log_entry","data":{"stream_id":"a","message":"\xff"}}'
        held = raw.decode(errors="surrogateescape")
        assert frame_bytes(held) == raw
        assert facts_of(frame(held)).kind == "malformed"

    @pytest.mark.parametrize("text", HOSTILE_FRAMES, ids=range(len(HOSTILE_FRAMES)))
    def test_hostile_frames_are_read_into_short_safe_facts(self, text: str) -> None:
        for direction in ("in", "out"):
            facts = facts_of(frame(text, "in" if direction == "in" else "out"))
            assert all(part.isprintable() and len(part) <= 300 for part in (facts.type, facts.id, facts.reason))


class TestFilter:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("", {"ping", "log_entry", "danced", "malformed", "pong"}),
            ("log", {"log_entry"}),
            ("LOG ping", {"log_entry", "ping"}),
            ("in", {"ping", "log_entry", "danced", "malformed"}),
            ("out", {"pong"}),
            ("in out", {"ping", "log_entry", "danced", "malformed", "pong"}),
            ("malformed", {"malformed"}),
            ("unknown", {"danced"}),
            ("malformed unknown", {"malformed", "danced"}),
            ("-log_entry -unknown", {"ping", "malformed", "pong"}),
            ("in -ping -", {"log_entry", "danced", "malformed"}),
            ("nothing", set()),
        ],
    )
    def test_words_choose_types_ways_and_faults(self, typed: str, expected: set[str]) -> None:
        ring = put(FrameRing(), wire("ping"), log_line("x"), wire("danced"), "{")
        put(ring, wire("pong"), direction="out")
        inspection = inspecting(ring, typed)
        shown = [frame for number in inspection.numbers() if (frame := ring.get(number))]
        assert {facts_of(frame).type for frame in shown} == expected


class TestInspection:
    def test_without_a_filter_nothing_is_read(self) -> None:
        ring = put(FrameRing(), *["{"] * 50)
        inspection = inspecting(ring, budget=0.0)
        assert inspection.numbers() == range(50)
        assert inspection.left_to_look_at == 0

    def test_what_there_was_no_time_for_is_looked_at_later_and_said_to_be_left(self) -> None:
        ring = put(FrameRing(), *[wire("ping")] * 10)
        inspection = inspecting(ring, "ping", step=1.0, budget=4.5)
        inspection.refill()
        assert inspection.numbers() == (0, 1, 2, 3)
        assert inspection.left_to_look_at == 6
        for _ in range(2):
            inspection.refill()
            inspection.numbers()
        assert inspection.numbers() == tuple(range(10))
        assert inspection.left_to_look_at == 0

    def test_new_frames_join_and_dropped_ones_leave(self) -> None:
        ring = put(FrameRing(max_frames=4), wire("ping"), "{", wire("ping"))
        inspection = inspecting(ring, "ping")
        assert inspection.numbers() == (0, 2)
        put(ring, wire("ping"), wire("ping"))
        assert inspection.numbers() == (2, 3, 4)

    def test_another_filter_begins_anew_and_reads_nothing_twice(self) -> None:
        ring = put(FrameRing(), wire("ping"), "{")
        inspection = inspecting(ring, "ping")
        assert inspection.numbers() == (0,)
        inspection._budget = 0.0
        inspection.filter = FrameFilter.parse("malformed")
        inspection.refill()
        assert inspection.numbers() == (1,)
