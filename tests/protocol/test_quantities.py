from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.quantities import amount_in_unit, parse_quantity, parse_rate, percentage


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.2", 3.2),
        ("500m", 0.5),
        ("3.8Gi", 3.8 * 2**30),
        ("4GiB", 4 * 2**30),
        ("1e3", 1000.0),
        ("12E", 12e18),
        (" 2 cores ", 2.0),
        ("-1", -1.0),
        (".5k", 500.0),
        ("0", 0.0),
    ],
)
def test_a_quantity_is_read_in_base_units(text: str, value: float) -> None:
    assert parse_quantity(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "Gi", "1Zi", "1 2", "nan", "inf", "1e999", "٣", "0x10", "9" * 65, "1__0"])
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "rate"),
    [("1.2MB/s", 1.2e6), ("800KiB/s", 819_200.0), ("5", 5.0), ("1 GB / sec", 1e9), ("1MB/min", None), ("fast", None)],
)
def test_a_rate_is_read_in_bytes_a_second(text: str, rate: float | None) -> None:
    assert parse_rate(text) == (None if rate is None else pytest.approx(rate))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12288", "Mi", 12288 * 2**20),
        ("3.2", "cores", 3.2),
        ("12Gi", "Mi", 12 * 2**30),
        ("7", "", 7.0),
        ("7", "bananas", None),
        ("x", "Mi", None),
    ],
)
def test_an_amount_is_read_in_its_unit_or_its_own(text: str, unit: str, value: float | None) -> None:
    assert amount_in_unit(text, unit) == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("stated", "used", "limit", "expected"),
    [
        (32.0, 1.0, 2.0, 32.0),
        (None, 1.0, 2.0, 50.0),
        (5000.0, 1.0, 2.0, 50.0),
        (-1.0, 1.0, 2.0, 50.0),
        (math.nan, 3.0, 2.0, 150.0),
        (None, 1.0, 0.0, None),
        (None, 1.0, None, None),
        (None, 1.0, -2.0, None),
        (None, None, 2.0, None),
    ],
)
def test_a_percentage_is_believed_or_computed(
    stated: float | None, used: float | None, limit: float | None, expected: float | None
) -> None:
    assert percentage(stated, used, limit) == expected


@given(st.text(), st.text())
def test_no_text_raises_and_every_amount_is_finite(text: str, unit: str) -> None:
    for value in (parse_quantity(text), parse_rate(text), amount_in_unit(text, unit)):
        assert value is None or math.isfinite(value)


@given(st.floats(0, 1e15), st.sampled_from(["", "m", "k", "Mi", "Gi"]))
def test_the_suffix_scales_the_number(number: float, suffix: str) -> None:
    factor = {"": 1.0, "m": 1e-3, "k": 1e3, "Mi": 2.0**20, "Gi": 2.0**30}[suffix]
    assert parse_quantity(f"{number!r}{suffix}") == pytest.approx(number * factor)


@given(st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,3})?", fullmatch=True), st.sampled_from(["Ki", "Mi", "Gi", "m", "cores"]))
def test_a_unit_beside_an_amount_is_the_same_as_one_behind_it(text: str, unit: str) -> None:
    assert amount_in_unit(text, unit) == parse_quantity(text + unit)
