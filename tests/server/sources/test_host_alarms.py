"""When a value becomes an alert."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.events import Alert
from hexatui.server.sources.host.alarms import TOLD_EVERY, Alarm, Limit


def alarm(patience: int = 1) -> Alarm:
    limits = (Limit("warning", 80), Limit("critical", 90))
    return Alarm("alert-1", "high", "High", "Usage", "%", "node/here", limits, patience=patience)


def told(alarm: Alarm, *values: float, every: float = 1) -> list[tuple[str, str | None] | None]:
    observed = [alarm.observe(value, number * every) for number, value in enumerate(values)]
    return [(alert.severity, alert.status) if alert else None for alert in observed]


def test_it_is_quiet_up_to_the_limit() -> None:
    assert told(alarm(), 0, 50, 80) == [None, None, None]


def test_it_fires_above_a_limit_and_is_resolved_when_the_value_falls() -> None:
    assert told(alarm(), 81, 70) == [("warning", "firing"), ("warning", "resolved")]


def test_it_does_not_flicker_about_a_limit() -> None:
    assert told(alarm(), 81, 79, 81, 77, 75) == [("warning", "firing"), None, None, None, ("warning", "resolved")]


def test_it_rises_to_a_worse_severity_and_falls_back() -> None:
    assert told(alarm(), 81, 95, 89, 84, 10) == [
        ("warning", "firing"),
        ("critical", "firing"),
        None,
        ("warning", "firing"),
        ("warning", "resolved"),
    ]


def test_while_it_fires_it_is_told_again_with_new_values() -> None:
    subject = alarm()
    first, second = subject.observe(85, 0), subject.observe(86.04, TOLD_EVERY)
    assert first is not None
    assert second == first.model_copy(update={"value": 86.0})


def test_one_that_is_patient_waits_for_several_values_in_a_row() -> None:
    assert told(alarm(patience=3), 85, 85, 10, 85, 85, 85) == [None] * 5 + [("warning", "firing")]


def test_it_says_what_it_measures() -> None:
    assert alarm().observe(85.55, 0) == Alert(
        id="alert-1",
        type="high",
        severity="warning",
        title="High",
        description="Usage is above 80%",
        resource="node/here",
        threshold=80,
        value=85.5,
        status="firing",
    )


@given(values=st.lists(st.floats(0, 100), max_size=50))
def test_resolved_comes_only_after_firing_and_once(values: list[float]) -> None:
    is_firing = False
    for found in told(alarm(), *values):
        if found:
            assert is_firing or found[1] == "firing"
            is_firing = found[1] == "firing"
