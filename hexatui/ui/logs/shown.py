"""What the log pane shows in one tab: the stream of one container, or all streams as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.log_protocol import Log
    from hexatui.state.streams import Phase


class Shown(Protocol):
    """A log, and where it stands."""

    @property
    def source(self) -> LogSource:
        """Whose it is."""

    @property
    def phase(self) -> Phase:
        """Where it stands."""

    @property
    def reason(self) -> str:
        """Why it failed, or ""."""

    @property
    def buffer(self) -> Log:
        """Its lines."""
