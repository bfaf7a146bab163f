from __future__ import annotations

import pytest

from hexatui.state.timeline import Moment
from hexatui.ui.canvas import width_of
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.timeline_rows import draw_moment

AT = 1_705_744_843.0
BACK = Moment(AT, "live", "info", "", "connected", since=AT - 33)


def drawn(moment: Moment, width: int = 140) -> str:
    return "".join(segment.text for segment in draw_moment(moment, width, DEFAULT_LOOK)).rstrip()


def test_a_moment_says_when_how_bad_and_what() -> None:
    moment = Moment(AT, "health", "error", "ws-123", "etcd of Development: unhealthy")
    assert drawn(moment) == "10:00:43Z ▲ health       etcd of Development: unhealthy"


def test_a_gap_is_told_with_its_two_ends() -> None:
    assert drawn(BACK) == (
        "10:00:43Z ┄ live         connected; nothing was heard from 10:00:10Z on, for 33 s: "
        "what happened then was not told"
    )


@pytest.mark.parametrize("width", [12, 30, 60, 200])
def test_a_row_has_the_width_it_is_given(width: int) -> None:
    assert width_of(draw_moment(BACK, width, DEFAULT_LOOK)) == max(width, 12)
