"""What many small repaints leave on a real terminal is what one whole repaint would have drawn."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from support.terminal import Terminal


@pytest.mark.parametrize("seed", [1, 2])
def test_partial_repaints_leave_the_same_picture_as_a_whole_one(seed: int, tmp_path: Path) -> None:
    result = tmp_path / "picture"
    program = [sys.executable, "-m", "support.busy_panes", str(seed), str(result)]
    tests = Path(__file__).parents[1]
    path = os.pathsep.join((str(tests.parent), str(tests)))
    with Terminal(program, columns=120, rows=36, environment={"PYTHONPATH": path}) as terminal:
        deadline = time.monotonic() + 40
        # Not `wait_until`: half a frame may leave half a wide character, which the emulator can't show.
        while not result.exists() and terminal.process.poll() is None and time.monotonic() < deadline:
            terminal.read(0.1)
        while terminal.read(0.3):
            pass
        assert terminal.text.splitlines() == result.read_text(encoding="utf-8").splitlines()
