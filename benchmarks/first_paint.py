"""Start to first paint: the installed program beside a bare Textual app, in turn, in one run.

    python benchmarks/first_paint.py [ROUNDS]

Each program is started in a PTY of 120x40 and timed from its start to the moment at which its words stand on the
screen. The ratio is taken pair by pair, so that a machine whose speed drifts doesn't spoil it.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.terminal import Terminal

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("Workspaces")
Bare().run()
"""

PROGRAM = str(Path(sys.executable).with_name("hexatui"))
NOWHERE = {"HEXATUI_URL": "ws://127.0.0.1:9/ws", "HEXATUI_TOKEN": "none"}
CONTESTANTS = {
    "bare Textual app": [sys.executable, "-c", BARE],
    "hexatui": [PROGRAM],
    "hexatui demo": [PROGRAM, "demo"],
}


def seconds_to_paint(command: list[str]) -> float:
    """Seconds from the start to the first paint."""
    start = time.perf_counter()
    with Terminal(command, environment=NOWHERE) as terminal:
        while b"Workspaces" not in terminal.output:
            terminal.read(0.01)
        return time.perf_counter() - start


def main() -> None:
    """Time them in turn and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    times: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for turn in range(rounds + 1):
        for name, command in CONTESTANTS.items():
            taken = seconds_to_paint(command)
            if turn:  # the first warms the disk
                times[name].append(taken)
    bare = times["bare Textual app"]
    print(f"{'start to first paint, ' + str(rounds) + ' rounds':<36}{'median s':>10}{'ratio':>8}")
    for name, all_taken in times.items():
        ratio = statistics.median(one / other for one, other in zip(all_taken, bare, strict=True))
        print(f"{name:<36}{statistics.median(all_taken):>10.3f}{ratio:>8.2f}")


if __name__ == "__main__":
    main()
