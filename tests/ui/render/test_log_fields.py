from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.ui.render.log_fields import ERROR, MAX_CHARACTERS, MAX_FIELDS, MESSAGE, fields_of


def pairs(text: str) -> list[tuple[str, str]]:
    fields = fields_of(text)
    return [(field.key, field.written) for field in fields.all] if fields else []


def test_a_json_object_is_fields_in_its_own_order() -> None:
    fields = fields_of('{"level":"WARN", "msg":"pool is full" ,"open":48,"of":{"a":[1, 2]},"user":"ann","x":null} \n')
    assert fields is not None
    assert fields.kind == "json"
    assert fields.level == "warning"
    assert [(field.key, field.written) for field in fields.all] == [
        ("level", "WARN"), ("msg", '"pool is full"'), ("open", "48"), ("of", '{"a":[1, 2]}'), ("user", "ann"),
        ("x", "null"),
    ]  # fmt: skip
    message = fields.named(MESSAGE)
    assert message is not None
    assert message.value == "pool is full"


def test_logfmt_is_fields() -> None:
    fields = fields_of('time=2024-01-20T14:02:09Z lvl=eror level=error msg="it said \\"no\\"" err= url=/a?b=c')
    assert fields is not None
    assert (fields.kind, fields.level, fields.time) == ("logfmt", "error", 1_705_759_329.0)
    assert [field.value for field in fields.all][3:] == ['it said "no"', "", "/a?b=c"]
    assert fields.named(ERROR) == ("err", "", "")


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "{}", "{}{}", "[1]", '{"a":1', '{"a":1}x', '{"a":1,}', "{a:1}", '{"a" 1}', '{"a":}', '{1:2}',
        "a=1", "a = b", "a=b is no logfmt", 'a=1 b="open', "GET /x?a=1 b=2", '{"a":' + "[" * 5_000 + "}",
        '{"a":"' + "x" * MAX_CHARACTERS + '"}', "a=1 " * (MAX_FIELDS + 1), "{" + '"a":1,' * MAX_FIELDS + '"a":1}',
    ],
)  # fmt: skip
def test_everything_else_is_text(text: str) -> None:
    assert fields_of(text) is None


def test_as_many_fields_as_are_shown_are_fields() -> None:
    assert len(pairs("a=1 " * MAX_FIELDS)) == len(pairs("{" + '"a":1,' * (MAX_FIELDS - 1) + '"a":1}')) == MAX_FIELDS


def test_numbers_and_repeated_keys_are_as_they_were_sent() -> None:
    assert pairs('{"a":1.10,"a":1e400,"n":' + "9" * 5_000 + ',"big":12345678901234567890.0}') == [
        ("a", "1.10"), ("a", "1e400"), ("n", "9" * 5_000), ("big", "12345678901234567890.0"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ('"2024-01-20T14:02:09.120Z"', 1_705_759_329.12),
        ('"2024-01-20T16:02:09.120+02:00"', 1_705_759_329.12),
        ("1705759329.12", 1_705_759_329.12),
        ("1705759329120", 1_705_759_329.12),
        ("1705759329120000000", 1_705_759_329.12),
        ('"2024-01-20 14:02:09"', None),
        ('"soon"', None),
        ("12", None),
        ("NaN", None),
        ('{"a":1}', None),
    ],
)
def test_a_time_is_understood_where_it_is_one_moment(written: str, at: float | None) -> None:
    fields = fields_of(f'{{"@timestamp":{written}}}')
    assert fields is not None
    assert fields.time == at


@given(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.booleans()), min_size=1))
def test_whatever_json_says_is_found_again(said: dict[str, object]) -> None:
    for ascii in (True, False):
        fields = fields_of(json.dumps(said, ensure_ascii=ascii))
        assert fields is not None
        assert {field.key: field.value for field in fields.all} == {
            key: value if isinstance(value, str) else json.dumps(value) for key, value in said.items()
        }


@given(st.text(max_size=200) | st.text(st.sampled_from('{}[]":,=\\ab1 \n'), max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    for line in (text, "{" + text + "}", f"a=1 {text}"):
        fields = fields_of(line)
        assert fields is None or fields.all
