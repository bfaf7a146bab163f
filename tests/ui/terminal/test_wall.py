"""The second wall, behind every widget: raw text that state never made safe."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import ControlType, Segment
from rich.style import Style
from support.running import running, text
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from hexatui.text import UNSAFE, safe
from hexatui.ui.terminal.wall import Wall

HOSTILE = "ok\x1b]52;c;aGk=\x07 \x9b31m \u202eabc \x7f\u200b\u3164 end"
BLACK = Color(0, 0, 0)


class Careless(Widget):
    """A widget that draws what it was given, in the width that it was told."""

    def render_line(self, y: int) -> Strip:
        return Strip([Segment(HOSTILE)]).adjust_cell_length(self.size.width)


async def test_a_forgotten_sink_shows_replacements_and_steers_nothing() -> None:
    async with running((60, 10)) as (app, pilot):
        careless = Careless()
        careless.styles.width, careless.styles.height, careless.styles.dock = 50, 1, "top"
        await app.screen.mount(careless)
        await pilot.pause()
        lines = text(app).split("\n")
    assert any(line.startswith("ok\ufffd]52;c;aGk=\ufffd") and "end" in line for line in lines)
    assert not any(UNSAFE.search(line) for line in lines)


def segments_of(*texts: str) -> list[Segment]:
    return [Segment(text, Style(bold=True)) for text in texts]


@given(st.lists(st.text(st.characters() | st.sampled_from(HOSTILE)), max_size=4))
def test_nothing_unsafe_passes_and_a_line_keeps_its_width(texts: list[str]) -> None:
    segments = segments_of(*texts)
    passed = Wall().apply(segments, BLACK)
    assert not any(UNSAFE.search(segment.text) for segment in passed)
    assert Segment.get_line_length(passed) == Segment.get_line_length(segments)


def test_what_is_safe_passes_as_it_is() -> None:
    segments = segments_of(safe(HOSTILE), "日本 \u200d\u200c")
    assert Wall().apply(segments, BLACK) is segments


def test_textuals_own_control_codes_pass() -> None:
    home = Segment("\x1b[H", None, [(ControlType.HOME,)])
    assert home in Wall().apply([home, *segments_of("\x1b")], BLACK)
