"""What the app asks of a screen that shows what is known, instead of asking something of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from hexatui.ui.actions import Scope
    from hexatui.ui.palette import Look


@runtime_checkable
class Framed(Protocol):
    """A screen that the frame clock keeps up to date."""

    @property
    def is_mounted(self) -> bool:
        """Whether it is composed, which it is not yet when it has just been pushed; no frame is drawn before."""

    def show_frame(self, now: float) -> None:
        """Bring what is visible up to date; `now` in Unix seconds."""

    def wear(self, look: Look) -> None:
        """Draw everything in another look."""

    def node_of(self, scope: Scope) -> DOMNode | None:
        """Who does the actions of a scope while this screen is shown; None where it has none of them."""
