"""The second wall, behind every widget: raw text that state never made safe."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from hexatui.prepared import Prepared
from hexatui.text import UNSAFE, safe
from hexatui.ui.app import HexatuiApp
from hexatui.ui.wall import Wall

HOSTILE = "ok\x1b]52;c;aGk=\x07 \x9b31m \u202eabc \x7f\u200b\u3164 end"
BLACK = Color(0, 0, 0)


class Careless(Widget):
    """A widget that draws what it was given, in the width that it was told."""

    def render_line(self, y: int) -> Strip:
        return Strip([Segment(HOSTILE)]).adjust_cell_length(self.size.width)


def wait_for_ever() -> Prepared:
    threading.Event().wait(60)
    raise AssertionError("the test is over long since")


async def test_a_forgotten_sink_shows_replacements_and_steers_nothing() -> None:
    app = HexatuiApp(wait_for_ever)
    async with app.run_test(size=(60, 10)) as pilot:
        while app.dashboard is None or not app.dashboard.is_mounted:
            await pilot.pause(0.01)
        careless = Careless()
        careless.styles.width, careless.styles.height, careless.styles.dock = 50, 1, "top"
        await app.screen.mount(careless)
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        texts = ["".join(segment.text for segment in strip) for strip in strips]
    assert any(text.startswith("ok\ufffd]52;c;aGk=\ufffd") and "end" in text for text in texts)
    assert not any(UNSAFE.search(text) for text in texts)


def line(*texts: str) -> list[Segment]:
    return [Segment(text, Style(bold=True)) for text in texts]


@given(st.lists(st.text(st.characters() | st.sampled_from(HOSTILE)), max_size=4))
def test_nothing_unsafe_passes_and_a_line_keeps_its_width(texts: list[str]) -> None:
    segments = line(*texts)
    passed = Wall().apply(segments, BLACK)
    assert not any(UNSAFE.search(segment.text) for segment in passed)
    assert Segment.get_line_length(passed) == Segment.get_line_length(segments)


def test_what_is_safe_passes_as_it_is() -> None:
    segments = line(safe(HOSTILE), "日本 \u200d\u200c")
    assert Wall().apply(segments, BLACK) is segments


def test_textuals_own_control_codes_pass() -> None:
    home = Segment("\x1b[H", None, [(ControlType.HOME,)])
    assert home in Wall().apply([home, *line("\x1b")], BLACK)
