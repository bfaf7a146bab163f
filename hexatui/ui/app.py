"""The program on the screen: one app, its frame clock, and a clean way out of everything.

The first paint must not wait for the dashboard's modules, nor for the settings: here only what is light is imported,
the rest once something stands on the screen.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import constants
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.events import Event, Key, Paste
from textual.filter import LineFilter
from textual.screen import Screen

from hexatui.collecting import collect_seldom
from hexatui.terminal import few_colours, no_colours, no_unicode
from hexatui.text import clipped
from hexatui.ui.alerts.calling import Caller, call_sequence
from hexatui.ui.key_order import KeyOrder
from hexatui.ui.screens.framed import Framed
from hexatui.ui.screens.starting import StartingScreen
from hexatui.ui.terminal.ascii_lines import AsciiLines
from hexatui.ui.terminal.wall import Wall

if TYPE_CHECKING:
    from types import FrameType

    from textual.driver import Driver

    from hexatui.prepared import Preferences, Prepared
    from hexatui.ui.alerts.calling import Call
    from hexatui.ui.alerts.notify_command import NotifyCommand
    from hexatui.ui.habits import Habits
    from hexatui.ui.live import Live, Prepare
    from hexatui.ui.palette import Look
    from hexatui.ui.screens.dashboard import Dashboard

SETTLED = 2.0
"""Seconds after which all that stays is there."""

FRAMES_PER_SECOND = 11
"""How often the screen is compared with what is known; nothing is sent for a frame that looks like the last.

More than ten, so that ten are painted in a flood, too.
"""

SECONDS_UNDER_DIALOG = 2
"""How long the dashboard stands still under a dialog: Textual sends the whole screen for any change there, 16 kB."""

MAX_NEWS = 100
"""Moments looked through for a toast; what came before them is on the timeline."""

MAX_TOAST = 200
"""Characters of a toast."""


LEAVING = 3.0
"""Seconds that leaving may take, with a disk that hangs perhaps, before another signal ends it by force."""


class HexatuiApp(App[None]):
    """Shows the dashboard, and ends cleanly whatever ends it."""

    TITLE = "hexatui"
    COMMAND_PALETTE_BINDING = "ctrl+p"
    ALLOW_SELECT = False  # Keys copy here; and Textual's selection fails where a widget has just gone.
    BINDINGS = [Binding("ctrl+l", "redraw", show=False, priority=True)]  # noqa: RUF012 - of use under dialogs, too

    def __init__(self, prepare: Prepare) -> None:
        is_plain = few_colours() or no_colours()
        super().__init__(driver_class=_driver_class(), ansi_color=True if is_plain else None)
        # Until the person's own is known, that of their terminal.
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.live: Live | None = None
        """The fleet and its client, from just after the first paint."""
        self.dashboard: Dashboard | None = None
        self.look: Look | None = None
        """What all screens are drawn in, from then on, too."""
        self.failure: Exception | None = None
        """What ended the program, if it was neither the person nor a signal."""
        self._prepare = prepare
        self._last_frame: tuple[object, ...] = ()
        self._told, self._told_at = 0, 0
        self._caller: Caller | None = None
        self.notify_command: NotifyCommand | None = None
        """The person's own program, once something called for it."""
        self._wall = Wall()
        self._ascii = [AsciiLines()] if no_unicode() else []
        self._key_order = KeyOrder(self)
        self._platform = ""
        """Under which name the person's habits are kept; "" keeps none."""
        self._theme_before = ""
        self._own_loop: asyncio.AbstractEventLoop | None = None
        """Textual's, from before it takes the terminal."""
        self._left_at = 0.0
        """When the first signal came, in monotonic seconds."""

    # From the first paint to the dashboard

    def get_default_screen(self) -> Screen[None]:
        """An outline, to be painted at once."""
        return StartingScreen()

    def on_mount(self) -> None:
        """Paint first; everything that takes time begins after that."""
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        from hexatui.config_file import theme_in_file
        from hexatui.ui.habits import habits_path, kept_theme
        from hexatui.ui.screens.dashboard import Dashboard
        from hexatui.ui.terminal.driver import DiffingDriver
        from hexatui.ui.theme import THEMES, fitting_theme, look_of

        loop = asyncio.get_running_loop()

        def failed(error: Exception) -> None:
            with suppress(RuntimeError):  # The person has left meanwhile.
                loop.call_soon_threadsafe(self._fail, error)

        self.live = self.make_live()
        if isinstance(self._driver, DiffingDriver):
            self._driver.heard = self.live.give_way
        self.live.start(self._prepared, time.time, failed)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._theme_before = fitting_theme(theme_in_file() or kept_theme(habits_path()))
        self.look = look_of(self._theme_before)
        self.dashboard = Dashboard(self.live, self.look)
        await self.push_screen(self.dashboard)
        self.set_interval(1 / FRAMES_PER_SECOND, self._frame)
        # Again, for all that was imported and drawn since: each look at it takes 65 ms.
        self.set_timer(SETTLED, collect_seldom)

    def make_live(self) -> Live:
        """What is to be shown."""
        from hexatui.ui.live import Live

        return Live()

    # What the person prefers, and left behind

    def _prepared(self) -> Prepared:
        """The settings, checked as far as they are about the screen. Runs in a thread: it reads files."""
        from hexatui.ui.habits import Habits, habits_path, read_habits
        from hexatui.ui.keymap import keymap

        prepared = self._prepare()
        keys, platform = keymap(prepared.preferences.keys), prepared.platform
        habits = read_habits(habits_path(), platform) if platform else Habits()
        self.call_later(self._take, prepared.preferences, keys, habits.under(prepared.preferences.layout), platform)
        return prepared

    def _take(self, preferences: Preferences, keys: dict[str, str], habits: Habits, platform: str) -> None:
        """Be as the person wants it, and as they left it."""
        self.set_keymap(keys)
        if preferences.layout.mouse != "auto":
            self._listen_to_mouse(preferences.layout.mouse == "on")
        if self.dashboard:
            self.dashboard.begin(habits)
            self._platform = platform

    def set_keymap(self, keymap: Mapping[str, str]) -> None:
        """Take other keys, and tell them wherever keys are told."""
        from hexatui.ui.keys import Keyboard

        super().set_keymap(dict(keymap))
        if self.look:
            self._wear(replace(self.look, keys=Keyboard(self._keymap)))

    def _wear(self, look: Look) -> None:
        """Draw all screens in another look."""
        self.look = look
        for screen in self.screen_stack:
            if isinstance(screen, Framed):
                if screen.is_mounted:
                    screen.wear(look)
                else:
                    screen.call_later(screen.wear, look)

    def action_cycle_theme(self) -> None:
        """Take the next theme."""
        from hexatui.ui.theme import THEME_NAMES, fitting_theme, look_of

        here = fitting_theme(self.theme)
        theme = fitting_theme(THEME_NAMES[(THEME_NAMES.index(here) + 1) % len(THEME_NAMES)])
        if theme == here:
            self.notify("this terminal has no colours but its own", severity="warning", markup=False)
        elif self.look:
            self.theme = theme
            self._wear(replace(look_of(theme), keys=self.look.keys))
            self.notify(f"theme: {theme}", markup=False)

    def _listen_to_mouse(self, wanted: bool) -> None:
        driver = self._driver
        if driver and driver._mouse != wanted and not driver.is_headless:
            driver._mouse = True  # Textual's driver says nothing about a mouse that it has not.
            getattr(driver, "_enable_mouse_support" if wanted else "_disable_mouse_support")()
            driver._mouse = wanted

    def keep_habits(self) -> None:
        """Keep how the person leaves the screen; waits for the disk, and bears one that refuses in silence."""
        from hexatui.ui.habits import habits_path, write_habits

        if self.dashboard and self._platform:
            chosen = self.theme if self.theme != self._theme_before else None
            with suppress(OSError):
                write_habits(habits_path(), self._platform, self.dashboard.habits, chosen)

    # The frame clock

    def _frame(self) -> None:
        """Show what changed since the last frame; once a second also what only grew older."""
        screen = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Framed)), None)
        if self.live is None or screen is None or not screen.is_mounted:
            return
        now, live = self.live.clock(), self.live
        under_dialog = not isinstance(self.screen, Framed)
        frame: tuple[object, ...] = (
            (screen, live.fleet.link, int(now / SECONDS_UNDER_DIALOG))
            if under_dialog
            else (screen, live.fleet.revision, live.frames.end, int(now), live.playback)
        )
        if frame == self._last_frame:
            return
        self._last_frame = frame
        screen.show_frame(now)
        self._tell_refusals()
        self._call_person(live, now)
        if live.verdicts:
            live.verdicts.keep()
            if problem := live.verdicts.problem:
                live.verdicts.problem = ""
                self.notify(problem, severity="warning", markup=False)

    def _tell_refusals(self) -> None:
        """Say where it can't be missed what the platform refused; one toast a second, however much it refuses."""
        assert self.live is not None
        second = int(time.time())
        if second == self._told_at:
            return
        with self.live.fleet.lock:
            timeline = self.live.fleet.timeline
            # A recording may have been turned back.
            news = timeline.latest(min(max(0, timeline.total - self._told), MAX_NEWS))
            self._told, self._told_at = timeline.total, second
        refused = [moment.text for moment in reversed(news) if moment.kind == "request"]
        if refused:
            others = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
            self.notify(clipped(refused[-1], MAX_TOAST) + others, severity="warning", markup=False)

    def _call_person(self, live: Live, now: float) -> None:
        """Reach a person who looks elsewhere when something critical fires."""
        if live.notifications is None:
            return
        if self._caller is None:
            self._caller = Caller(now, live.notifications.every)
        with live.fleet.lock:
            call = self._caller.call(live.fleet, now)
        if call is None:
            return
        if self._driver:
            self._driver.write(call_sequence(call, live.notifications, os.environ))
        if live.notifications.command:
            self._run_command(live.notifications.command, call, live.notifications.every)

    def _run_command(self, command: str, call: Call, every: float) -> None:
        from hexatui.ui.alerts.notify_command import NotifyCommand

        def failed(problem: str) -> None:
            with suppress(RuntimeError):  # The person has left meanwhile.
                self.call_from_thread(self.notify, problem, severity="warning", markup=False)

        # Not a worker of Textual's: the end of the program would wait for it.
        self.notify_command = self.notify_command or NotifyCommand(failed)
        self.notify_command.tell(command, call, every)

    async def on_event(self, event: Event) -> None:
        """Have keys and pastes in their order."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
        elif not self._key_order.holds(event):
            addressee = self.focused or self.screen
            await super().on_event(event)
            self._key_order.follow(addressee)

    # Ways out

    def on_load(self) -> None:
        """From here on `leave` ends the program as a key does."""
        self._own_loop = asyncio.get_running_loop()

    def leave(self, number: int, frame: FrameType | None) -> None:
        """End cleanly on a signal. Another one, while the program ends, changes nothing, unless that takes too long."""
        now = time.monotonic()
        self._left_at = self._left_at or now
        if self._own_loop is None or now > self._left_at + LEAVING:
            raise KeyboardInterrupt
        with suppress(RuntimeError):  # The loop is closed.
            self._own_loop.call_soon_threadsafe(self.exit)

    def _fail(self, error: Exception) -> None:
        self.failure = error
        self.exit()

    def _handle_exception(self, error: Exception) -> None:
        """End without Textual's traceback, which would show local variables, the token perhaps among them."""
        self._return_code = 1
        self.failure = self.failure or error
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    # What Textual asks for

    def action_redraw(self) -> None:
        """Draw everything anew, on a terminal that something else has written to."""
        getattr(self._driver, "redraw", self.refresh)()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What the style sheets use beside Textual's own variables."""
        from hexatui.ui.theme import TERMINAL_VARIABLES

        return TERMINAL_VARIABLES

    def get_key_display(self, binding: Binding) -> str:
        """A key as it stands on the keyboard: "Ctrl+P", "F1", "Space"."""
        from hexatui.ui.keys import on_keyboard

        return binding.key_display or on_keyboard(binding.key)

    def action_command_palette(self) -> None:
        """Offer the actions of this screen."""
        from hexatui.ui.screens.commands import CommandsScreen

        if not isinstance(self.screen, CommandsScreen):
            self.push_screen(CommandsScreen())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters and the second wall behind them."""
        return [*super().get_line_filters(), self._wall, *self._ascii]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The actions that do something on this screen as things stand, for the command palette."""
        from hexatui.ui.actions import ACTIONS, SCOPES

        if not isinstance(screen, Framed) or self.look is None:
            return
        for action in ACTIONS:
            node = screen.node_of(action.scope) if action.in_palette else None
            if node and any(binding.id == action.id for _, binding in node._bindings):
                doer, name, parameters = self._parse_action(action.name, node)
                if not doer.check_action(name, parameters):
                    continue
                where = ": ".join(filter(None, (SCOPES[action.scope], self.look.keys.shown(action.id))))
                yield SystemCommand(action.command, where, partial(self.run_action, action.name, node))


def _driver_class() -> type[Driver] | None:
    """The driver that sends only differences; None, for Textual's own choice, where there is none or one was named."""
    if sys.platform == "win32" or constants.DRIVER:
        return None
    from hexatui.ui.terminal.driver import DiffingDriver

    return DiffingDriver
