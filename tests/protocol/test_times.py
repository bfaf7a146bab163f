from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.times import epoch_seconds


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2024, 1, 20, 10, tzinfo=UTC),
        datetime(2024, 1, 20, 10),
        datetime(2024, 1, 20, 19, tzinfo=timezone(timedelta(hours=9))),
    ],
)
def test_a_time_counts_in_its_zone_and_without_one_in_utc(moment: datetime) -> None:
    assert epoch_seconds(moment) == 1_705_744_800.0


@pytest.mark.parametrize("moment", [None, "", "yesterday", datetime.min, datetime.max])
def test_what_is_no_time_is_none(moment: datetime | str | None) -> None:
    assert epoch_seconds(moment) is None


@given(st.datetimes(timezones=st.none() | st.timezones()))
def test_every_time_that_is_one_can_be_shown_in_every_zone(moment: datetime) -> None:
    seconds = epoch_seconds(moment)
    if seconds is not None:
        for hours in (-14, 14):
            datetime.fromtimestamp(seconds, timezone(timedelta(hours=hours)))
