from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from hexatui.protocol.names import LogSource
from hexatui.state.log_memory import LogMemory
from hexatui.state.log_query import Query, Wanted, matcher
from hexatui.state.logs import LogBuffer, LogLine
from hexatui.ui.logs.saved_lines import held_lines, save_lines, written_time

AT = 1_705_759_329.12
"""2024-01-20 14:02:09.120 UTC."""
API = LogSource("ws-1", "ns", "api-x", "api")
TEXTS = ["plain", "tab\tand \x1b[31mred\x1b[0m\x00", "two\nlines\n", "日本 👩\u200d💻", "\ud800", ""]


def line(text: str, number: int = 0, at: float | None = AT) -> LogLine:
    return LogLine(number, at, "info", text, "api-x", "api")


def test_lines_are_saved_to_the_byte_behind_their_times_for_their_owner_alone(tmp_path: Path) -> None:
    saved = save_lines(map(line, TEXTS), API, AT, [tmp_path])
    assert saved == (tmp_path / "hexatui-log-api-x-api-20240120T140209Z.log", 6)
    assert stat.S_IMODE(saved.path.stat().st_mode) == 0o600
    time = b"2024-01-20T14:02:09.120000Z "
    assert saved.path.read_bytes() == b"".join(
        [
            time + b"plain\n",
            time + b"tab\tand \x1b[31mred\x1b[0m\x00\n",
            time + b"two\nlines\n",
            time + "日本 👩\u200d💻\n".encode(),
            time + b"?\n",
            time + b"\n",
        ]
    )


def test_lines_of_many_containers_say_whose_they_are_as_kubectl_does(tmp_path: Path) -> None:
    saved = save_lines([line("a")], LogSource("", "", "all", ""), AT, [tmp_path])
    assert saved.path.name == "hexatui-log-all-20240120T140209Z.log"
    assert saved.path.read_text() == "[pod/api-x/api] 2024-01-20T14:02:09.120000Z a\n"


def test_a_gap_is_a_comment_and_a_missing_time_a_dash(tmp_path: Path) -> None:
    gap = LogLine(1, AT, "", "", "", "", (AT, AT + 33), "connection lost")
    saved = save_lines([line("a", at=None), gap], API, AT, [tmp_path])
    assert saved.lines == 1
    assert saved.path.read_text() == (
        "- a\n# connection lost 2024-01-20T14:02:09.120000Z - 2024-01-20T14:02:42.120000Z: lines may be missing\n"
    )
    assert written_time(1e300) == "-"


def test_of_a_filter_the_lines_that_it_lets_through_are_saved_with_the_gaps_between_them(tmp_path: Path) -> None:
    buffer = LogBuffer(LogMemory(20_000))
    for number in range(2_000):
        buffer.append(AT, "", f"line {number} {'odd' if number % 2 else 'even'}", "api-x", "api")
    buffer.mark_gap(AT, AT + 1, "connection lost")
    assert buffer.dropped
    snapshot = buffer.snapshot()
    whole = list(held_lines(snapshot, None))
    assert [each.number for each in whole] == list(range(buffer.first, 2_001))
    odd = list(held_lines(snapshot, Wanted(matcher(Query("odd")))))
    assert odd == [each for each in whole if each.gap or each.text.endswith("odd")]
    saved = save_lines(odd, API, AT, [tmp_path], buffer.dropped)
    first, *rest = saved.path.read_text().splitlines()
    assert first == f"# {buffer.dropped:,} earlier lines were dropped to make room"
    assert len(rest) == saved.lines + 1 == len(odd)


@pytest.mark.parametrize("pod", ["../../etc/passwd", "\x1b]0;x\x07", "a/b\0c", "", "日本", "x" * 10_000, "-rf", ".."])
def test_a_hostile_name_stays_within_the_folder(pod: str, tmp_path: Path) -> None:
    path = save_lines([line("x")], API._replace(pod=pod, container=pod), AT, [tmp_path]).path
    assert path.parent == tmp_path
    assert path.exists()
    assert path.name.startswith("hexatui-log-")
    assert path.name.isprintable()


def test_what_could_not_be_written_whole_is_not_left_behind(tmp_path: Path) -> None:
    def lines() -> Iterator[LogLine]:
        yield line("x")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        save_lines(lines(), API, AT, [tmp_path])
    assert list(tmp_path.iterdir()) == []
