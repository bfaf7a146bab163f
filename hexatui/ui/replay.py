"""The program over a recording: what was known then, where everything else shows what is known now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.screen import Screen

from hexatui.client.player import Playback, Player
from hexatui.state.fleet import Fleet
from hexatui.ui.actions import SCOPES, actions_of, bindings
from hexatui.ui.app import HexatuiApp
from hexatui.ui.live import Live, Prepare
from hexatui.ui.screens.framed import Framed

if TYPE_CHECKING:
    from pathlib import Path

    from hexatui.prepared import Prepared
    from hexatui.protocol.codec import ServerMessage
    from hexatui.protocol.lifecycle import LifecycleFact
    from hexatui.protocol.names import LogSource
    from hexatui.state.streams import Stream

UNABLE = "a replay can't ask the platform"

REVISIONS_APART = 1_000
"""By how many a fleet that is folded anew begins later: as many changes of the shown one may come meanwhile."""


class Replay(Live):
    """What was known at a moment of a recording, and its player instead of a client.

    Args:
        path: the recording.
        say: shows a person a sentence; called from any thread.
    """

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        super().__init__()
        self._path = path
        self._say = say
        self._anew: Fleet | None = None
        self.player: Player | None = None
        """Plays it, once the settings were read."""

    @property
    def playback(self) -> Playback:
        """Where the recording stands."""
        return self.player.playback if self.player else Playback(self._path.name)

    def connect(self, prepared: Prepared, now: float, failed: Callable[[Exception], None]) -> None:
        """Begin to play; a recording rings no bell, and decisions about its alerts are not kept."""
        with self.fleet.lock:
            self.fleet.log_memory.resize(prepared.preferences.limits.log_memory)

        def unable() -> None:
            self._say(UNABLE)

        def opened(torn: bool) -> None:
            if torn:
                self._say(f"the last line of {self._path.name} is torn: it ends before that")

        player = Player(self._path, self, self.frames.append, unable, opened, failed)
        self.clock, self.player, self._client = player.clock, player, player
        player.start()

    def close_stream(self, source: LogSource) -> Stream | None:
        """A log stream stays as it was."""
        self.stop_stream(source)
        return None

    # What the player asks of it, in its thread

    def deliver(self, batch: Sequence[tuple[ServerMessage | LifecycleFact, float]]) -> None:
        """Fold what came then."""
        if self._anew is not None:
            self._anew.apply_all(batch)
        else:
            super().deliver(batch)

    def begin_anew(self) -> None:
        """Fold what is delivered from now on into a fleet that is not shown yet."""
        with self.fleet.lock:
            self._anew = Fleet(self.fleet.log_memory.limit, revision=self.fleet.revision + REVISIONS_APART)
            self._anew.alerts.remember(self.fleet.alerts.verdicts())
        self.frames.clear()

    def show_anew(self) -> None:
        """Show that fleet."""
        if self._anew is not None:
            with self.fleet.lock:
                self.fleet.become(self._anew)
            self._anew = None


class ReplayApp(HexatuiApp):
    """The same program with the keys of a replay."""

    BINDINGS = [*bindings("replay")]  # noqa: RUF012

    def __init__(self, prepare: Prepare, path: Path) -> None:
        super().__init__(prepare)
        self._path = path
        self._is_paused = False

    def make_live(self) -> Live:
        """A replay, in the place of what is known now."""
        self._replay = Replay(self._path, self._tell_later)
        return self._replay

    def has_done(self, action: str) -> bool:
        """Whether the recording is held still."""
        return action == "toggle_replay" and self._is_paused

    def _frame(self) -> None:
        is_paused = self.live is not None and self._replay.playback.paused
        if is_paused != self._is_paused:
            self._is_paused = is_paused
            self.screen.refresh_bindings()
        super()._frame()

    def _tell_later(self, words: str) -> None:
        self.call_later(self._tell, words)

    def _tell(self, words: str) -> None:
        self.notify(words, severity="warning", markup=False)

    def _play(self, how: Callable[[Player], object]) -> None:
        if self.live and self._replay.player:
            how(self._replay.player)

    def action_toggle_replay(self) -> None:
        """Hold the recording still, or let it go on."""
        self._play(Player.toggle_pause)

    def action_change_speed(self, steps: int) -> None:
        """Let it run faster, or slower."""
        self._play(lambda player: player.change_speed(steps))

    def action_seek(self, seconds: float) -> None:
        """Go forward, or back."""
        self._play(lambda player: player.seek_by(seconds))

    def action_seek_to(self, share: float) -> None:
        """Go to its beginning, or its end."""
        self._play(lambda player: player.seek_to(share))

    def action_seek_notable(self) -> None:
        """Go to the next alert, or the next connection."""

        def seek(player: Player) -> None:
            if not player.seek_notable():
                self._tell("no further alert, and no further connection, in this recording")

        self._play(seek)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Those of the screen, and the replay's."""
        yield from super().get_system_commands(screen)
        if isinstance(screen, Framed) and self.look:
            for action in actions_of("replay"):
                where = ": ".join(filter(None, (SCOPES["replay"], self.look.keys.shown(action.id))))
                yield SystemCommand(action.help, where, partial(self.run_action, action.name, self))
