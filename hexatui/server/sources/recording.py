"""A recording as a source: what a platform said then, said again to whoever subscribes now."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hexatui.protocol.codec import decode_client, decode_server
from hexatui.protocol.events import Event, LogEntry, LogEntryData, ProjectCreated, ProjectUpdated, StatusChanged
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.messages import Auth, GetWorkspaceStatus, StopStream, StreamLogs, Subscribe
from hexatui.protocol.names import LogSource, Resource
from hexatui.protocol.replies import WorkspaceStatus, WorkspaceStatusData
from hexatui.recording import Frame, RecordingError, frame_bytes
from hexatui.server.sources import History, Publish, PublishLog, SourceError
from hexatui.server.sources.records import NoRecords
from hexatui.server.topics import topic_of
from hexatui.tape import Tape

BREATH = 1.0
"""Seconds between the first question of a client and the first frame: it subscribes to more than one thing."""

MAX_HISTORY = 2_000
"""Lines kept of each container, for those who open its log later."""

MAX_TOGETHER = 100
"""Frames played without a pause in which others get their turn."""

EVENTS = ("workspace.", "organization.", "project.", "provisioning.", "monitoring.")
"""How the types of what goes to subscribers begin."""

LineKey = tuple[datetime | int | str | None, str, str, str]


class RecordingSource(NoRecords):
    """What the platform of a recording said, from the first question of a client on, once.

    Events and log lines are those of the recording with the times that stand in them; subscriptions and streams are
    those of the clients that are here now. A status is the latest that was told, and before that the first.

    Args:
        path: the recording.
        speed: seconds of the recording a second, above 0.
        ended: called when it has been played, with how many log lines were left out since no frame says whose they are.
        clock: seconds that never go back.

    Raises:
        SourceError: it can't be played.
    """

    def __init__(
        self,
        path: Path,
        speed: float = 1.0,
        ended: Callable[[int], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not speed > 0:
            raise SourceError("the speed of a recording is above 0")
        self._speed = speed
        self._ended = ended
        self._clock = clock
        self._asked = asyncio.Event()
        self._places: dict[Resource, Place] = {}
        self._statuses: dict[str, WorkspaceStatusData] = {}
        self._lines: dict[LogSource, deque[LogEntryData]] = {}
        self._streams: dict[str, LogSource] = {}
        self._known_lines: dict[str, frozenset[LineKey]] = {}
        """By stream id: what was said on an earlier stream of the same container, while it comes again."""
        self._left_out = 0
        try:
            self._tape = Tape(path)
            for frame in self._tape.frames():
                self._survey(frame)
        except RecordingError as error:
            raise SourceError(f"{path} can't be played: {error}") from None

    def places(self) -> list[Place]:
        """All that the recording speaks of."""
        return list(self._places.values())

    def permitted(self, resource: Resource) -> bool:
        """All may be seen; being asked for something, the recording begins."""
        self._asked.set()
        return True

    def exists(self, resource: Resource) -> bool:
        """Whether the recording speaks of it."""
        return resource in self._places

    def status(self, workspace_id: str) -> WorkspaceStatusData | None:
        """A workspace's latest status; all of it unknown where none is recorded."""
        if Resource("workspace", workspace_id) not in self._places:
            return None
        return self._statuses.get(workspace_id) or WorkspaceStatusData(workspace_id=workspace_id)

    def containers(self) -> list[LogSource]:
        """Those whose logs were asked for."""
        return list(self._lines)

    def has_logs(self, source: LogSource) -> bool:
        """Whether its log was asked for."""
        return source in self._lines

    def history(self, source: LogSource, lines: int) -> History:
        """What was played of it so far."""
        held = self._lines.get(source, ())
        return History(iter(list(held)[max(0, len(held) - lines) :]))

    def children(self, parent: Resource | None) -> list[Place]:
        """What belongs to something, or to nothing: of a workspace's organization nothing is recorded."""
        return [place for place in self.places() if place.parent == parent]

    async def run(self, publish: Publish, publish_log: PublishLog) -> None:
        """Play it once, from the first question on."""
        await self._asked.wait()
        await asyncio.sleep(BREATH)
        began = self._clock()
        for number, frame in enumerate(self._tape.frames()):
            wait = began + frame.seconds / self._speed - self._clock()
            if wait > 0 or number % MAX_TOGETHER == 0:
                await asyncio.sleep(max(0.0, wait))
            self.play(frame, publish, publish_log)
        self._ended(self._left_out)

    def play(self, frame: Frame, publish: Publish, publish_log: PublishLog) -> None:
        """Say what the platform said in a frame; in one of the client's, note what its streams are."""
        if frame.direction == "out":
            self._note(frame)
            return
        match message := decode_server(frame_bytes(frame.text)):
            case LogEntry():
                self._say_line(message.data, publish_log)
            case WorkspaceStatus():
                self._statuses[message.data.workspace_id] = message.data
            case _ if message.type.startswith(EVENTS):
                if isinstance(message, StatusChanged):
                    id = message.data.workspace_id
                    self._statuses[id] = self._status_of(id).model_copy(update={"status": message.data.new_status})
                publish(message)  # type: ignore[arg-type]

    def _status_of(self, workspace_id: str) -> WorkspaceStatusData:
        return self._statuses.get(workspace_id) or WorkspaceStatusData(workspace_id=workspace_id)

    def _note(self, frame: Frame) -> None:
        match message := decode_client(frame_bytes(frame.text)):
            case Auth():
                self._streams.clear()
                self._known_lines.clear()
            case StreamLogs():
                source = message.data.source
                self._streams[message.id] = source
                self._known_lines[message.id] = frozenset(map(_key, self._lines[source]))
            case StopStream():
                self._streams.pop(message.data.stream_id, None)
                self._known_lines.pop(message.data.stream_id, None)

    def _say_line(self, entry: LogEntryData, publish_log: PublishLog) -> None:
        source = self._streams.get(entry.stream_id)
        if source is None:
            self._left_out += 1
            return
        # After a connection was lost its history was asked for again: what it repeats was said already.
        if (known := self._known_lines.get(entry.stream_id)) is not None:
            if _key(entry) in known:
                return
            del self._known_lines[entry.stream_id]
        entry = entry.model_copy(update={"stream_id": ""})
        self._lines[source].append(entry)
        publish_log(source, entry)

    # What exists

    def _survey(self, frame: Frame) -> None:
        """Look through the recording before it is played: what exists in it, and how it is at the beginning."""
        if frame.direction == "out":
            match message := decode_client(frame_bytes(frame.text)):
                case Subscribe():
                    self._take(message.data.target)
                case GetWorkspaceStatus():
                    self._take(Resource("workspace", message.data.workspace_id))
                case StreamLogs():
                    self._take(Resource("workspace", message.data.workspace_id))
                    self._lines.setdefault(message.data.source, deque(maxlen=MAX_HISTORY))
        elif '"log_entry"' not in frame.text:
            message_said = decode_server(frame_bytes(frame.text))
            if isinstance(message_said, WorkspaceStatus):
                self._take(Resource("workspace", message_said.data.workspace_id))
                self._statuses.setdefault(message_said.data.workspace_id, message_said.data)
            elif message_said.type.startswith(EVENTS):
                self._take_event(message_said)  # type: ignore[arg-type]

    def _take_event(self, event: Event) -> None:
        if (topic := topic_of(event)) is None:
            return
        self._take(topic.resource)
        if isinstance(event, ProjectCreated | ProjectUpdated):
            project = event.data.project
            if project.workspace_id:
                self._take(Resource("workspace", project.workspace_id))
            parent = Resource("workspace", project.workspace_id) if project.workspace_id else None
            self._places[topic.resource] = Place(topic.resource, project.name or project.id, parent, project.namespace)

    def _take(self, resource: Resource) -> None:
        self._places.setdefault(resource, Place(resource, resource.id))


def _key(entry: LogEntryData) -> LineKey:
    return entry.timestamp, entry.pod, entry.container, entry.message
