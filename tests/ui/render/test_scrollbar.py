from __future__ import annotations

import pytest

from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.scrollbar import scrollbar


@pytest.mark.parametrize(
    ("position", "total", "drawn"),
    [
        (0, 5, "     "),
        (0, 10, "xx   "),
        (5, 10, "   xx"),
        (2, 10, " xx  "),
        (0, 10_000, "x    "),
        (9_995, 10_000, "    x"),
    ],
)
def test_the_handle_shows_which_part_of_the_whole_is_in_view(position: int, total: int, drawn: str) -> None:
    bar = "".join(segment.text for segment in scrollbar(position, total, 5, DEFAULT_LOOK))
    assert bar.replace(DEFAULT_LOOK.shapes.scrollbar, "x") == drawn
