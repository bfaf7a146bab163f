"""Nothing that is typed or clicked ends the program: a thousand keys at random, in windows of any size."""

from __future__ import annotations

import os
import random
import string
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from support.gateway import HEXATUI, ServedGateway
from support.terminal import KEYS, Terminal

pytestmark = pytest.mark.timeout(120)

WATCHED = ["-o", "org-123", "-w", "ws-123", "--logs", "ws-123/frontend/api-server-abc123/api"]
LETTERS = (string.ascii_letters + string.digits + "/?:!*+-[]{}().,<>=_ ").replace("q", "")
NAMED = sorted(KEYS.keys() - {"ctrl+c", "ctrl+z"})
SIZES = [(120, 40), (200, 60), (80, 24), (60, 16), (20, 5), (1, 1)]


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    with ServedGateway() as gateway:
        yield gateway


def something(dice: random.Random) -> str:
    """What a terminal sends for a letter, a named key, a move of the mouse, a click, or its wheel."""
    match dice.randrange(10):
        case 0 | 1 | 2 | 3 | 4:
            return dice.choice(LETTERS)
        case 5 | 6 | 7 | 8:
            return KEYS[dice.choice(NAMED)]
        case _:
            column, row = dice.randint(1, 200), dice.randint(1, 60)
            button, state = dice.choice([0, 0, 0, 35, 64, 65]), dice.choice("Mm")
            return f"\x1b[<{button};{column};{row}{state}"


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_typed_the_program_goes_on(seed: int, gateway: ServedGateway, tmp_path: Path) -> None:
    dice = random.Random(seed)
    with Terminal([*HEXATUI, *WATCHED], environment=gateway.environment, cwd=str(tmp_path)) as terminal:
        terminal.wait_for("● live")
        program = psutil.Process(terminal.process.pid)
        for step in range(1_000):
            if step % 100 == 99:
                terminal.resize(*dice.choice(SIZES))
            os.write(terminal._master, something(dice).encode())
            terminal.read(dice.choice([0, 0, 0.005, 0.02]))
            # From the command palette it can be left, for the shell or for good.
            if terminal.process.poll() is not None:
                break
            if program.status() == psutil.STATUS_STOPPED:
                program.resume()
        while terminal.process.poll() is None:
            # From within a dialog it takes more than one; while the program is leaving, one is too much.
            if terminal.output.rfind(b"\x1b[?1049h") > terminal.output.rfind(b"\x1b[?1049l"):
                terminal.press("ctrl+c")
            terminal.read_for(0.3)
        assert terminal.wait_for_end() == 0, terminal.output[-2_000:].decode(errors="replace")
        assert terminal.is_clean
