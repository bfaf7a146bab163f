"""The last lines of a file, compared with reading all of it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.server.sources.host import last_lines as module
from hexatui.server.sources.host.last_lines import last_lines, line_start

contents = st.lists(st.sampled_from([b"\n", b"a", b"\xff", b"\r", b"word", b"\n\n", b"x" * 50]), max_size=60).map(
    b"".join
)


@pytest.fixture(autouse=True, params=[1, 7, 65536], ids="blocks of {} bytes".format)
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", request.param)


def lines_of(content: bytes) -> list[bytes]:
    return content.removesuffix(b"\n").split(b"\n") if content else []


@given(content=contents, lines=st.integers(1, 70), data=st.data())
def test_it_gives_what_reading_all_would(content: bytes, lines: int, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(content)))
    assert last_lines(io.BytesIO(content), end, lines) == lines_of(content[:end])[-lines:]


@given(content=contents, data=st.data())
def test_a_line_begins_after_the_last_line_end(content: bytes, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(content)))
    assert line_start(io.BytesIO(content), end, len(content)) == content.rfind(b"\n", 0, end) + 1


def test_no_lines_are_none() -> None:
    assert last_lines(io.BytesIO(b"a\nb\n"), 4, 0) == []


class CountingFile(io.BytesIO):
    """Counts the bytes read from it."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.count += len(found)
        return found


def test_only_the_end_is_read() -> None:
    file = CountingFile(b"a line of some length\n" * 100_000)
    assert last_lines(file, 2_200_000, 10) == [b"a line of some length"] * 10
    assert file.count <= 65536


def test_a_giant_line_is_not_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1000)
    file = CountingFile(b"x" * 200_000 + b"\nlast\n")
    assert last_lines(file, 200_006, 5) == [b"last"]
    assert file.count <= 1000 + 65536


def test_the_start_of_a_giant_line_is_not_looked_for_far_back() -> None:
    assert line_start(io.BytesIO(b"\n" + b"x" * 200_000), 200_001, 1000) == 200_001
