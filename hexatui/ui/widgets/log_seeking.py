"""Going to what was found in a log: hits, errors and gaps, from one to the next. A base of the log pane."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from hexatui.ui.logs.aim import Aim, Among
from hexatui.ui.logs.finding import LogFinding
from hexatui.ui.logs.lines import Lines
from hexatui.ui.logs.window import LogWindow
from hexatui.ui.palette import DEFAULT_LOOK, Look
from hexatui.ui.render.search_line import around, position
from hexatui.ui.widgets.log_scroll import LogScroll

if TYPE_CHECKING:
    from hexatui.protocol.names import LogSource
    from hexatui.state.log_findings import Findings
    from hexatui.ui.logs.shown import Shown

REFUSED = 5.0
"""Seconds in which it is said why a key did nothing."""

END = sys.maxsize
"""Beyond any line."""


class LogSeeking(LogScroll):
    """Goes to found lines, as soon as they are known; keys that come before that are not lost."""

    def __init__(self, *, look: Look = DEFAULT_LOOK, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(look=look, id=id, classes=classes)
        self.finding = LogFinding()
        self.is_whole = True
        """Whether no older lines of what is shown are on their way; the pane tells."""
        self._oldest = 0
        self._aim: Aim | None = None
        self._aimed_in: LogSource | None = None
        """The stream whose lines the aim is about."""
        self._said = ""
        """Where the last aim went on, as it found nothing up to the end of the lines; or why a key did nothing."""

    # What the pane defines

    @property
    def window(self) -> LogWindow:
        """What is in view."""
        raise NotImplementedError

    @property
    def cursor(self) -> int | None:
        """The number of the line with the cursor; None while the end is followed."""
        raise NotImplementedError

    def trace_of(self, number: int) -> range:
        """The lines that are shown together with this one, as those of a trace; to be called with state held."""
        raise NotImplementedError

    # What the pane calls

    def attend(self, stream: Shown | None) -> None:
        """Have the searches of what is shown go on; to be called with state held."""
        source = stream.source if stream else None
        if source != self._aimed_in:
            self._aimed_in = source
            self._aim = None  # Lines have other numbers there.
        self._oldest = stream.buffer.first if stream else 0
        self.finding.attend(stream, self.reading)

    def go_to_aim(self, lines: Lines, height: int) -> int | None:
        """Go where the person wants to be, as soon as it is known where that is; with state held.

        The line that was gone to, just now.
        """
        gone_to = None
        while (aim := self._aim) is not None:
            found = {"hits": self.finding.hits, "errors": self.finding.errors, "gaps": self.finding.gaps}[aim.among]
            reached = None if found is None else aim.reached(found, self._oldest, self.is_complete(found))
            if found is None or reached is None:
                break
            self._aim, self._said = None, around(aim.is_below) if reached.went_around else ""
            self.finding.find_gaps(wanted=aim.among == "gaps" and bool(aim.then))
            if reached.line is None:
                self._tell_nothing_found(aim)
                break
            # A trace is one error, however many of its lines tell of one.
            is_error = aim.among == "errors"
            gone_to = found.next_after(self.trace_of(reached.line).start - 1) if is_error else reached.line
            if gone_to is not None and aim.then:
                self._aim = replace(self._aimed(aim.among, gone_to, is_below=aim.then[0]), then=aim.then[1:])
        if gone_to is not None:
            self.window.go_to(gone_to, lines, height)
        return gone_to

    def _tell_nothing_found(self, aim: Aim) -> None:
        if aim.among == "gaps":
            self._ring("no gaps")
        elif aim.then or not aim.or_else_other_way:
            # The title says it already.
            self.app.bell()

    def is_complete(self, findings: Findings) -> bool:
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

    def place_among(self, found: Findings | None) -> str:
        """Where the cursor is among what was found, and of how many; "" where nothing is looked for."""
        if found is None:
            return ""
        at = self.cursor
        index = found.index_of(at) if at is not None and at in found else None
        return position(index, found.count, self.is_complete(found))

    # What a person does

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
        elif among == "gaps":
            self.finding.find_gaps()
        elif self.finding.query is None:
            self.refuse("nothing is looked for")
            return
        with self.reading():
            if self._aim and self._aim.among == among:
                self._aim = self._aim.and_then(is_below)
            else:
                self._aim = self._aimed(among, END if self.cursor is None else self.cursor, is_below=is_below)
        self.repaint()

    def _aimed(self, among: Among, at: int, *, is_below: bool) -> Aim:
        """One step from a line; to be called with state held."""
        if among == "errors" and at != END:
            trace = self.trace_of(at)
            at = trace[-1] if is_below else trace[0]
        return Aim(at, is_below, among=among)
