"""From a critical alert to the log lines around its time, in a real terminal: at most three keys."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from support.gateway import HEXATUI
from support.terminal import Terminal
from support.village import API, Village

from hexatui.protocol.events import Alert, AlertTriggered, AlertTriggeredData, LogEntryData
from hexatui.protocol.names import LogSource
from hexatui.server.gateway import Gateway
from hexatui.server.sources import Publish, PublishLog

pytestmark = pytest.mark.timeout(120)

PROXY = API._replace(container="proxy")
LINES = 600


class Burning(Village):
    """A pod with two containers that wrote a line each second, and in one of these an alert began."""

    def __init__(self, second: int) -> None:
        super().__init__()
        start = datetime.now(UTC) - timedelta(seconds=LINES)
        self.began = start + timedelta(seconds=second - 0.5)
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
        return source in (API, PROXY)

    async def run(self, publish: Publish, publish_log: PublishLog) -> None:
        alert = Alert(
            id="a-1",
            severity="critical",
            title="Memory above 90 %",
            resource=f"pod/{API.pod}",
            status="firing",
        )
        data = AlertTriggeredData(workspace_id=API.workspace_id, alert=alert)
        while True:
            publish(AlertTriggered(timestamp=self.began, data=data))
            await asyncio.sleep(0.5)


@pytest.mark.parametrize("second", [570, 300], ids=["within the history asked for", "before it"])
@pytest.mark.parametrize(
    ("known", "keys"), [([API], ("3", "l")), ([API, PROXY], ("3", "l", "enter"))], ids=["one container", "several"]
)
async def test_three_keys_lead_from_a_critical_alert_to_the_lines_around_its_time(
    second: int, known: Sequence[LogSource], keys: Sequence[str]
) -> None:
    def person() -> None:
        logs = [part for source in known for part in ("--logs", str(source))]
        environment = {"HEXATUI_URL": gateway.url, "HEXATUI_TOKEN": gateway.token}
        with Terminal([*HEXATUI, "-w", API.workspace_id, *logs], environment=environment) as terminal:
            terminal.wait_for("● live", "Memory above 90 %", f"line {LINES - 1}.")
            for key in keys:
                terminal.press(key)
                terminal.read(0.2)
            terminal.wait_for(f"line {second - 1}.", f"line {second}.", f"line {second + 1}.", "began here")
            held = next(row for row in terminal.text.splitlines() if f"line {second}." in row)
            assert re.search(r"\d\d:\d\d:\d\d\.\d{3}", held)
            assert f"line {LINES - 1}." not in terminal.text

    async with Gateway(Burning(second)) as gateway:
        await asyncio.to_thread(person)
