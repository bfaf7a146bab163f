from __future__ import annotations

from hexatui.state.timeline import Moment, Timeline


def filled(moments: int, capacity: int) -> Timeline:
    timeline = Timeline(capacity)
    for number in range(moments):
        timeline.add(Moment(float(number), "status", "info", "ws-1", f"moment {number}"))
    return timeline


def test_the_oldest_moments_fall_out_and_are_counted() -> None:
    timeline = filled(10, capacity=4)
    assert (len(timeline.moments), timeline.total, timeline.dropped) == (4, 10, 6)


def test_the_newest_come_first() -> None:
    assert [moment.at for moment in filled(10, capacity=4).latest(2)] == [9.0, 8.0]
    assert [moment.at for moment in filled(2, capacity=4).latest(9)] == [1.0, 0.0]
    assert filled(2, capacity=4).latest(-1) == []
