from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.names import LogSource
from hexatui.ui.logs.likely_containers import MAX_GUESSES, containers_of, likely_containers, workload_of

API = LogSource("ws-1", "front", "api-server-abc123", "api")
PROXY = API._replace(container="proxy")
WEB = LogSource("ws-1", "front", "web-0", "main")
JOB = LogSource("ws-2", "batch", "job-x7", "main")
KNOWN = [API, PROXY, WEB, JOB]


def paths(pod: str, known: list[LogSource] = KNOWN, namespaces: tuple[str, ...] = ("front",)) -> list[str]:
    found = likely_containers(LogSource("ws-1", "", pod, ""), known, namespaces)
    return [str(guess.source) for guess in found.guesses]


def is_clear(pod: str, known: list[LogSource] = KNOWN, namespaces: tuple[str, ...] = ("front",)) -> bool:
    return likely_containers(LogSource("ws-1", "", pod, ""), known, namespaces).is_clear


@pytest.mark.parametrize(
    ("pod", "workload"),
    [
        ("api-server-abc123", "api-server"),
        ("search-7f9c", "search"),
        ("web-0", "web"),
        ("web-5d9c7b8f4d-x2x4z", "web"),
        ("backup-28471200-xk2qz", "backup"),
        ("node-exporter-xkqzt", "node-exporter"),
        ("payments-api", "payments-api"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_a_pod_s_workload_is_its_name_without_what_is_its_own(pod: str, workload: str) -> None:
    assert workload_of(pod) == workload


def test_a_container_that_is_known_of_the_pod_is_no_guess() -> None:
    found = likely_containers(WEB._replace(namespace="", container=""), KNOWN, ["front"])
    assert [*found.guesses] == [(WEB, "")]
    assert found.is_clear
    assert found.others(WEB) == []


def test_several_known_containers_leave_the_choice() -> None:
    assert paths("api-server-abc123") == [str(API), str(PROXY)]
    assert not is_clear("api-server-abc123")


def test_a_pod_is_like_the_others_of_its_workload() -> None:
    found = likely_containers(LogSource("ws-1", "", "web-1", ""), KNOWN, ["front"])
    assert [*found.guesses] == [(WEB._replace(pod="web-1"), "as web-0 has it")]
    assert found.is_clear
    assert paths("api-server-def456") == [str(one._replace(pod="api-server-def456")) for one in (API, PROXY)]
    assert not is_clear("api-server-def456")


def test_a_name_that_each_namespace_may_have_is_not_clear_where_there_are_several() -> None:
    for pod in ("web-0", "web-1"):
        assert is_clear(pod)
        assert not is_clear(pod, namespaces=("front", "back"))
    one = [API]
    assert is_clear("api-server-abc123", one, ("front", "back"))
    assert is_clear("api-server-def456", one, ("front", "back"))


def test_a_namespace_that_is_told_is_kept_to() -> None:
    told = LogSource("ws-1", "back", "web-0", "")
    assert all(guess.source.namespace == "back" for guess in likely_containers(told, KNOWN, ["front"]).guesses)
    known = [*KNOWN, WEB._replace(namespace="back")]
    assert likely_containers(told, known, ["front", "back"]).is_clear


def test_where_none_of_its_workload_is_known_its_container_is_guessed_in_every_namespace() -> None:
    assert paths("cart-service-7f9c", []) == [
        "ws-1/front/cart-service-7f9c/cart-service",
        "ws-1/front/cart-service-7f9c/cart",
    ]
    assert paths("cart-7f9c", [], ("front", "back")) == ["ws-1/front/cart-7f9c/cart", "ws-1/back/cart-7f9c/cart"]
    assert paths("cart-7f9c", [], ()) == ["ws-1/default/cart-7f9c/cart"]
    assert not is_clear("cart-7f9c", [])


def test_a_container_is_first_called_as_that_of_the_same_workload_in_another_workspace() -> None:
    known = [*KNOWN, LogSource("ws-2", "back", "cart-5d9c7b8f4d-x2x4z", "nginx")]
    found = likely_containers(LogSource("ws-1", "", "cart-7f9c", ""), known, ["front", "back"])
    assert [str(guess.source) for guess in found.guesses][:2] == [
        "ws-1/back/cart-7f9c/nginx",
        "ws-1/front/cart-7f9c/nginx",
    ]
    assert found.guesses[0].ground == "as cart-5d9c7b8f4d-x2x4z has it"
    assert not found.is_clear


def test_a_container_is_called_as_most_are_where_it_is() -> None:
    generic = [LogSource("ws-1", "front", f"{name}-7f9c", "app") for name in ("shop", "stock", "mail")]
    assert paths("cart-7f9c", generic)[0] == "ws-1/front/cart-7f9c/app"
    own = [LogSource("ws-1", "front", f"{name}-7f9c", name) for name in ("shop", "stock", "mail")]
    assert paths("cart-7f9c", own)[0] == "ws-1/front/cart-7f9c/cart"


def test_where_a_guess_was_wrong_the_others_are_left_to_be_tried() -> None:
    found = likely_containers(LogSource("ws-1", "", "cart-7f9c", ""), [], ["front", "back"])
    first, second = found.guesses
    assert found.others(first.source) == [second]
    assert found.others(API) == []


def test_the_containers_of_a_workload_are_those_of_its_pods() -> None:
    assert containers_of(LogSource("ws-1", "", "api-server", ""), KNOWN) == [API, PROXY]
    assert containers_of(LogSource("ws-1", "", "web", ""), KNOWN) == [WEB]
    assert containers_of(LogSource("ws-1", "back", "web", ""), KNOWN) == []
    assert containers_of(LogSource("ws-1", "", "api", ""), KNOWN) == []


NAMES = st.text("ab-19é/\x1b", max_size=12)


@given(st.lists(st.builds(LogSource, st.just("ws-1"), NAMES, NAMES, NAMES)), NAMES, st.lists(NAMES))
def test_whatever_the_names_are_guesses_are_few_and_of_this_pod(
    known: list[LogSource], pod: str, namespaces: list[str]
) -> None:
    found = likely_containers(LogSource("ws-1", "", pod, ""), known, namespaces)
    assert all((guess.source.workspace_id, guess.source.pod) == ("ws-1", pod) for guess in found.guesses)
    assert len([guess for guess in found.guesses if guess.ground]) <= MAX_GUESSES
