"""A million log lines: what they take in memory, and how long it takes to search them.

Memory is that of a whole process, as the system counts it (RSS), beside lnav with the same lines in a file. Searches
are timed, in CPU seconds, beside Python's `re` over one string of the same text, which only counts matches and knows
no lines.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import psutil

from benchmarks.figure import Figure, Wanted, in_turns
from hexatui.server.sources.demo.log_styles import STYLES
from hexatui.state import log_query
from hexatui.state.log_query import Query, matcher
from hexatui.state.log_search import Search
from hexatui.state.logs import LogBuffer

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.terminal import Terminal

LINES = 1_000_000
ROUNDS = 5
MIB = 1_048_576

SEARCHES = {
    "a text, exact": Query("deadline exceeded", case="exact"),
    "a frequent text, exact": Query("timed out", case="exact"),
    "a text that is nowhere": Query("no such text", case="exact"),
    "a text, any case": Query("timed out", case="ignore"),
    "an expression": Query(r"status=200 duration=\d{4}ms", is_regex=True, case="exact"),
    "alternatives": Query("refused|denied|rejected", is_regex=True, case="exact"),
    "one of three lines, exact": Query("INFO", case="exact"),
    "one of three lines, an expression": Query(r"INFO\s", is_regex=True, case="exact"),
    "one of five lines, an expression": Query(r"status=\d+", is_regex=True, case="exact"),
    "one of five lines, anything between": Query(r"status=\d.*ms", is_regex=True, case="exact"),
    "one of five lines, the edge of a word": Query(r"status=\d+\b", is_regex=True, case="exact"),
    "one of five lines, one of several words": Query("status=(200|404)", is_regex=True, case="exact"),
    "one of five lines, RE2 alone": Query(r"status=(\d+|-)", is_regex=True, case="exact"),
    "one of two lines, alternatives": Query("INFO|level=", is_regex=True, case="exact"),
    "two of three lines, any case": Query("INFO", case="ignore"),
}

LEFT_OUT = {
    "two of three lines, inverted": Query("INFO", case="exact"),
    "nearly all lines, inverted": Query("timed out", case="exact"),
    "nearly all lines, an inverted expression": Query(r"status=200 duration=\d{4}ms", is_regex=True, case="exact"),
}
"""Searches for the lines that don't match."""

HOLDER = """
import sys
from hexatui.state.logs import LogBuffer
import lz4.block, psutil
process = psutil.Process()
empty = process.memory_info().rss
buffer = LogBuffer()
with open(sys.argv[1], encoding="utf-8", newline="\\n") as file:
    for number, line in enumerate(file):
        buffer.append(1_705_744_800 + number / 1000, "info", line[:-1], "web-7f9c-1", "main")
print(empty, process.memory_info().rss, len(buffer))
"""


def corpus(lines: int, seed: int = 1) -> list[str]:
    """Log lines as the demo's programs of all kinds write them."""
    random, moment = Random(seed), datetime(2024, 1, 20, 10, tzinfo=UTC)
    styles, found = list(STYLES.values()), list[str]()
    while len(found) < lines:
        moment += timedelta(microseconds=random.randint(100, 90_000))
        trouble = random.choice(("timeout", "disk", "memory")) if random.random() < 0.02 else ""
        found += [text.replace("\r", " ") for _, text in random.choice(styles)(moment, random, trouble)]
    return found[:lines]


def seconds(run: Callable[[], object]) -> float:
    """How many seconds of the processor's something takes; steadier than the clock's where other programs run."""
    start = time.thread_time()
    run()
    return time.thread_time() - start


def search(buffer: LogBuffer, query: Query, inverted: bool = False) -> int:
    """How many lines of a buffer match; or how many don't."""
    found = Search(log_query.Wanted(matcher(query), inverted=inverted))
    while found.step(buffer.snapshot()):
        pass
    return found.findings.count


def count_matches(text: str, query: Query) -> int:
    """How many matches Python's `re` counts."""
    pattern = query.text if query.is_regex else re.escape(query.text)
    return sum(1 for _ in re.finditer(pattern, text, re.IGNORECASE if query.case == "ignore" else 0))


def held_by_us(path: Path) -> tuple[float, float]:
    """MiB of a process that holds the lines of a file, and by how much it grew."""
    done = subprocess.run([sys.executable, "-c", HOLDER, str(path)], capture_output=True, text=True, check=True)
    empty, full, lines = map(int, done.stdout.split())
    assert lines == LINES
    return full / MIB, (full - empty) / MIB


def held_by_lnav(path: Path, patience: float = 120.0) -> float | None:
    """MiB of lnav once it has read all of a file, and its memory stays as it is; None where it is not installed."""
    program = shutil.which("lnav")
    if program is None:
        return None
    with Terminal([program, str(path)]) as terminal:
        process, former, quiet, deadline = psutil.Process(terminal.process.pid), 0, 0, time.monotonic() + patience
        while quiet < 20 and time.monotonic() < deadline:
            terminal.read(0.1)
            now = process.memory_info().rss
            quiet, former = quiet + 1 if now == former else 0, now
        return former / MIB


def measure() -> list[Figure]:
    """Hold the lines, and look for things in them."""
    lines = corpus(LINES)
    text = "\n".join(lines)
    size = len(text.encode()) / MIB
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.log"
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
        total, growth = held_by_us(path)
        beside = {"the text itself": size, "lnav": held_by_lnav(path)}
    wanted = [Wanted(1.4, at_most=True, beside="the text itself")]
    figures = [
        Figure("a million lines held: whole process", total, beside, "MiB", wanted),
        Figure("a million lines held: growth of the process", growth, {"the text itself": size}, "MiB", wanted),
    ]
    buffer = LogBuffer()
    for number, line in enumerate(lines):
        buffer.append(1_705_744_800 + number / 1000, "info", line, "web-7f9c-1", "main")
    del lines
    for name, query in {**SEARCHES, **LEFT_OUT}.items():
        ours = partial(search, buffer, query, name in LEFT_OUT)
        runs = {"hexatui": ours, "re": partial(count_matches, text, query)}
        rounds = in_turns({who: partial(seconds, run) for who, run in runs.items()}, ROUNDS)
        twice = [Wanted(2, at_most=True, beside="re")]
        figures.append(Figure.of_rounds(f"a million lines searched: {name}", rounds, unit="s", wanted=twice))
    return figures
