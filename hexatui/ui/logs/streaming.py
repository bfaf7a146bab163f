"""What a person does with log streams, in whichever pane it is asked: open, start again, stop, close."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from hexatui.prepared import TAIL_LINES, StreamRequest
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.streams import ENDED, MAX_STREAMS
from hexatui.text import clipped, safe
from hexatui.ui.alerts.about import moment_of, named_by
from hexatui.ui.logs.known_containers import path_of
from hexatui.ui.logs.known_logs import KnownLogs
from hexatui.ui.logs.likely_containers import NOTHING_LIKELY, Likely, Try, containers_of
from hexatui.ui.logs.moment import HELD_BEFORE, PATIENCE, Moment, WayToMoment, oldest_time
from hexatui.ui.screens.open_stream import MAX_TAIL_LINES, OpenStreamScreen

if TYPE_CHECKING:
    from hexatui.state.alerts import AlertKey
    from hexatui.state.fleet import Fleet
    from hexatui.state.streams import Stream
    from hexatui.ui.live import Live
    from hexatui.ui.widgets.log_pane import LogPane


MORE = 10
"""How many times the lines that are held are asked for, where older ones are wanted."""

MAX_TOAST = 200
"""Characters of a toast that tells what was refused."""

MAX_RESOURCE = 60
"""Characters of what an alert names, where it is no pod."""

GUESSED = "The platform told no container: what is marked is tried first, then what else was guessed."


class Streaming:
    """The log streams of a dashboard.

    Args:
        live: whom to ask.
        pane: where streams are shown.
        reveal: brings the pane into view.
    """

    def __init__(self, live: Live, pane: LogPane, reveal: Callable[[], None]) -> None:
        self.known = KnownLogs(live)
        """What may be opened."""
        self._live = live
        self._pane = pane
        self._reveal = reveal
        self._failed: set[LogSource] = set()
        self._way: WayToMoment | None = None
        self._try: Try | None = None
        self._sought: dict[LogSource, Moment | None] = {}
        """What was asked for last, and at which moment."""
        self._now = 0.0

    def look(self, fleet: Fleet) -> None:
        """Remember what gives lines, for later runs, and what was refused, which is told; state is held."""
        self.known.look(fleet)
        self._tell_failures(fleet)

    def _tell_failures(self, fleet: Fleet) -> None:
        """Say what failed by a toast, but for what the pane says in the place of the log, or below it."""
        failed = {source for source, stream in fleet.streams.items() if stream.phase == "failed"}
        shown = self._pane.active if self._pane.is_on_screen else None
        news = [stream for source, stream in fleet.streams.items() if source in failed - self._failed - {shown}]
        self._failed = failed
        if news:
            others = f" (and {len(news) - 1} more)" if len(news) > 1 else ""
            said = f"logs of {safe(f'{news[0].source.pod}/{news[0].source.container}')} failed: {safe(news[0].reason)}"
            self._pane.notify(clipped(said, MAX_TOAST) + others, severity="warning", markup=False)

    # Opening

    def ask(self) -> None:
        """Ask which stream to open; where the shown one was refused, which instead of it."""
        with self._live.fleet.lock:
            shown = self._live.fleet.streams.get(self._pane.active) if self._pane.active else None
            failed = shown if shown and shown.phase == "failed" and self._pane.has_focus else None
            path, problem = (str(failed.source), failed.reason) if failed else ("", "")
        self._ask(path, problem, self._sought.get(failed.source) if failed else None)

    def open(self, target: LogSource | Resource, moment: Moment | None = None) -> None:
        """Open the logs of a container, where told at the lines of a moment; ask for what isn't known of it."""
        if isinstance(target, Resource):
            self._ask(self.known.path_of(target), moment=moment)
            return
        likely = self.known.likely(target)
        if all(target):
            self._open(StreamRequest(target), moment)
        elif likely.is_clear:
            self._open(StreamRequest(likely.guesses[0].source), moment, likely)
        else:
            path = path_of(target._replace(namespace=target.namespace or likely.namespace))
            self._ask(path, GUESSED if likely.is_guessed else "", moment, likely)

    def open_of_alert(self, key: AlertKey) -> None:
        """Open the logs of the pod that an alert names where it began, or ask which of its workspace."""
        with self._live.fleet.lock:
            entry = self._live.fleet.alerts.entries.get(key)
            if entry is None:
                return
            moment, resource, named = moment_of(entry), entry.resource, named_by(entry.resource)
            known = self.known.whole()
        if named.pod:
            self.open(LogSource(key.workspace_id, named.namespace, named.pod, ""), moment)
            return
        workload = LogSource(key.workspace_id, named.namespace, named.workload, "")
        of_it = containers_of(workload, known) if named.workload else []
        if len(of_it) == 1:
            self._open(StreamRequest(of_it[0]), moment)
        elif of_it:
            self._ask(path_of(workload).removesuffix("/"), "", moment)
        else:
            names = f"but {clipped(resource, MAX_RESOURCE)}" if resource else "nor anything else"
            path = path_of(LogSource(key.workspace_id, "", "", ""))
            self._ask(path, f"The alert names no pod of which logs are known, {names}.", moment)

    def _ask(self, path: str, problem: str = "", moment: Moment | None = None, likely: Likely = NOTHING_LIKELY) -> None:
        known = self.known.suggestions(likely.guesses)
        dialog = OpenStreamScreen(known, path, problem, self._refusal, self._pane.look.keys)
        self._pane.app.push_screen(dialog, partial(self._open, moment=moment, likely=likely))

    def _open(
        self,
        request: StreamRequest | None,
        moment: Moment | None = None,
        likely: Likely = NOTHING_LIKELY,
        wrong: int = 0,
    ) -> None:
        """Open a container's log; where that is a guess, `wrong` others were before it."""
        if request is None:
            return
        source = request.source
        if refusal := self._refusal(source):
            self._pane.notify(refusal, severity="warning", markup=False)
            return
        others = likely.others(source)
        with self._live.fleet.lock:
            stream = self._live.fleet.streams.get(source)
            held = len(stream.buffer) if stream else 0
        if stream and not held and stream.phase in ENDED:
            # What becomes of it now must not be taken for what became of it then.
            self._live.close_stream(source)
        if stream is None or stream.phase in ENDED:
            self._live.open_stream(source, request.tail_lines)
        elif request.tail_lines > max(held, TAIL_LINES):
            self._reopen(source, request.tail_lines)
        self._pane.show_stream(source)
        self._reveal()
        now = self._live.clock()
        self._sought = {source: moment}
        self._try = Try(source, others, request.tail_lines, now + PATIENCE, wrong) if others else None
        note = likely.note(source, wrong)
        self._way = WayToMoment(source, moment, now + PATIENCE, note) if moment else None
        if note and not moment:
            self._pane.notify(note, markup=False)
        self.go_on(now)

    def _try_another(self, now: float) -> None:
        """Where the platform knows no container as it was guessed, go on to the next guess."""
        tried = self._try
        if tried is None:
            return
        with self._live.fleet.lock:
            stream = self._live.fleet.streams.get(tried.source)
            outcome = tried.outcome(stream, now)
        tried.is_shown = tried.is_shown or self._pane.show_stream(tried.source)
        if outcome == "open" or not tried.is_shown:
            return
        self._try = None
        if outcome == "wrong" and self._pane.active == tried.source:
            self._live.close_stream(tried.source)
            request = StreamRequest(tried.others[0].source, tried.tail_lines)
            likely = Likely(tried.others, is_clear=False)
            self._open(request, self._sought.get(tried.source), likely, tried.wrong + 1)

    def go_on(self, now: float) -> None:
        """Go on to the moment that the person wants to see, until its lines are there; `now` in Unix seconds."""
        self._now = now
        self._try_another(now)
        way = self._way
        if way is None:
            return
        if not way.is_shown:
            way.is_shown = self._pane.show_stream(way.source)
            if not way.is_shown:
                self._way = way if now < way.until else None
                return
            self._pane.action_last()
        elif self._pane.active != way.source or not self._pane.window.following:
            # The person went elsewhere.
            self._way = None
            return
        with self._live.fleet.lock:
            stream = self._live.fleet.streams.get(way.source)
            step = way.step(stream, now, can_ask=not self._why_no_older(stream))
        if step.is_over:
            self._way = None
        if step.lines_wanted:
            # Until it is there again, the pane may show another.
            way.is_shown = False
            self._reopen(way.source, step.lines_wanted)
        if step.line is not None:
            self._pane.go_to(step.line)
        if step.said:
            older = self._pane.look.keys.hint("logs.older", "asks for older lines") if step.wants_older else ""
            self._pane.notify("; ".join(part for part in (step.said, older, way.note) if part), markup=False)

    def _refusal(self, source: LogSource) -> str:
        """Why a container's log can't be opened now, or ""."""
        with self._live.fleet.lock:
            running = [known for known, stream in self._live.fleet.streams.items() if stream.phase not in ENDED]
        full = len(running) >= MAX_STREAMS and source not in running
        return f"{MAX_STREAMS} log streams are open, which is the most: stop one first" if full else ""

    # What becomes of those that are open

    def ask_for_older(self, source: LogSource) -> None:
        """Ask for a stream again with ten times the history, and come back to the line that is the oldest now."""
        with self._live.fleet.lock:
            stream = self._live.fleet.streams.get(source)
            problem = self._why_no_older(stream)
            held = len(stream.buffer) if stream else 0
            oldest = oldest_time(stream.buffer) if stream else None
        if problem:
            self._pane.notify(problem, severity="warning", markup=False)
            return
        self._reopen(source, min(max(held, TAIL_LINES) * MORE, MAX_TAIL_LINES))
        if oldest is not None and self._pane.active == source:
            self._way = WayToMoment(source, Moment(oldest, HELD_BEFORE), self._now + PATIENCE, asked_again=True)

    def _why_no_older(self, stream: Stream | None) -> str:
        """Why a stream can't be asked for with more history, or ""; what is held must not be lost for nothing."""
        if stream is None or stream.phase != "live" or self._live.fleet.live_since is None:
            return "older lines can be asked for only while the stream is live"
        if stream.buffer.dropped:
            return "older lines were dropped to make room: there is no room for more"
        return ""

    def _reopen(self, source: LogSource, lines: int) -> None:
        self._live.reopen_stream(source, lines)
        self._pane.begin_anew(source)

    def start(self, source: LogSource) -> None:
        """Start a stream again."""
        self._live.open_stream(source, TAIL_LINES)

    def stop(self, source: LogSource) -> None:
        """Stop a stream; its lines stay."""
        self._live.stop_stream(source)

    def close(self, source: LogSource) -> None:
        """Let go of a stream; one that ran is stopped, which is said."""
        stream = self._live.close_stream(source)
        if stream and stream.phase not in ENDED:
            self._pane.notify(f"stopped and closed: {safe(f'{source.pod}/{source.container}')}", markup=False)
