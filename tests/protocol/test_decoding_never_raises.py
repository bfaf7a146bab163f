from __future__ import annotations

import copy
import gc
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.codec import Malformed, Unknown, decode_client, decode_server, encode

MESSAGES = [
    row["message"] for row in json.loads((Path(__file__).parent / "data" / "reference.json").read_text("utf-8"))
]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400), 2**63, -(2**63) - 1])
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
)
any_json = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of each value inside this one."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [place for key, item in inner for place in places(item, (*path, key))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A printed message with a few of its values replaced, or left out."""
    message = copy.deepcopy(draw(st.sampled_from(MESSAGES)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(message)))
        if not path:
            continue
        holder = message
        for step in path[:-1]:
            holder = holder[step]
        if draw(st.booleans()) or isinstance(holder, list):
            holder[path[-1]] = draw(any_json)
        else:
            del holder[path[-1]]
    return message


def check(frame: str | bytes) -> None:
    """Both readers give a value, and what they could read can be written and read again."""
    for decode in (decode_server, decode_client):
        message: Any = decode(frame)
        assert isinstance(message.type, str)
        if isinstance(message, Malformed):
            assert message.reason
        elif not isinstance(message, Unknown):
            assert type(decode(encode(message))) is type(message)


@given(st.binary())
def test_of_any_bytes(frame: bytes) -> None:
    check(frame)


@given(st.text(st.characters(exclude_categories=())))
def test_of_any_text(frame: str) -> None:
    check(frame)


@given(any_json)
def test_of_any_json(value: Any) -> None:
    check(json.dumps(value))


@given(mutated())
def test_of_a_printed_message_with_anything_in_any_place(message: Any) -> None:
    check(json.dumps(message))


@given(st.sampled_from(MESSAGES), st.data())
def test_of_a_printed_message_cut_or_damaged(message: Any, data: st.DataObject) -> None:
    frame = bytearray(json.dumps(message).encode())
    check(bytes(frame[: data.draw(st.integers(0, len(frame)))]))
    frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(frame))


@pytest.mark.parametrize(
    "frame", ["{", "[]", '{"type":7}', '{"type":"strange"}', '{"type":"log_entry"}', '{"type":"ping","id":[1]}', "\xff"]
)
def test_what_cannot_be_read_leaves_nothing_to_the_garbage_collector(frame: str) -> None:
    decode_server(frame)
    gc.collect()
    gc.disable()
    try:
        decode_server(frame)
        assert gc.collect() == 0
    finally:
        gc.enable()
