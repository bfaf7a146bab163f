from __future__ import annotations

import pytest
from support.panes import text

from hexatui.protocol.names import LogSource
from hexatui.state.logs import LogLine
from hexatui.ui.palette import DEFAULT_LOOK
from hexatui.ui.render.pod_column import WIDEST, pod_column, pod_span, short_name

API = LogSource("ws-1", "ns", "api-1", "api")
PROXY = API._replace(container="proxy")


def line(pod: str, container: str = "main") -> LogLine:
    return LogLine(0, 1.0, "info", "hello", pod, container)


def test_a_pod_is_named_alone_unless_several_of_its_containers_are_shown() -> None:
    assert set(pod_column([API]).names.values()) == {"api-1"}
    assert set(pod_column([API, PROXY]).names.values()) == {"api-1/api", "api-1/proxy"}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("web-0", "web-0"),
        ("payment-processor-7d9f8b6c5-x2x4z", "payment-proces…x2x4z"),
        ("api-server-abc123/proxy", "api-server-ab…/proxy"),
        ("a" * 30, "a" * 9 + "…" + "a" * 10),
    ],
)
def test_a_long_name_keeps_what_tells_it_from_its_siblings(name: str, short: str) -> None:
    assert short_name(name, WIDEST, "…") == short


def test_the_column_is_as_wide_as_its_names_shorter_in_a_narrow_pane_and_not_there_in_a_narrower() -> None:
    column = pod_column([API, API._replace(pod="web-server-0")])
    assert text(pod_span(line("api-1"), column, 80, DEFAULT_LOOK)) == "api-1        "
    assert text(pod_span(line("api-1"), column, 57, DEFAULT_LOOK)) == "api-1    "
    assert text(pod_span(line("worker-5d9c7b8f4d-x2x4z"), column, 57, DEFAULT_LOOK)) == "wor…2x4z "
    assert pod_span(line("api-1"), column, 39, DEFAULT_LOOK) == []


def test_a_pod_that_nobody_opened_is_named_as_the_platform_does_and_can_not_steer_the_terminal() -> None:
    shown = text(pod_span(line("\x1b[2J stranger"), pod_column([API]), 80, DEFAULT_LOOK))
    assert "\x1b" not in shown
    assert len(shown) == len("api-1 ")
