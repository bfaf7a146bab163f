from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.state.log_memory import LogMemory
from hexatui.state.logs import LogBuffer
from hexatui.ui.logs.traces import MAX_LINES, Traces

PYTHON = """\
ERROR request failed
Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
    raise ValueError("error: no")
ValueError: error: no

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 5, in <module>
requests.exceptions.ConnectionError: refused"""
OWN_EXCEPTIONS = """\
ERROR no connection
Traceback (most recent call last):
  File "/app/db.py", line 42, in acquire
    raise Empty
queue.Empty

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
    with db.acquire():
PoolExhausted: no connection within 5 s"""
JAVA = """\
ERROR order 7 can't be shipped
java.lang.IllegalStateException: no stock
\tat com.example.Shop.ship(Shop.java:14)
\tat com.example.Main.main(Main.java:3)
Caused by: java.io.IOException: closed
\tat com.example.Store.read(Store.java:9)
\t... 2 more"""
GO = """\
panic: runtime error: index out of range [3] with length 3

goroutine 1 [running]:
main.(*Server).run(0xc000010000, {0x1, 0x2})
\t/app/main.go:12 +0x1d
main.main()
\t/app/main.go:5 +0x20
created by main.start in goroutine 7
\t/app/start.go:9 +0x3c"""
NODE = """\
Error: connect ECONNREFUSED
    at Socket.connect (net.js:1:2) {
  code: 'ECONNREFUSED'
}"""
PHP = """\
PHP Fatal error: Uncaught Exception
Stack trace:
#0 /app/a.php(3): run()
#1 {main}
  thrown in /app/a.php on line 3"""


def buffer(*texts: str, apart: float = 0.001) -> LogBuffer:
    held = LogBuffer()
    for number, text in enumerate(texts):
        held.append(1_000 + number * apart, "", text, "pod", "main")
    return held


def heads(held: LogBuffer) -> list[int]:
    traces = Traces()
    return [traces.head(held, number) for number in range(held.first, held.end)]


@pytest.mark.parametrize(
    "trace", [PYTHON, OWN_EXCEPTIONS, JAVA, GO, NODE, PHP], ids=["python", "own", "java", "go", "node", "php"]
)
def test_a_trace_belongs_to_the_line_above_it(trace: str) -> None:
    lines = trace.split("\n")
    held = buffer("before", *lines, "INFO after", "and after")
    end = len(lines) + 1
    assert heads(held) == [0, *[1] * len(lines), end, end + 1]
    assert Traces().end(held, 1) == end
    assert Traces().end(held, end) == end + 1


@pytest.mark.parametrize(
    "text",
    [
        "plain", "", "  2024-01-20 10:00:00 INFO x", " [ERROR] x", "ValueError: x", "}", "#1 in the list",
        "main.main()", "a.b.SomeError: x", "Traceback (most recent call last):", "goroutine 1 [running]:",
        "atomic", "created", "a.b.c was called", "error: x",
    ],
)  # fmt: skip
def test_other_lines_stand_for_themselves(text: str) -> None:
    assert heads(buffer("before", text)) == [0, 1]


def test_what_comes_later_or_from_elsewhere_or_after_a_gap_belongs_to_nothing() -> None:
    assert heads(buffer("before", "  below", apart=2.0)) == [0, 1]
    held = buffer("before")
    held.append(1_000, "", "  below", "other pod", "main")
    held.mark_gap(1_000, 1_001)
    held.append(1_000, "", "  below", "pod", "main")
    assert heads(held) == [0, 1, 2, 3]


def test_a_trace_whose_beginning_was_dropped_begins_with_what_is_left() -> None:
    held = LogBuffer(LogMemory(2_000))
    for number in range(200):
        held.append(None, "", f"  at {number}", "", "")
    assert held.first > 0
    traces = Traces()
    assert traces.head(held, held.end - 1) == held.first


def test_what_is_indented_without_end_costs_no_more_than_a_trace() -> None:
    held = buffer(*["  x"] * 5_000, apart=0)
    traces = Traces()
    assert traces.head(held, 4_999) == 4_999 - MAX_LINES
    assert traces.end(held, 0) == MAX_LINES


@given(st.lists(st.sampled_from([*PYTHON.split("\n"), *JAVA.split("\n"), *GO.split("\n"), "x", "}"]), max_size=30))
def test_each_order_of_asking_gives_the_same_answers(texts: list[str]) -> None:
    held = buffer(*texts)
    forwards, traces = heads(held), Traces()
    assert [traces.head(held, number) for number in reversed(range(held.end))][::-1] == forwards
    assert all(head == forwards[head] for head in forwards)
