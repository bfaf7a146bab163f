"""A real session and a real peer, with a pretended clock and a pretended network between them.

The network keeps each direction in its order and delays it as it likes; what is in flight when it is cut is lost.
Whatever the session says and tells goes before the witnesses of `support.witnesses`, who know what really happened.
"""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from support.witnesses import LogWitness, PlatformWitness, RequestWitness, SubscriptionWitness

from hexatui.client.failures import Failure, FailureKind, of_close, token_unchanged
from hexatui.client.options import ConnectionOptions
from hexatui.client.session import Session
from hexatui.client.tokens import TokenSource
from hexatui.protocol.codec import decode_client, decode_server
from hexatui.protocol.events import Event, LogEntry, LogEntryData
from hexatui.protocol.lifecycle import LinkPhase, Place
from hexatui.protocol.names import LogSource, Resource
from hexatui.protocol.replies import NodeCounts, PodCounts, WorkspaceStatusData
from hexatui.server.answers import Answer, Close, LogTail
from hexatui.server.frames import log_frame, message_frame, tail_frames
from hexatui.server.limits import Limits
from hexatui.server.peer import Peer
from hexatui.server.sources import History, Publish, PublishLog
from hexatui.server.sources.records import NoRecords
from hexatui.server.tokens import InvalidToken
from hexatui.server.topics import topic_of

OPTIONS = ConnectionOptions("wss://api.hexabase.ai/ws", TokenSource.from_value("never-read-in-here"))
CUT = Failure("the connection was cut")
UNREACHABLE = Failure("nobody answers", kind=FailureKind.UNREACHABLE)
EPOCH = 1_700_000_000.0
"""Where the Unix clock stands when the monotonic one is 0."""


class Platform(NoRecords):
    """What exists: every resource but those whose id says otherwise, and logs that were published."""

    def __init__(self) -> None:
        self.logs: dict[LogSource, list[LogEntryData]] = {}
        self.valid_tokens = {"token-0"}

    def verify(self, token: str) -> str:
        if token not in self.valid_tokens:
            raise InvalidToken("Invalid token: it has expired")
        return "user-1"

    def places(self) -> list[Place]:
        return []

    def permitted(self, resource: Resource) -> bool:
        return "denied" not in resource.id

    def exists(self, resource: Resource) -> bool:
        return "missing" not in resource.id

    def status(self, workspace_id: str) -> WorkspaceStatusData:
        nodes, pods = NodeCounts(ready=3, total=3), PodCounts(running=45, pending=2, failed=0)
        return WorkspaceStatusData(workspace_id=workspace_id, status="active", health="healthy", nodes=nodes, pods=pods)

    def containers(self) -> list[LogSource]:
        return list(self.logs)

    def has_logs(self, source: LogSource) -> bool:
        return "missing" not in source.pod

    def history(self, source: LogSource, lines: int) -> History:
        return History(iter(self.logs.get(source, [])[-lines:]))

    async def run(self, publish: Publish, publish_log: PublishLog) -> None:
        raise NotImplementedError


class Conversing:
    """Plays the clock, the network and the loop that owns the socket.

    Args:
        limits: what the platform allows.
        chance: numbers from 0 to 1, for the jitter.
    """

    def __init__(self, limits: Limits, chance: Callable[[], float]) -> None:
        self.now = 0.0
        self.limits = limits
        self.platform = Platform()
        self.token = "token-0"
        self.session = Session(OPTIONS, chance)
        self.peer: Peer | None = None
        self.perfect = False
        """Whether the network delivers at once, and connects at the first attempt."""
        self.subscriptions = SubscriptionWitness(limits)
        self.requests = RequestWitness()
        self.logs = LogWitness(self.platform.logs)
        self.wire = PlatformWitness(limits)
        self._up: deque[str] = deque()
        # The platform's two lanes, as in `server.backlog`: what waits of the first goes before the second.
        self._down: deque[bytes | Close] = deque()
        self._down_logs: deque[bytes] = deque()

    @property
    def at(self) -> float:
        return EPOCH + self.now

    @property
    def connected(self) -> bool:
        return self.peer is not None

    @property
    def in_flight(self) -> int:
        return len(self._up) + len(self._down) + len(self._down_logs)

    @property
    def may_connect(self) -> bool:
        due = self.session.next_attempt
        return self.peer is None and due is not None and due <= self.now

    # What the network does.

    def connect(self, reachable: bool = True) -> None:
        """An attempt, as the loop makes it."""
        assert self.peer is None, "two connections at once"
        self.session.connecting(self.at)
        assert self.session.next_attempt is None, "a second attempt beside the first"
        self._hear_told()
        if not reachable:
            return self._lose(UNREACHABLE)
        if not self.session.accepts_token(self.token):
            return self._lose(token_unchanged())
        self.peer = Peer(self.platform, self.platform.verify, self.limits, self.now)
        self.wire.connected()
        self.session.opened(self.token, self.now, self.at)
        self.turn()
        return None

    def cut(self) -> None:
        """The connection breaks off; both sides see it, and what is in flight is lost."""
        self._lose(CUT)

    def drop(self, code: int) -> None:
        """The platform closes the connection; what it said before arrives before that."""
        self._down_logs.clear()
        self._down.append(Close(code, "dropped"))

    def deliver_up(self, most: int = 1_000_000) -> None:
        """Frames of the client arrive."""
        while self._up and self.peer is not None and most > 0:
            most -= 1
            frame = self._up.popleft()
            answers = self.peer.receive(frame, self.now)
            self.wire.answered(decode_client(frame), answers)
            self._answer(answers)

    def deliver_down(self, most: int = 1_000_000) -> None:
        """Frames of the platform arrive; then the loop has a turn."""
        while self.peer is not None and most > 0 and (self._down or self._down_logs):
            most -= 1
            frame = self._down.popleft() if self._down else self._down_logs.popleft()
            if isinstance(frame, Close):
                authenticated = self.session.phase is LinkPhase.LIVE
                failure = of_close(frame.code, frame.reason, OPTIONS.endpoint(), authenticated)
                return self._lose(self.session.failure or failure)
            self.session.receive(decode_server(frame), self.now, self.at, len(frame))
        return self.turn()

    # What the platform does.

    def publish(self, event: Event) -> None:
        topic = topic_of(event)
        if self.peer is not None and topic is not None and self.peer.wants(topic):
            self._down.append(message_frame(event, self._time()))
        self._flow()

    def log(self, source: LogSource, message: str) -> None:
        """A container writes a line; times are whole seconds, so that lines of a second can be alike."""
        time = self._time().replace(microsecond=0)
        entry = LogEntryData(
            stream_id="", timestamp=time, level="info", message=message, pod=source.pod, container=source.container
        )
        self.platform.logs.setdefault(source, []).append(entry)
        if self.peer is not None:
            frame = log_frame(entry, time)
            self._down_logs.extend(frame.to(id) for id in self.peer.streams_of(source))

    def say(self, **message: Any) -> None:
        """The platform says something of its own accord."""
        if self.peer is not None:
            self._down.append(json.dumps(message).encode())
            self._flow()

    # What time does.

    def wait(self, seconds: float) -> None:
        """Time passes, with a turn at each deadline of either side; a perfect network delivers meanwhile."""
        end = self.now + seconds
        self._flow()
        self.turn()
        while True:
            due = min(self.session.next_deadline(self.now), self.peer.deadline if self.peer else math.inf)
            if self.perfect and self.session.next_attempt is not None:
                due = min(due, self.session.next_attempt)
            if due > end:
                break
            # A deadline that nothing is done about would make the real loop spin.
            assert due > self.now - 1e-6 or self.may_connect, f"a deadline {self.now - due} s ago"
            self.now = max(self.now, due)
            if self.peer is not None:
                self._answer(self.peer.tick(self.now))
            self._flow()
            self.turn()
        self.now = max(self.now, end)
        self.turn()

    def turn(self) -> None:
        """One turn of the loop that owns the socket."""
        session = self.session
        session.tick(self.now, self.at)
        frames = session.outgoing(self.now)
        if self.peer is not None:
            self._up.extend(frames)
            self.wire.said([decode_client(frame) for frame in frames], session.phase, self.now)
        else:
            assert not frames, "something was said to nobody"
        self._hear_told()
        if self.peer is not None and session.failure is not None:
            self._lose(session.failure)
        self.check()

    def settle(self, longest: float, settled: Callable[[], bool]) -> None:
        """The network becomes perfect, and the token good; wait until `settled` holds."""
        self.perfect = True
        self.platform.valid_tokens.add(self.token)
        end = self.now + longest
        self.wait(1.0)
        while not settled():
            assert self.now < end, f"not settled after {longest} seconds"
            if self.session.phase is LinkPhase.REFUSED:
                self.session.retry_now(self.now)
            self.wait(1.0)

    def check(self) -> None:
        """What must hold at each moment."""
        phase = self.session.phase
        talking = phase in (LinkPhase.AUTHENTICATING, LinkPhase.LIVE)
        assert talking == self.connected, f"{phase} while connected: {self.connected}"
        assert not (talking and self.session.next_attempt is not None), "an attempt beside a connection"
        self.wire.check()
        self.subscriptions.check(self.wire.held.values() if self.connected else (), self.now)

    def _flow(self) -> None:
        if not self.perfect:
            return
        if self.may_connect:
            self.connect()
        while self.in_flight and self.peer is not None:
            self.deliver_up()
            self.deliver_down()

    def _answer(self, answers: Sequence[Answer]) -> None:
        for answer in answers:
            match answer:
                case Close():
                    self._down_logs.clear()
                    self._down.append(answer)
                case LogTail():
                    self._down_logs.extend(tail_frames(answer, self._time()))
                case _:
                    self._down.append(message_frame(answer, self._time()))

    def _lose(self, failure: Failure) -> None:
        self.peer = None
        self._up.clear()
        self._down.clear()
        self._down_logs.clear()
        self.wire.lost()
        self.session.lost(failure, self.now, self.at)
        self._hear_told()
        self.check()

    def _hear_told(self) -> None:
        for fact, at in self.session.told():
            assert EPOCH <= at <= self.at, (fact, at)
            if isinstance(fact, LogEntry):
                self.logs.entry(fact.data)
                continue
            self.subscriptions.hear(fact)
            self.requests.hear(fact)
            self.logs.hear(fact, prompt=self.perfect)

    def _time(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)
