"""Searching and filtering a log: the bar, what was found, and the way back to where one was. A base of the log pane."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.timer import Timer

from hexatui.ui.logs.aim import Aim, Among, Step
from hexatui.ui.logs.finding import LogFinding, Narrowing
from hexatui.ui.logs.lines import Lines
from hexatui.ui.logs.window import LogWindow, Place
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.render.search_line import around, errors_told, looked_for, narrowed, position, shown_lines
from hexatui.ui.widgets.log_scroll import LogScroll
from hexatui.ui.widgets.search_bar import CleanInput, Purpose, SearchBar

if TYPE_CHECKING:
    from hexatui.state.log_findings import Findings
    from hexatui.state.log_query import Query
    from hexatui.state.logs import LogLine
    from hexatui.ui.logs.shown import Shown

PROGRESS = 0.1
"""Seconds between two looks at how far a search is."""

REFUSED = 5.0
"""Seconds in which it is said why a key did nothing."""

_END = sys.maxsize
"""Beyond any line."""


@dataclass(frozen=True)
class _Origin:
    """Where a person was, and what they saw, before they began to type."""

    window: LogWindow
    place: Place
    line: int
    query: Query | None
    narrowing: Narrowing


class LogSearching(LogScroll):
    """Finds lines, and hides others, without a key ever waiting for that."""

    def __init__(self, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look=look, id=id, classes=classes)
        self.finding = LogFinding()
        self.bar = SearchBar(look=look)
        self._origin: _Origin | None = None
        self.is_whole = True
        """Whether no older lines of what is shown are on their way; the pane tells."""
        self._oldest = 0
        self._aim: Aim | None = None
        self._said = ""
        """Where the last aim went on, as it found nothing up to the end of the lines; or why a key did nothing."""
        self._problem = ""
        self._taken: tuple[object, ...] = ()
        self._progress: Timer | None = None

    # What the pane defines

    @property
    def window(self) -> LogWindow:
        """What is in view."""
        raise NotImplementedError

    @property
    def cursor(self) -> int | None:
        """The number of the line with the cursor; None while the end is followed."""
        raise NotImplementedError

    def chosen_line(self) -> LogLine | None:
        """The line with the cursor; takes hold of state itself."""
        raise NotImplementedError

    def trace_of(self, number: int) -> range:
        """The lines that are shown together with this one, as those of a trace; to be called with state held."""
        raise NotImplementedError

    def scroll_back(self) -> None:
        """Show lines from where they were shown before what was found was scrolled to sideways."""
        raise NotImplementedError

    # What the pane calls

    def attend(self, stream: Shown | None) -> None:
        """Have the searches of what is shown go on; to be called with state held."""
        self._oldest = stream.buffer.first if stream else 0
        self.finding.attend(stream, self.reading)
        if self._progress and (self.finding.is_busy or not self.is_whole):
            self._progress.resume()

    def go_to_aim(self, lines: Lines, height: int) -> int | None:
        """Go where the person wants to be, as soon as it is known where that is; with state held.

        The line that was gone to, just now.
        """
        gone_to = None
        while (aim := self._aim) is not None:
            found = {"hits": self.finding.hits, "errors": self.finding.errors, "gaps": self.finding.gaps}[aim.among]
            reached = None if found is None else aim.reached(found, self._oldest, self._is_complete(found))
            if found is None or reached is None:
                break
            self._aim, self._said = None, around(aim.is_below) if reached.went_around else ""
            self.finding.find_gaps(wanted=False)
            if reached.line is None:
                self._tell_nothing_found(aim)
                break
            # A trace is one error, however many of its lines tell of one.
            is_error = aim.among == "errors"
            gone_to = found.next_after(self.trace_of(reached.line).start - 1) if is_error else reached.line
            if gone_to is not None and aim.then:
                self._aim = replace(self._aimed(aim.then[0], gone_to), then=aim.then[1:])
        if gone_to is not None:
            self.window.go_to(gone_to, lines, height)
        return gone_to

    def _tell_nothing_found(self, aim: Aim) -> None:
        if aim.among == "gaps":
            self._ring("no gaps")
        elif not aim.or_else_other_way:
            # The title says it already.
            self.app.bell()

    def _is_complete(self, findings: Findings) -> bool:
        """Whether all lines were looked at, also those that are still on their way."""
        return self.is_whole and findings.complete and findings.since <= self._oldest

    def tell_around(self, is_below: bool | None) -> None:
        """Say in the title that the way led around the end of the lines, down or up, or with None no more."""
        self._said = "" if is_below is None else around(is_below)
        self.repaint()

    def refuse(self, why: str) -> None:
        """A key can do nothing now: ring, and say in the title why, for a while: soon it may be otherwise."""
        self._ring(why)
        self.repaint()

    def _ring(self, why: str) -> None:
        self.app.bell()
        self._said = why
        self.set_timer(REFUSED, lambda: self.tell_around(None) if self._said == why else None)

    def forget_aim(self) -> None:
        """The person went elsewhere meanwhile."""
        self._aim, self._said = None, ""

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

    def _position(self, found: Findings | None) -> str:
        if found is None:
            return ""
        at = self.cursor
        index = found.index_of(at) if at is not None and at in found else None
        return position(index, found.count, self._is_complete(found))

    def told_of_search(self) -> str:
        """What the title says of what is looked for: words, errors, and where that went on from the other end."""
        query = self.finding.query
        words = looked_for(query.text, self._position(self.finding.hits), self.look) if query else ""
        errors = errors_told(self._position(self.finding.errors)) if self.finding.errors is not None else ""
        return "  ".join(part for part in (words, errors, self._said) if part)

    def lines_shown(self, total: int) -> str:
        """How many lines the filter leaves, of so many; "" where there is none."""
        shown = self.finding.shown
        return "" if shown is None else shown_lines(shown.count, self._is_complete(shown), total)

    def told_of_filter(self, total: int) -> str:
        """What the title says of the filter, of so many lines."""
        how_many = self.lines_shown(total)
        return narrowed(str(self.finding.narrowing), how_many, self.look) if how_many else ""

    def tell_bar(self, total: int) -> None:
        """Say in the bar what was found, or what is wrong."""
        if self.bar.is_open:
            is_search = self.bar.purpose == "search"
            said = self._position(self.finding.hits) if is_search else self.lines_shown(total)
            self.bar.say(said, self._problem)

    # What a person does

    def _open_bar(self, purpose: Purpose, typed: str) -> None:
        at = self.cursor
        self._origin = _Origin(
            self.window, self.window.where, _END if at is None else at, self.finding.query, self.finding.narrowing
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
                self._aim = Aim(min(origin.line, _END - 1) + 1, or_else_other_way=True) if query else None
            else:
                self.finding.narrow(replace(origin.narrowing, query=query, inverted=inverted))
            origin.window.go_back(origin.place)
            self.scroll_back()
        except BadExpression as error:
            self._problem = str(error)

    @on(CleanInput.Left)
    def _bar_left(self, event: CleanInput.Left) -> None:
        event.stop()
        self._close_bar(event.kept)

    def _close_bar(self, kept: bool) -> None:
        """Keep what was found, or go back to where the person was."""
        origin = self._origin
        if origin and kept:
            if self.bar.meant != self._taken:
                # The last letters came just before.
                self._take_typed(origin)
            if self._problem:
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
        self.focus(scroll_visible=False)
        self.repaint()

    def action_next_hit(self) -> None:
        """The cursor to the nearest line below in which something was found; from the last one to the first."""
        self._seek("hits", is_below=True)

    def action_previous_hit(self) -> None:
        """The cursor to the nearest line above in which something was found; from the first one to the last."""
        self._seek("hits")

    def action_next_error(self) -> None:
        """The cursor to the nearest error, or worse, below; from the last one to the first."""
        self._seek("errors", is_below=True)

    def action_previous_error(self) -> None:
        """The cursor to the nearest error, or worse, above; from the first one to the last."""
        self._seek("errors")

    def action_next_gap(self) -> None:
        """The cursor to the nearest gap below; from the last one to the first."""
        self._seek("gaps", is_below=True)

    def action_previous_gap(self) -> None:
        """The cursor to the nearest gap above; from the first one to the last."""
        self._seek("gaps")

    def _seek(self, among: Among, *, is_below: bool = False) -> None:
        if among == "errors":
            self.finding.find_errors()
        elif among == "hits" and self.finding.query is None:
            self.refuse("nothing is looked for")
            return
        step = Step(among, is_below)
        with self.reading():
            at = _END if self.cursor is None else self.cursor
            is_under_way = self._aim is not None and self._aim.among == among
            self._aim = self._aim.and_then(step) if self._aim and is_under_way else self._aimed(step, at)
        self.repaint()

    def _aimed(self, step: Step, at: int) -> Aim:
        """One step from a line; to be called with state held."""
        if step.among == "gaps":
            self.finding.find_gaps()
        elif step.among == "errors" and at != _END:
            trace = self.trace_of(at)
            at = trace[-1] if step.is_below else trace[0]
        return Aim(at, step.is_below, among=step.among)

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
