from __future__ import annotations

import pytest

from hexatui.protocol.quantities import parse_rate
from hexatui.server.sources.rates import byte_rate


@pytest.mark.parametrize(
    ("rate", "written"), [(0, "0.0KB/s"), (340_500, "340.5KB/s"), (999_900, "999.9KB/s"), (1_234_567, "1.2MB/s")]
)
def test_a_rate_is_written_as_the_platform_does_and_read_back(rate: float, written: str) -> None:
    assert byte_rate(rate) == written
    assert parse_rate(written) == pytest.approx(rate, rel=0.05)
