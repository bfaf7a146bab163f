"""What a person prefers and how they left the screen, in the real program against a real gateway."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.gateway import HEXATUI, ServedGateway
from support.terminal import Terminal

pytestmark = pytest.mark.timeout(120)

WATCHED = ["-w", "ws-123", "-w", "ws-staging"]


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    with ServedGateway("--speed", "5") as gateway:
        yield gateway


@pytest.fixture
def person(gateway: ServedGateway, tmp_path: Path) -> dict[str, str]:
    """The environment of a person with a home of their own."""
    (tmp_path / "config" / "hexatui").mkdir(parents=True)
    return {
        **gateway.environment,
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }


def configure(person: dict[str, str], text: str) -> None:
    (Path(person["XDG_CONFIG_HOME"]) / "hexatui" / "config.toml").write_text(text)


def run(person: dict[str, str]) -> Terminal:
    return Terminal([*HEXATUI, *WATCHED], environment=person)


def leave(terminal: Terminal) -> None:
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert terminal.is_clean


def backgrounds(terminal: Terminal) -> set[str]:
    return {cell.bg for row in terminal.screen.buffer.values() for cell in row.values()}


def test_the_screen_comes_back_as_it_was_left(person: dict[str, str]) -> None:
    with run(person) as terminal:
        terminal.wait_for("● live", "Development")
        terminal.press("%", "g")
        terminal.wait_for("by load")
        terminal.wait_until(lambda text: "Staging" in text, "the second workspace")
        for _ in range(10):
            if re.search(r"─ ws-staging|─ Staging", terminal.text):
                break
            terminal.press("down")
            terminal.read(0.3)
        chosen = re.search(r"╮╭─ (.*?) ─", terminal.text)
        assert chosen
        terminal.press("4", "t", "w", "z")
        terminal.wait_while("Workspaces")
        leave(terminal)
    kept = json.loads((Path(person["XDG_STATE_HOME"]) / "hexatui" / "habits.json").read_text())
    (habits,) = kept["platforms"].values()
    assert habits["timestamps"] == "local"
    with run(person) as terminal:
        terminal.wait_for("● live")
        terminal.wait_until(lambda text: "Logs" in text and "Workspaces" not in text, "the logs alone")
        terminal.press("z")
        terminal.wait_for("by load")
        terminal.wait_until(lambda text: chosen[0] in text, f"the chosen workspace, {chosen[0]}")
        leave(terminal)
    assert json.loads((Path(person["XDG_STATE_HOME"]) / "hexatui" / "habits.json").read_text())["platforms"] == {
        platform: {**habits, "zoomed": False} for platform in kept["platforms"]
    }


def test_a_theme_and_keys_of_the_file_are_on_the_screen(person: dict[str, str]) -> None:
    configure(person, 'theme = "light"\n[keys]\n"dashboard.overview" = "f6"\n"dashboard.recall" = ""\n')
    with run(person) as terminal:
        terminal.wait_for("● live", "F6 Overview")
        assert "Events" not in terminal.text.splitlines()[-1]
        assert "fcfcfc" in backgrounds(terminal)
        assert "0f1318" not in terminal.output.decode(errors="replace")
        terminal.press("e", "?")
        terminal.wait_until(lambda text: re.search(r"F6 +See the whole fleet", text), "the key in the help")
        terminal.press("escape")
        terminal.wait_while("─ Keys ─")
        leave(terminal)


def test_the_first_paint_and_the_theme_of_the_terminal_use_its_own_colours(person: dict[str, str]) -> None:
    configure(person, 'theme = "terminal"')
    with run(person) as terminal:
        terminal.wait_for("● live")
        leave(terminal)
        assert not re.search(rb"[34]8;2;", terminal.output)


def test_a_theme_chosen_by_key_comes_back(person: dict[str, str]) -> None:
    with run(person) as terminal:
        terminal.wait_for("● live")
        terminal.press("T")
        terminal.wait_for("theme: light")
        leave(terminal)
    with run(person) as terminal:
        terminal.wait_for("● live")
        assert "fcfcfc" in backgrounds(terminal)
        leave(terminal)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[keys]\n"logs.serach" = "f6"', 'line 2: key "logs.serach" is no action: did you mean "logs.search"?'),
        ('[keys]\n"logs.search" = "n"', 'line 2: key "logs.search" takes "n", which is a key of "logs.next_hit"'),
        ('theme = "dark"', 'line 1: key "theme" must be one of'),
    ],
)
def test_a_mistake_gives_the_screen_back_and_is_one_sentence(text: str, said: str, person: dict[str, str]) -> None:
    configure(person, text)
    with run(person) as terminal:
        assert terminal.wait_for_end() == 2
        assert terminal.is_clean
        left = " ".join(terminal.text.split())
        assert said.replace(" ", "") in left.replace(" ", "")
        assert "Traceback" not in left


@pytest.mark.parametrize(("mouse", "is_on"), [("on", True), ("off", False)])
def test_the_mouse_is_listened_to_as_the_file_says(mouse: str, is_on: bool, person: dict[str, str]) -> None:
    configure(person, f'[layout]\nmouse = "{mouse}"')
    with Terminal(
        [*HEXATUI, *WATCHED], environment={**person, **({"SSH_CONNECTION": "x"} if is_on else {})}
    ) as terminal:
        terminal.wait_for("● live")
        switched = re.findall(rb"\x1b\[\?1000([hl])", terminal.output)
        assert switched[-1:] == [b"h" if is_on else b"l"]
        leave(terminal)
