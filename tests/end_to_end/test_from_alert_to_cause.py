"""From a critical alert to the log lines around its time, in a real terminal: at most three keys."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from support.gateway import HEXATUI
from support.terminal import Terminal
from support.village import API, Village

from hexatui.protocol.events import Alert, AlertTriggered, AlertTriggeredData, LogEntryData
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import LogSource, Resource
from hexatui.server.gateway import Gateway
from hexatui.server.sources import Publish, PublishLog
from hexatui.server.sources.records import Firing

pytestmark = pytest.mark.timeout(120)

PROXY = API._replace(container="proxy")
SIBLING = API._replace(pod="api-server-def456")
LINES = 600


class Burning(Village):
    """A pod with two containers that wrote a line each second, and in one of these an alert began."""

    def __init__(self, second: float, containers: Sequence[LogSource], resource: str = f"pod/{API.pod}") -> None:
        super().__init__()
        self._containers = containers
        start = datetime.now(UTC) - timedelta(seconds=LINES)
        self.began = start + timedelta(seconds=second - 0.5)
        self.alert = Alert(
            id="a-1",
            severity="critical",
            title="Memory above 90 %",
            resource=resource,
            status="firing",
        )
        self.lines = [
            LogEntryData(
                stream_id="",
                timestamp=start + timedelta(seconds=number),
                message=f"line {number}.",
                pod=API.pod,
                container=API.container,
            )
            for number in range(LINES)
        ]

    def has_logs(self, source: LogSource) -> bool:
        return source in self._containers

    def children(self, parent: Resource | None) -> Sequence[Place]:
        organization, workspace = Resource("organization", "org-123"), Resource("workspace", API.workspace_id)
        projects = [Place(Resource("project", name), name, workspace, name) for name in ("backend", API.namespace)]
        places = [Place(organization, "Org"), Place(workspace, "Development", organization), *projects]
        return [place for place in places if place.parent == parent]

    def firing(self, workspace_id: str) -> Sequence[Firing]:
        return [Firing(self.alert, self.began)] if workspace_id == API.workspace_id else []

    async def run(self, publish: Publish, publish_log: PublishLog) -> None:
        data = AlertTriggeredData(workspace_id=API.workspace_id, alert=self.alert)
        while True:
            publish(AlertTriggered(timestamp=self.began, data=data))
            await asyncio.sleep(0.5)


@pytest.mark.parametrize(
    ("second", "known", "keys"),
    [
        (570, [API], ("3", "l")),
        (300, [API], ("3", "l")),
        (570, [API, PROXY], ("3", "l", "enter")),
        (570, [SIBLING], ("3", "l")),
        (570, [SIBLING, SIBLING._replace(container="proxy")], ("3", "l", "enter")),
        (300, [], ("3", "l", "enter")),
    ],
    ids=[
        "one container",
        "before the history asked for",
        "several containers",
        "the container of a sibling",
        "several of a sibling",
        "nothing is known of the pod",
    ],
)
async def test_three_keys_lead_from_a_critical_alert_to_the_lines_around_its_time(
    second: int, known: Sequence[LogSource], keys: Sequence[str]
) -> None:
    def person() -> None:
        logs = [part for source in known for part in ("--logs", str(source))]
        environment = {"HEXATUI_URL": gateway.url, "HEXATUI_TOKEN": gateway.token}
        with Terminal([*HEXATUI, *logs], environment=environment) as terminal:
            terminal.wait_for("● live", "Memory above 90 %", "backend", *([f"line {LINES - 1}."] if known else []))
            for key in keys:
                terminal.press(key)
                terminal.read(0.2)
            terminal.wait_for("began here")
            # What is said lies over the lines for a moment.
            terminal.wait_for(f"line {second - 1}.", f"line {second}.", f"line {second + 1}.")
            held = next(row for row in terminal.text.splitlines() if f"line {second}." in row)
            assert re.search(r"\d\d:\d\d:\d\d\.\d{3}", held)
            assert f"line {LINES - 1}." not in terminal.text
            assert f"{API.pod}/{API.container}" in terminal.text

    async with Gateway(Burning(second, [API, *known])) as gateway:
        await asyncio.to_thread(person)


@pytest.mark.parametrize(
    ("second", "resource", "told"),
    [
        (-86_400, f"pod/{API.pod}", ("the log reaches back to", "line 0.")),
        (86_400, f"pod/{API.pod}", ("Memory above 90 % began at 2", f"line {LINES - 1}.")),
        (570, "pod/" + "a" * 100_000, ("The alert names no pod of which logs are known, but pod/aaa",)),
        (570, "pod/\x1b[2J\x1b]0;stolen\x07", ("The alert names no pod of which logs are known, but pod/␛[2J",)),
        (570, "pod/a/b/../c", ("The alert names no pod of which logs are known, but pod/a/b",)),
        (570, "", ("The alert names no pod of which logs are known",)),
    ],
    ids=["a day before the log", "a day from now", "a resource of 100 kB", "one with escapes", "slashes", "none"],
)
async def test_where_the_lines_of_an_alert_can_t_be_shown_it_is_said_why(
    second: float, resource: str, told: Sequence[str]
) -> None:
    def person() -> None:
        environment = {"HEXATUI_URL": gateway.url, "HEXATUI_TOKEN": gateway.token}
        with Terminal([*HEXATUI, "--logs", str(API)], environment=environment) as terminal:
            terminal.wait_for("● live", "Memory above 90 %", f"line {LINES - 1}.")
            terminal.press("3")
            terminal.press("l")
            for words in told:
                terminal.wait_until(partial(_says, words), words)
            assert b"stolen\x07" not in terminal.output

    async with Gateway(Burning(second, [API], resource)) as gateway:
        await asyncio.to_thread(person)


def _says(words: str, text: str) -> bool:
    """Whether these words are on the screen, also where they go on in a dialog's next row."""
    return words in " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())
