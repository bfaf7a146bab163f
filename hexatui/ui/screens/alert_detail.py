"""One alert, whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.text import Text
from textual.binding import BindingType

from hexatui.ui.actions import bindings
from hexatui.ui.figures import duration, number, percent, time_of_day
from hexatui.ui.keys import Keyboard
from hexatui.ui.palette import Look
from hexatui.ui.render.alert_rows import compared
from hexatui.ui.render.bars import sparkline
from hexatui.ui.screens.dialog import TextDialog

if TYPE_CHECKING:
    from hexatui.state.alerts import AlertEntry

SECONDS = 1.0
"""Between two looks at what is known by now."""

Deed = Literal["workspace", "acknowledge", "snooze", "logs"]


def alert_text(entry: AlertEntry, workspace_name: str, now: float, look: Look) -> Text:
    """Everything that is known of an alert, a line each."""
    palette = look.palette
    text = Text()
    text.append(f"{look.shapes.severity(entry.severity)} {entry.severity}  ", palette.severity(entry.severity))
    text.append(f"{entry.title or entry.type or entry.id}\n\n", palette.bright)
    if entry.description:
        text.append(f"{entry.description}\n\n", palette.text)
    rows = {
        "state": _state(entry, now),
        "value": compared(entry),
        "over time": _over_time(entry, look),
        "gauges then": ", ".join(f"{resource} {percent(value)}" for resource, value in entry.figures.items()),
        "resource": entry.resource,
        "workspace": workspace_name,
        "type": entry.type,
        "first seen": f"{time_of_day(entry.first_at)}, {duration(now - entry.first_at)} ago",
        "last seen": f"{time_of_day(entry.last_at)}, {duration(now - entry.last_at)} ago",
        "fired": f"{look.shapes.times}{entry.count}",
        "id": entry.id,
    }
    for label, value in rows.items():
        if value:
            text.append(f"{label:<12}", palette.dim)
            text.append(f"{value}\n", palette.text)
    return text


def _over_time(entry: AlertEntry, look: Look) -> str:
    """The values that were told, from the lowest to the highest, the threshold among them; "" where it was but one."""
    history = entry.history
    if len(history) < 2:
        return ""
    values = [value for _, value in history]
    scale = [*values, entry.threshold] if isinstance(entry.threshold, float) else values
    low, high = min(scale), max(scale)
    line = sparkline([(value - low) / (high - low) * 100 if high > low else 50.0 for value in values], look.shapes)
    since = duration(history[-1][0] - history[0][0])
    return f"{line}  {number(values[0])} to {number(values[-1])} in {since}"


def _state(entry: AlertEntry, now: float) -> str:
    words: list[str] = [entry.status]
    if entry.acknowledged_at is not None:
        words.append(f"acknowledged at {time_of_day(entry.acknowledged_at)}")
    if entry.snoozed_until is not None and entry.is_snoozed(now):
        words.append(
            f"snoozed until {time_of_day(entry.snoozed_until)}, for {duration(entry.snoozed_until - now)} more"
        )
    return ", ".join(words)


class AlertDetailScreen(TextDialog[Deed]):
    """Description, value against threshold, resource, times. Dismissed with what to do next, or None.

    Args:
        told: everything that is known of it by now.
        is_acknowledged: whether it is marked as seen.
        keys: those in force.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("alert")]
    SCOPE, NAME, TITLE = "alert", "alert-detail", "Alert"

    def __init__(self, told: Callable[[], Text], is_acknowledged: bool, keys: Keyboard) -> None:
        super().__init__(keys)
        self._told = told
        self._is_acknowledged = is_acknowledged

    def texts(self) -> Iterator[Text]:
        """One text, as of now."""
        yield self._told()

    def on_mount(self) -> None:
        """It goes on while it is read."""
        self.set_interval(SECONDS, self.tell_again)

    def has_done(self, action: str) -> bool:
        """Whether it is marked as seen."""
        return action == "acknowledge" and self._is_acknowledged

    def action_workspace(self) -> None:
        """Go to the workspace."""
        self.dismiss("workspace")

    def action_acknowledge(self) -> None:
        """Mark it as seen, or as not seen."""
        self.dismiss("acknowledge")

    def action_snooze(self) -> None:
        """Put it off."""
        self.dismiss("snooze")

    def action_logs(self) -> None:
        """Open the logs of what it is about."""
        self.dismiss("logs")
