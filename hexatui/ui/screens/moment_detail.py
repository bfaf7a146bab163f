"""One moment of what happened, whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import BindingType

from hexatui.ui.actions import bindings
from hexatui.ui.figures import date_of, duration, time_of_day
from hexatui.ui.palette import Look
from hexatui.ui.render.timeline_rows import words_of
from hexatui.ui.screens.dialog import TextDialog

if TYPE_CHECKING:
    from hexatui.state.timeline import Moment

SECONDS = 1.0
"""Between two looks at how long ago it was."""


def moment_text(moment: Moment, workspace_name: str, now: float, look: Look) -> Text:
    """Everything that is known of a moment; `workspace_name` is "" where it belongs to none."""
    palette = look.palette
    text = Text()
    text.append(f"{look.shapes.severity(moment.severity)} {moment.kind}\n\n", palette.severity(moment.severity))
    text.append(f"{words_of(moment)}\n\n", palette.bright)
    when = f"{date_of(moment.at)} {time_of_day(moment.at)}, {duration(now - moment.at)} ago"
    for label, value in (("when", when), ("workspace", workspace_name)):
        if value:
            text.append(f"{label:<12}", palette.dim)
            text.append(f"{value}\n", palette.text)
    return text


class MomentDetailScreen(TextDialog[str]):
    """Dismissed with the id of the workspace to go to, or None.

    Args:
        told: what is told by now, since it grows older.
        workspace_id: where it happened, or "".
        look: for the keys that are told.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("moment")]
    SCOPE, NAME, TITLE = "moment", "moment-detail", "Moment"

    def __init__(self, told: Callable[[], Text], workspace_id: str, look: Look) -> None:
        super().__init__(look.keys)
        self._told = told
        self._workspace_id = workspace_id

    def texts(self) -> Iterator[Text]:
        """One text."""
        yield self._told()

    def on_mount(self) -> None:
        """It grows older while it is read."""
        self.set_interval(SECONDS, self.tell_again)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no workspace, no key leads to it."""
        return action != "workspace" or bool(self._workspace_id)

    def action_workspace(self) -> None:
        """Go to the workspace."""
        self.dismiss(self._workspace_id or None)
