from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.events import Event
from hexatui.protocol.names import DOCUMENTED_EVENTS, LogSource

REFERENCE: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "reference.json").read_text("utf-8"))


def test_the_documented_events_are_those_that_the_reference_subscribes_to() -> None:
    printed = {
        row["message"]["data"]["resource"]: tuple(row["message"]["data"]["events"])
        for row in REFERENCE
        if row["message"]["type"] == "subscribe"
    }
    assert printed == DOCUMENTED_EVENTS


def test_each_documented_event_has_its_model() -> None:
    types = {model.model_fields["type"].default for model in get_args(Event)}
    assert {f"{kind}.{event}" for kind, events in DOCUMENTED_EVENTS.items() for event in events} <= types


@pytest.mark.parametrize("path", ["w/n/p/c", " w / n/p /c\n"])
def test_a_container_is_named_by_its_path(path: str) -> None:
    assert LogSource.parse(path) == LogSource("w", "n", "p", "c")


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("", "the workspace is missing"),
        ("w", "the namespace is missing"),
        ("w//p/c", "the namespace is missing"),
        ("w/n/ /c", "the pod is missing"),
        ("w/n/p/", "the container is missing"),
        ("w/n/p/c/", "too many parts"),
        ("/".join("x" * 10_000), "too many parts"),
    ],
)
def test_a_path_that_names_no_container_says_why_in_one_sentence(path: str, what: str) -> None:
    with pytest.raises(ValueError, match=what) as raised:
        LogSource.parse(path)
    assert str(raised.value).endswith("WORKSPACE/NAMESPACE/POD/CONTAINER")
    assert len(str(raised.value)) < 100


@given(st.lists(st.text(st.characters(exclude_characters="/"), min_size=1).map(str.strip).filter(bool), min_size=4))
def test_a_source_is_read_from_how_it_is_written(parts: list[str]) -> None:
    source = LogSource(*parts[:4])
    assert LogSource.parse(str(source)) == source
