from __future__ import annotations

import pytest

from hexatui.headless.terminal import Terminal, colours, examined
from hexatui.headless.verdicts import Verdict

GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "de_DE.UTF-8"}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (GOOD, "truecolor"),
        ({"TERM": "xterm-256color"}, "256 colours"),
        ({"TERM": "linux"}, "16 colours"),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, "no colours"),
        ({**GOOD, "NO_COLOR": "1"}, "no colours (NO_COLOR)"),
    ],
)
def test_how_many_colours_there_are(environment: dict[str, str], said: str) -> None:
    assert colours(environment) == said


def test_a_good_terminal_is_described() -> None:
    finding = examined(Terminal(GOOD, True, 120, 40))
    assert finding.verdict is Verdict.OK
    assert finding.found == "TERM is xterm-256color, truecolor, UTF-8, 120x40"


def test_what_stands_between_is_named() -> None:
    around = {"TMUX": "/tmp/tmux-0/default,1,0", "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}
    assert examined(Terminal({**GOOD, **around}, True, 120, 40)).found.endswith("120x40, in tmux, over SSH")
    assert examined(Terminal({**GOOD, "STY": "1.pts"}, True, 120, 40)).found.endswith("in screen")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (Terminal(GOOD, False), "the dashboard needs one"),
        (Terminal({"TERM": "dumb"}, True, 80, 24), 'TERM is "dumb"'),
        (Terminal({**GOOD, "LC_ALL": "C"}, True, 80, 24), "ASCII only"),
        (Terminal(GOOD, True, 60, 24), "60x24"),
    ],
)
def test_what_makes_the_dashboard_worse_is_a_warning(seen: Terminal, said: str) -> None:
    finding = examined(seen)
    assert finding.verdict is Verdict.WARNING
    assert said in finding.found
