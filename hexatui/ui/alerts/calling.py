"""Calling a person who looks elsewhere: which alerts are worth it, never more than one call a while. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hexatui.prepared import Notifications
from hexatui.state.alerts import CAPACITY
from hexatui.text import clipped, safe
from hexatui.ui.terminal.passing_on import passed_on

if TYPE_CHECKING:
    from hexatui.state.alerts import AlertEntry, AlertKey
    from hexatui.state.fleet import Fleet

CALLING = "critical"
"""The severity that calls."""

LOOK_BACK = 60.0
"""Seconds before the program's start from which an alert still counts as news."""

MAX_WORDS = 200
"""Characters of a notification."""

_OSC_777 = ("rxvt", "foot")
"""How the TERM of terminals begins that take OSC 777 and not OSC 9."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call, whatever number of alerts it is for."""

    title: str
    """ "1 critical alert"."""
    words: str
    """What the worst of them says, and where."""
    facts: Mapping[str, str]
    """The same for a command's environment, HEXATUI_ALERT_... names."""


class Caller:
    """Decides when to call. Alerts that fire while it must be quiet are part of the next call, if they still burn."""

    def __init__(self, started_at: float, every: float) -> None:
        self._news_since = started_at - LOOK_BACK
        self._every = every
        self._quiet_until = 0.0
        self._seen = 0
        self._waiting: dict[AlertKey, None] = {}

    def call(self, fleet: Fleet, now: float) -> Call | None:
        """The call that is due; to be asked with the fleet's lock held, cheap while nothing fires."""
        alerts = fleet.alerts
        if alerts.fired_total != self._seen:
            for key in list(alerts.fired)[-(alerts.fired_total - self._seen) :]:
                self._waiting.setdefault(key)
            self._seen = alerts.fired_total
            if len(self._waiting) > CAPACITY:
                self._waiting = {key: None for key in self._waiting if key in alerts.entries}
        if not self._waiting or now < self._quiet_until:
            return None
        entries = [alerts.entries[key] for key in self._waiting if key in alerts.entries]
        self._waiting.clear()
        burning = [entry for entry in entries if self._calls(entry, now)]
        if not burning:
            return None
        self._quiet_until = now + self._every
        newest = burning[-1]
        workspace = fleet.workspaces.get(newest.workspace_id)
        return _call(newest, workspace.name if workspace else newest.workspace_id, len(burning))

    def _calls(self, entry: AlertEntry, now: float) -> bool:
        began = entry.since if entry.platform_since is None else entry.platform_since
        is_settled = entry.acknowledged_at is not None or entry.is_snoozed(now)
        return entry.is_open and entry.severity == CALLING and not is_settled and began >= self._news_since


def _call(entry: AlertEntry, workspace: str, number: int) -> Call:
    title = f"{number} critical alert{'' if number == 1 else 's'}"
    headline = entry.title or entry.type or entry.id
    words = f"{headline} in {workspace}" + (f", {entry.resource}" if entry.resource else "")
    facts = {
        "COUNT": str(number),
        "SEVERITY": entry.severity,
        "TITLE": headline,
        "DESCRIPTION": entry.description,
        "WORKSPACE": entry.workspace_id,
        "RESOURCE": entry.resource,
        "ID": entry.id,
    }
    return Call(title, clipped(safe(words), MAX_WORDS), {f"HEXATUI_ALERT_{name}": facts[name] for name in facts})


def call_sequence(call: Call, wanted: Notifications, environment: Mapping[str, str]) -> str:
    """What the terminal is sent: bell and notification (OSC 9 or 777), through tmux and screen too; "" for none."""
    bell = "\a" if wanted.bell else ""
    if wanted.terminal == "off":
        return bell
    kind = wanted.terminal
    if kind == "auto":
        takes_777 = environment.get("TERM", "").startswith(_OSC_777) or "VTE_VERSION" in environment
        kind = "osc777" if takes_777 else "osc9"
    # A semicolon would begin another field.
    title, words = (safe(text).replace(";", ",") for text in (f"hexatui: {call.title}", call.words))
    told = f"777;notify;{title};{words}" if kind == "osc777" else f"9;{title}: {words}"
    return bell + passed_on(f"\x1b]{told}\a", environment)
