"""What a person does with log streams, in whichever pane it is asked: open, start again, stop, close."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from hexatui.prepared import TAIL_LINES, StreamRequest
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.streams import ENDED, MAX_STREAMS
from hexatui.text import clipped, safe
from hexatui.ui.logs.known_containers import filled_in, path_of, suggestions
from hexatui.ui.logs.moment import HELD_BEFORE, PATIENCE, Moment, WayToMoment, oldest_time
from hexatui.ui.logs.opened_before import OpenedBefore
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

MAX_TITLE = 60
"""Characters of an alert's title in a toast."""


class Streaming:
    """The log streams of a dashboard.

    Args:
        live: whom to ask.
        pane: where streams are shown.
        reveal: brings the pane into view.
    """

    def __init__(self, live: Live, pane: LogPane, reveal: Callable[[], None]) -> None:
        self.near: str | None = None
        """The workspace that is looked at: what was seen in it is suggested first."""
        self._live = live
        self._pane = pane
        self._reveal = reveal
        self._opened = OpenedBefore()
        self._remembered: set[LogSource] = set()
        self._refused: set[LogSource] = set()
        self._failed: set[LogSource] = set()
        self._way: WayToMoment | None = None
        self._now = 0.0

    def look(self, fleet: Fleet) -> None:
        """Remember what gives lines, for later runs, and what was refused, which is told; state is held."""
        self._remembered &= fleet.streams.keys()
        for source, stream in fleet.streams.items():
            if stream.phase == "live" and source not in self._remembered:
                self._remembered.add(source)
                if self._live.playback is None:
                    self._opened.add(self._live.profile, source)
                self._refused.discard(source)
            elif stream.phase == "failed" and not len(stream.buffer):
                self._refused.add(source)
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
        self._ask(path, problem)

    def open(self, target: LogSource | Resource, moment: Moment | None = None) -> None:
        """Open the logs of a container, where told at the lines of a moment; ask for what isn't known of it."""
        if isinstance(target, Resource):
            self._ask(self._path_of(target), moment=moment)
            return
        with self._live.fleet.lock:
            known = [source for source in self._seen(self._live.fleet) if all(source)]
        of_pod = [source for source in known if (source[0], source[2]) == (target.workspace_id, target.pod)]
        if all(target) or len(of_pod) == 1:
            self._open(StreamRequest(target if all(target) else of_pod[0]), moment)
        else:
            path = path_of(filled_in(target, [*known, *self._opened.sources(self._live.profile)]))
            self._ask(path, moment=moment)

    def open_of_alert(self, key: AlertKey) -> None:
        """Open the logs of the pod that an alert names where it began, or ask which of its workspace."""
        with self._live.fleet.lock:
            entry = self._live.fleet.alerts.entries.get(key)
            if entry is None:
                return
            # By the platform's clock, as the lines have it.
            began = entry.since if entry.platform_since is None else entry.platform_since
            moment = Moment(began, f"{clipped(entry.title or entry.type or entry.id, MAX_TITLE)} began")
            kind, _, name = entry.resource.partition("/")
        pod = LogSource(key.workspace_id, "", name, "")
        self.open(pod if kind == "pod" and name else Resource("workspace", key.workspace_id), moment)

    def _ask(self, path: str, problem: str = "", moment: Moment | None = None) -> None:
        opened = self._opened.sources(self._live.profile)
        with self._live.fleet.lock:
            seen, opened = self._seen(self._live.fleet), [one for one in opened if self._may_be(one)]
        known = suggestions(seen, opened)
        dialog = OpenStreamScreen(known, path, problem, self._refusal, self._pane.look.keys)
        self._pane.app.push_screen(dialog, partial(self._open, moment=moment))

    def _open(self, request: StreamRequest | None, moment: Moment | None = None) -> None:
        if request is None:
            return
        with self._live.fleet.lock:
            stream = self._live.fleet.streams.get(request.source)
            runs = stream is not None and stream.phase not in ENDED
            held = len(stream.buffer) if stream else 0
        if not runs:
            self._live.open_stream(request.source, request.tail_lines)
        elif request.tail_lines > max(held, TAIL_LINES):
            self._reopen(request.source, request.tail_lines)
        self._pane.show_stream(request.source)
        self._reveal()
        now = self._live.clock()
        self._way = WayToMoment(request.source, moment, now + PATIENCE) if moment else None
        self.go_on(now)

    def go_on(self, now: float) -> None:
        """Go on to the moment that the person wants to see, until its lines are there; `now` in Unix seconds."""
        self._now, way = now, self._way
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
            step = way.step(self._live.fleet.streams.get(way.source), now)
        if step.is_over:
            self._way = None
        if step.lines_wanted:
            # Until it is there again, the pane may show another.
            way.is_shown = False
            self._reopen(way.source, step.lines_wanted)
        if step.line is not None:
            self._pane.go_to(step.line)
            self._pane.notify(step.said, markup=False)

    def _refusal(self, source: LogSource) -> str:
        """Why a container's log can't be opened now, or ""."""
        with self._live.fleet.lock:
            running = [known for known, stream in self._live.fleet.streams.items() if stream.phase not in ENDED]
        full = len(running) >= MAX_STREAMS and source not in running
        return f"{MAX_STREAMS} log streams are open, which is the most: stop one first" if full else ""

    def _path_of(self, resource: Resource) -> str:
        """As much of a container's path as a resource gives."""
        if resource.kind == "workspace":
            return path_of(LogSource(resource.id, "", "", ""))
        project = self._live.fleet.projects.get(resource.id) if resource.kind == "project" else None
        return path_of(LogSource(project.workspace_id or "", project.namespace, "", "")) if project else ""

    def _seen(self, fleet: Fleet) -> list[LogSource]:
        """What was heard of, the workspace that is looked at first; unknown parts are ""."""
        workspaces = sorted(fleet.workspaces.values(), key=lambda workspace: workspace.id != self.near)
        namespaces = [
            LogSource(project.workspace_id, project.namespace, "", "")
            for project in fleet.projects.values()
            if project.workspace_id and project.namespace and not project.deleted
        ]
        containers = [LogSource(workspace.id, *known) for workspace in workspaces for known in workspace.containers]
        containers += self._live.containers
        seen = [
            *containers,
            *sorted(namespaces, key=lambda source: source.workspace_id != self.near),
            *(LogSource(workspace.id, "", "", "") for workspace in workspaces),
        ]
        return [source for source in seen if self._may_be(source)]

    def _may_be(self, source: LogSource) -> bool:
        """Whether a container, or what is known of one, may still be there, as far as can be told; state is held."""
        fleet, listed = self._live.fleet, self._live.containers
        workspace, state = fleet.workspaces.get(source.workspace_id), fleet.listings.state
        if workspace is None:
            return not (listed or (state and state.phase == "complete" and not state.reason))
        if all(source) and source not in listed and any(one.workspace_id == workspace.id for one in listed):
            return False
        return source not in self._refused and not workspace.refusal

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
