"""Log streams: where each stands, and the lines that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hexatui.protocol.lifecycle import StreamEnded, StreamGap, StreamOpened, StreamResumed, StreamWanted
from hexatui.protocol.names import LogSource
from hexatui.protocol.times import epoch_seconds
from hexatui.state.intake import name, sentence
from hexatui.state.logs import LogBuffer

if TYPE_CHECKING:
    from hexatui.protocol.events import LogEntry
    from hexatui.state.fleet import Fleet
    from hexatui.state.workspaces import Workspace

MAX_STREAMS = 32
"""Streams that are kept; the one that ended first makes room for a newer one, one that has not ended stays."""

NOT_FOLLOWED = "not followed"
"""Why lines may be missing between the end of a stream and its next beginning."""

Phase = Literal["opening", "live", "interrupted", "stopped", "complete", "failed"]
ENDED: tuple[Phase, ...] = ("stopped", "complete", "failed")


@dataclass(slots=True)
class Stream:
    """One container's log, across connections."""

    source: LogSource
    phase: Phase = "opening"
    reason: str = ""
    """Why it failed, or ""."""
    buffer: LogBuffer = field(default_factory=LogBuffer)
    stream_id: str = ""
    """Its id on the present connection, or "" while it has none."""
    ended_at: float | None = None
    """When it ended, in Unix seconds of our own clock.

    It stays after the stream was asked for anew, until the first line or a word about what was missed comes.
    """
    revision: int = 0


def forget(fleet: Fleet, source: LogSource) -> Stream | None:
    """Let go of a stream and its lines, as a person wishes; the stream as it was, or None for one that is not there.

    One that has not ended is to be stopped too: until the client tells that it was, what is told of it counts no more.
    """
    if source not in fleet.streams:
        return None
    stream = _let_go(fleet, source)
    if stream.phase not in ENDED:
        fleet.closing.add(source)
    elif stream.phase == "failed" and not len(stream.buffer):
        _forget_container(fleet, source)
    fleet.advance()
    return stream


def _forget_container(fleet: Fleet, source: LogSource) -> None:
    """A container that was named by who asked for its log alone, and refused; a pod that an alert names stays."""
    workspace = fleet.workspaces.get(source.workspace_id)
    if workspace is None or not workspace.forget_container(source.namespace, source.pod, source.container):
        return
    named = f"pod/{source.pod}"
    if any(entry.resource == named and entry.workspace_id == workspace.id for entry in fleet.alerts.entries.values()):
        workspace.remember_container("", source.pod, "")
    fleet.restructured(workspace)


def begin_anew(fleet: Fleet, source: LogSource) -> None:
    """Let go of a stream's lines, since it is asked for again with more history; it stays in its place."""
    stream = fleet.streams[source]
    _forget_id(fleet, stream)
    fleet.log_memory.leave(stream.buffer)
    stream.buffer = LogBuffer(fleet.log_memory)
    stream.phase, stream.reason = "opening", ""
    fleet.touch(stream)


def wanted(fleet: Fleet, fact: StreamWanted, at: float) -> None:
    """It will be asked for: at once, or when there is a connection again."""
    if fact.source in fleet.closing:
        return
    stream = _known(fleet, fact.source)
    _forget_id(fleet, stream)
    stream.phase, stream.reason = "interrupted" if fleet.live_since is None else "opening", ""
    fleet.touch(stream)


def opened(fleet: Fleet, fact: StreamOpened, at: float) -> None:
    """It was asked for under a new id; lines that were held before stay."""
    if fact.source in fleet.closing:
        return
    stream = _known(fleet, fact.source)
    _forget_id(fleet, stream)
    if former := fleet.stream_ids.get(fact.stream_id):
        _forget_id(fleet, former)
    stream.stream_id = fact.stream_id
    fleet.stream_ids[fact.stream_id] = stream
    stream.phase, stream.reason = "opening", ""
    fleet.touch(stream)


def resumed(fleet: Fleet, fact: StreamResumed, at: float) -> None:
    """What came overlapped with what was held: no gap."""
    if stream := fleet.streams.get(fact.source):
        stream.phase, stream.ended_at = "live", None
        fleet.touch(stream)


def gap(fleet: Fleet, fact: StreamGap, at: float) -> None:
    """Lines may be missing: mark it where the next lines follow."""
    if stream := fleet.streams.get(fact.source):
        stream.buffer.mark_gap(fact.since, fact.until, fact.reason)
        stream.phase, stream.ended_at = "live", None
        fleet.touch(stream)


def ended(fleet: Fleet, fact: StreamEnded, at: float) -> None:
    """It was stopped, is complete, or failed."""
    fleet.closing.discard(fact.source)
    if stream := fleet.streams.get(fact.source):
        _forget_id(fleet, stream)
        stream.phase, stream.reason, stream.ended_at = fact.outcome, sentence(fact.reason), at
        fleet.touch(stream)
        if fact.outcome == "failed":
            text = f"logs of {name(fact.source.pod)}/{name(fact.source.container)} failed: {stream.reason}"
            fleet.tell(at, "stream", "warning", name(fact.source.workspace_id), text)


def entry(fleet: Fleet, message: LogEntry, at: float) -> None:
    """`log_entry`; one for a stream that is none of ours, or not any more, is dropped (protocol-notes 7)."""
    entries(fleet, (message,), at)


def entries(fleet: Fleet, messages: Sequence[LogEntry], at: float) -> None:
    """Several of them that came together: what a whole run of one stream shares is done once."""
    stream_id = stream = None
    for message in messages:
        data = message.data
        if data.stream_id != stream_id:
            stream_id = data.stream_id
            stream = fleet.stream_ids.get(stream_id)
            if stream is not None:
                _goes_on(fleet, stream, at)
        if stream is None:
            continue
        time = epoch_seconds(data.timestamp)
        if time is None:
            time = epoch_seconds(message.timestamp)
        stream.buffer.append(time, data.level, data.message, data.pod, data.container)


def _goes_on(fleet: Fleet, stream: Stream, at: float) -> None:
    """Lines come."""
    if stream.ended_at is not None:
        # Asked for anew by the person: what was logged in between may be missing, what was held may repeat.
        if len(stream.buffer):
            stream.buffer.mark_gap(stream.ended_at, at, NOT_FOLLOWED)
        stream.ended_at = None
    if stream.phase != "live":
        stream.phase = "live"
        _remember(fleet, stream.source, fleet.workspace(stream.source.workspace_id, is_ours=True))
    fleet.touch(stream)


def interrupt_all(fleet: Fleet) -> None:
    """The connection was lost, and with it every stream id (protocol-notes 8)."""
    fleet.stream_ids.clear()
    for stream in fleet.streams.values():
        stream.stream_id = ""
        if stream.phase not in ENDED:
            stream.phase = "interrupted"
            fleet.touch(stream)


def _forget_id(fleet: Fleet, stream: Stream) -> None:
    fleet.stream_ids.pop(stream.stream_id, None)
    stream.stream_id = ""


def _known(fleet: Fleet, source: LogSource) -> Stream:
    """The stream of this source, made if it is new."""
    stream = fleet.streams.get(source)
    if stream is None:
        _make_room(fleet)
        stream = fleet.streams[source] = Stream(source, buffer=LogBuffer(fleet.log_memory))
        # Nothing is known of a workspace that a person alone named, perhaps mistyped, before there is a line of it.
        _remember(fleet, source, fleet.workspaces.get(source.workspace_id))
    return stream


def _remember(fleet: Fleet, source: LogSource, workspace: Workspace | None) -> None:
    if workspace and workspace.remember_container(source.namespace, source.pod, source.container):
        fleet.restructured(workspace)


def _make_room(fleet: Fleet) -> None:
    if len(fleet.streams) >= MAX_STREAMS:
        ended = [stream for stream in fleet.streams.values() if stream.phase in ENDED]
        if ended:
            longest_ago = min(ended, key=lambda stream: stream.ended_at or 0.0)
            _let_go(fleet, longest_ago.source)


def _let_go(fleet: Fleet, source: LogSource) -> Stream:
    stream = fleet.streams.pop(source)
    _forget_id(fleet, stream)
    fleet.log_memory.leave(stream.buffer)
    return stream
