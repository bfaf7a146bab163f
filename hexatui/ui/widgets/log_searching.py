"""Searching and filtering a log: the bar, what was found, and the way back to where one was. A base of the log pane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.timer import Timer

from hexatui.ui.logs.aim import Aim
from hexatui.ui.logs.finding import Narrowing
from hexatui.ui.logs.lines import Lines
from hexatui.ui.logs.window import LogWindow, Place
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.render.search_line import errors_told, looked_for, narrowed, shown_lines
from hexatui.ui.widgets.log_seeking import END, LogSeeking
from hexatui.ui.widgets.search_bar import CleanInput, Purpose, SearchBar

if TYPE_CHECKING:
    from hexatui.state.log_query import Query
    from hexatui.state.logs import LogLine
    from hexatui.ui.logs.shown import Shown

PROGRESS = 0.1
"""Seconds between two looks at how far a search is."""


@dataclass(frozen=True)
class _Origin:
    """Where a person was, and what they saw, before they began to type."""

    window: LogWindow
    place: Place
    line: int
    query: Query | None
    narrowing: Narrowing


class LogSearching(LogSeeking):
    """Looks for what is typed, and hides other lines, without a key ever waiting for that."""

    def __init__(self, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look=look, id=id, classes=classes)
        self.bar = SearchBar(look=look)
        self._origin: _Origin | None = None
        self._problem = ""
        self._taken: tuple[object, ...] = ()
        self._progress: Timer | None = None

    # What the pane defines

    def chosen_line(self) -> LogLine | None:
        """The line with the cursor; takes hold of state itself."""
        raise NotImplementedError

    def scroll_back(self) -> None:
        """Show lines from where they were shown before what was found was scrolled to sideways."""
        raise NotImplementedError

    # What the pane calls

    def attend(self, stream: Shown | None) -> None:
        """Have the searches of what is shown go on; to be called with state held."""
        super().attend(stream)
        if self._progress and (self.finding.is_busy or not self.is_whole):
            self._progress.resume()

    def compose(self) -> ComposeResult:
        """The bar, which is hidden while nothing is typed."""
        yield self.bar

    def on_mount(self) -> None:
        """Look at the progress of searches only while there is one."""
        self._progress = self.set_interval(PROGRESS, self._show_progress, pause=True)

    def on_unmount(self) -> None:
        """No thread is left."""
        self.finding.stop()

    def _show_progress(self) -> None:
        if self._progress and self.is_whole and not self.finding.is_busy:
            self._progress.pause()
        if self.screen.is_current:
            self.repaint()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The cursor looks as if the pane had the focus while something is typed in its bar."""
        self.repaint()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The bar was left."""
        self.repaint()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While words are typed, the key of a search is a letter."""
        return not (self.bar.is_typed_in and action in ("search", "filter"))

    # What is said

    def told_of_search(self) -> str:
        """What the title says of what is looked for: words, errors, and where that went on from the other end."""
        query = self.finding.query
        words = looked_for(query.text, self.place_among(self.finding.hits), self.look) if query else ""
        errors = errors_told(self.place_among(self.finding.errors)) if self.finding.errors is not None else ""
        return "  ".join(part for part in (words, errors, self._said) if part)

    def lines_shown(self, total: int) -> str:
        """How many lines the filter leaves, of so many; "" where there is none."""
        shown = self.finding.shown
        return "" if shown is None else shown_lines(shown.count, self.is_complete(shown), total)

    def told_of_filter(self, total: int) -> str:
        """What the title says of the filter, of so many lines."""
        how_many = self.lines_shown(total)
        return narrowed(str(self.finding.narrowing), how_many, self.look) if how_many else ""

    def tell_bar(self, total: int) -> None:
        """Say in the bar what was found, or what is wrong."""
        if self.bar.is_open:
            is_search = self.bar.purpose == "search"
            said = self.place_among(self.finding.hits) if is_search else self.lines_shown(total)
            self.bar.say(said, self._problem)

    # What a person does

    def _open_bar(self, purpose: Purpose, typed: str) -> None:
        at = self.cursor
        self._origin = _Origin(
            self.window, self.window.where, END if at is None else at, self.finding.query, self.finding.narrowing
        )
        self._problem = ""
        self.bar.open(purpose, typed)
        self.add_class("-typing")
        self._taken = self.bar.meant
        self.repaint()

    def action_search(self) -> None:
        """Ask what to look for."""
        self._open_bar("search", self.finding.query.text if self.finding.query else "")

    def action_filter(self) -> None:
        """Ask what to show."""
        narrowing = self.finding.narrowing
        self._open_bar(
            "filter", ("!" if narrowing.inverted else "") + (narrowing.query.text if narrowing.query else "")
        )

    @on(SearchBar.Changed)
    def _bar_changed(self, event: SearchBar.Changed) -> None:
        event.stop()
        if self._origin and self.bar.meant != self._taken:
            self._take_typed(self._origin)
            self.repaint()

    def _take_typed(self, origin: _Origin) -> None:
        """Look for what is typed, from where the person was."""
        from hexatui.state.log_query import BadExpression, Query

        self._taken = self.bar.meant
        typed = self.bar.typed
        inverted = self.bar.purpose == "filter" and len(typed) > 1 and typed[0] == "!"
        typed = typed[inverted:]
        query = Query(typed, self.bar.is_regex, self.bar.case) if typed else None
        self._problem = ""
        try:
            if self.bar.purpose == "search":
                self._said = ""
                self.finding.find(query)
                self._aim = Aim(min(origin.line, END - 1) + 1, or_else_other_way=True) if query else None
            else:
                self.forget_aim()
                self.finding.narrow(replace(origin.narrowing, query=query, inverted=inverted))
            origin.window.go_back(origin.place)
            self.scroll_back()
        except BadExpression as error:
            self._problem = str(error)

    @on(CleanInput.Left)
    def _bar_left(self, event: CleanInput.Left) -> None:
        event.stop()
        if not event.has_gone:
            self._close_bar(event.kept)
        elif self.bar.is_open and not self.bar.is_typed_in:
            self._close_bar(kept=True, has_gone=True)

    def _close_bar(self, kept: bool, *, has_gone: bool = False) -> None:
        """Keep what was found, or go back to where the person was, who may have gone elsewhere already."""
        origin = self._origin
        if origin and kept:
            if self.bar.meant != self._taken:
                # The last letters came just before.
                self._take_typed(origin)
            kept = not self._problem
            if not kept and not has_gone:
                self.bar.stay()
                self.repaint()
                return
        if origin and not kept:
            self._aim = None
            self.finding.find(origin.query)
            self.finding.narrow(origin.narrowing)
            origin.window.go_back(origin.place)
            self.scroll_back()
        self.bar.close()
        self.remove_class("-typing")
        self._origin, self._problem = None, ""
        if not has_gone:
            self.focus(scroll_visible=False)
        self.repaint()

    def narrow(self, narrowing: Narrowing) -> None:
        """Show other lines; the line with the cursor stays where it is, if it is still shown."""
        shown = self.finding.shown

        def settle(window: LogWindow, lines: Lines, height: int) -> None:
            if shown is None or shown.complete:
                window.settle(lines)

        self.move(settle)
        self.finding.narrow(narrowing)
        self.repaint()

    def action_cycle_level(self) -> None:
        """All levels, warnings and worse, errors and worse."""
        self.narrow(self.finding.narrowing.next_level())

    def action_toggle_pod(self) -> None:
        """Only the pod of the line with the cursor, or else of the newest; or all pods again."""
        narrowing = self.finding.narrowing
        if narrowing.pod is not None:
            self.narrow(replace(narrowing, pod=None))
            return
        was_following = self.window.following
        self.move(lambda window, *_: window.hold())
        line = self.chosen_line()
        self.window.following = was_following
        if line and line.pod:
            self.narrow(replace(narrowing, pod=line.pod))
        else:
            self.refuse("no pod was named")

    def action_show_all(self) -> None:
        """Take back what was asked for last: the bar, the search, the look for errors, the filter."""
        if self.bar.is_open:
            self._close_bar(kept=not self._problem)
        elif self.finding.query or self.finding.errors is not None:
            self._aim, self._said = None, ""
            if self.finding.query:
                self.finding.find(None)
                self.scroll_back()
            else:
                self.finding.find_errors(wanted=False)
            self.repaint()
        elif self.finding.narrowing:
            self.narrow(Narrowing())
        else:
            raise SkipAction
