"""The rules of the conversation, without a socket and without a clock.

One `Session` lives across reconnects. Whoever owns the socket tells it what happened (`connecting`, `opened`,
`receive`, `tick`, `lost`), sends what `outgoing` gives, hands on what `told` gives, and ends the connection when
`failure` says why. `now` is monotonic seconds, `at` Unix seconds.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

from pydantic import SecretStr

from hexatui.client import failures
from hexatui.client.attempts import Attempts
from hexatui.client.failures import Failure
from hexatui.client.log_streams import LogStreams
from hexatui.client.options import ConnectionOptions, parse_url
from hexatui.client.rate_limit import RateLimit
from hexatui.client.requests import REQUEST_TIMEOUT, Asked, Requests
from hexatui.client.subscriptions import Subscriptions
from hexatui.client.tokens import expiry
from hexatui.client.traffic import Traffic
from hexatui.protocol.codec import Malformed, ServerMessage, Unknown, encode
from hexatui.protocol.events import Ping
from hexatui.protocol.lifecycle import (
    LifecycleFact,
    Link,
    LinkPhase,
    RequestFailed,
    StreamEnded,
    Subscribed,
)
from hexatui.protocol.messages import (
    Auth,
    GetWorkspaceStatus,
    LogRequest,
    Pong,
    StopStream,
    StreamLogs,
    StreamReference,
    SubscriptionReference,
    Unsubscribe,
    WorkspaceReference,
    subscribe_to,
)
from hexatui.protocol.names import DOCUMENTED_EVENTS, LogSource, Resource
from hexatui.protocol.replies import AuthResult, Error, ErrorCode, ErrorDetail, SubscribeResult, WorkspaceStatus

if TYPE_CHECKING:
    from hexatui.protocol.events import LogEntry
    from hexatui.protocol.model import WireModel

AUTH_TIMEOUT = 10.0
"""Seconds that the token waits for its answer."""

MOST_PONGS = 10
"""Pongs owed at once; a flood of pings is not answered with a flood."""

_UNANSWERED_KINDS = ("unsub-", "stop-")
"""Ids of requests whose answer, if any, means nothing (protocol-notes 7)."""

Told: TypeAlias = ServerMessage | LifecycleFact
"""What is handed on: messages, and facts about the conversation, in the order in which they happened."""


class Session:
    """The client's side of the conversation.

    Args:
        options: whom to talk to, and what is watched from the start.
        chance: numbers from 0 to 1, for the jitter of the backoff.
    """

    def __init__(self, options: ConnectionOptions, chance: Callable[[], float] = random.random) -> None:
        self.options = options
        self.phase = LinkPhase.CONNECTING
        self.failure: Failure | None = None
        """Why the present connection must be ended, once there is a reason."""
        self.traffic = Traffic()
        """What passed; the owner of the socket adds the round trip, and what nobody took."""
        self._attempts = Attempts(chance)
        self._requests = Requests()
        self._limit = RateLimit()
        self._subscriptions = Subscriptions()
        self._streams = LogStreams()
        self._told: list[tuple[Told, float]] = []
        self._at = 0.0
        self._host = ""
        self._user_id = ""
        self._forget_connection()
        self._expires_at: float | None = None
        self._latest_failure: Failure | None = None
        self.watch(options.resources)

    def _forget_connection(self) -> None:
        self._ahead: list[WireModel] = []
        self._stops: deque[str] = deque()
        self._pongs = 0
        self._blocked = False
        self._live_since: float | None = None
        self._auth_deadline = math.inf
        self._last_heard = math.inf
        self._last_heard_at = 0.0

    # What the person wants.

    def watch(self, resources: Iterable[Resource]) -> None:
        """Replace what is subscribed to, the most wanted first. Kinds that can't be subscribed to are left out."""
        self._subscriptions.want(resource for resource in resources if resource.kind in DOCUMENTED_EVENTS)

    def open_stream(self, source: LogSource, tail_lines: int = 100, follow: bool = True) -> None:
        """Start a log stream, now or once there is a connection. One that runs already goes on as it is."""
        self._streams.open(source, tail_lines, follow)

    def stop_stream(self, source: LogSource, at: float) -> None:
        """Stop a log stream; `StreamEnded` tells of it at once."""
        wanted, stream_id = self._streams.close(source)
        if stream_id is not None:
            self._stops.append(stream_id)
        if wanted:
            self._tell(StreamEnded(source, "stopped"), at)

    def request_status(self, workspace_id: str) -> None:
        """Ask for a workspace's status, now or once there is a connection."""
        self._requests.want_status(workspace_id, personal=True)

    def retry_now(self, now: float) -> None:
        """Connect now instead of waiting; also when refused. Nothing happens while connected."""
        if self.phase in (LinkPhase.WAITING, LinkPhase.REFUSED):
            self._attempts.retry(now)

    # What happened to the socket.

    @property
    def next_attempt(self) -> float | None:
        """When to connect, in monotonic seconds; None during an attempt, and while nothing is to be tried."""
        return self._attempts.next

    @property
    def awaits_token(self) -> bool:
        """Whether nothing is tried until another token is there."""
        return self.phase is LinkPhase.REFUSED and self._attempts.token_refused

    def accepts_token(self, token: str) -> bool:
        """Whether a token is worth trying: not the very one that was just refused."""
        return self._attempts.accepts(token)

    def connecting(self, at: float) -> None:
        """An attempt begins."""
        self._at = at
        self._forget_connection()
        self.failure = None
        self._attempts.began()
        self._link(LinkPhase.CONNECTING)

    def opened(self, token: str, now: float, at: float) -> None:
        """The WebSocket is open: authenticate."""
        self._at = at
        self._host = parse_url(self.options.url).host
        self._limit.reset(now)
        self._subscriptions.begin()
        self._ahead = [Auth(token=SecretStr(token))]
        self._auth_deadline = now + AUTH_TIMEOUT
        self._last_heard = now
        self._attempts.uses(token)
        self._expires_at = expiry(token)
        self._link(LinkPhase.AUTHENTICATING)

    def lost(self, failure: Failure, now: float, at: float) -> None:
        """The connection ended, or never came about: say so, and when the next attempt comes."""
        self._at = at
        held_for = 0.0 if self._live_since is None else now - self._live_since
        if self._live_since is not None:
            self._streams.interrupted(self._last_heard_at)
        self._requests.interrupted()
        self._forget_connection()
        self.failure = self._latest_failure = failure
        delay = self._attempts.failed(failure, now, held_for)
        if delay is None:
            self._link(LinkPhase.REFUSED)
        else:
            self._link(LinkPhase.WAITING, at + delay)

    def closed(self, at: float) -> None:
        """Ended by the person, for good."""
        self._forget_connection()
        self._attempts.began()
        self._at, self._latest_failure = at, None
        self._link(LinkPhase.CLOSED)

    def farewell(self, now: float) -> list[str]:
        """What to say before closing: stop the streams, give up the subscriptions, as far as the limit allows."""
        if self.phase is not LinkPhase.LIVE:
            return []
        messages: list[WireModel] = [self._stop(stream_id) for stream_id in [*self._stops, *self._streams.ids()]]
        messages += [self._unsubscribe(id) for id in self._subscriptions.live.values()]
        frames = []
        for message in messages:
            if self._limit.ready_at(now) > now:
                break
            self._limit.take(now)
            frames.append(encode(message))
        return frames

    # What arrives.

    def receive(self, message: ServerMessage, now: float, at: float, size: int = 0) -> None:
        """Take one message of the platform; `size` is its bytes on the wire."""
        self._last_heard, self._last_heard_at = now, at
        traffic = self.traffic
        traffic.received += 1
        traffic.bytes_received += size
        if message.type == "log_entry":
            # The hot path: 100,000 a second and more. A cast would cost a call.
            entry: LogEntry = message  # type: ignore[assignment]
            data = entry.data
            stream = self._streams.live.get(data.stream_id)
            if stream is None:
                return  # Late, after a stop (protocol-notes 7).
            if stream.plain:
                stream.remember(data)
                self._told.append((entry, at))
            else:
                self._hand_on(stream.receive(entry, now, at), at)
            return
        self._at = at
        match message:
            case Ping():
                self._pongs = min(self._pongs + 1, MOST_PONGS)
            case AuthResult():
                self._authenticated(message)
            case SubscribeResult():
                self._subscribe_answered(message, now)
            case WorkspaceStatus():
                self._requests.answered(message.id, message.data.workspace_id)
            case Error() if self._error_answers(message, now):
                return  # What it means was told as a fact.
            case Malformed():
                self.traffic.malformed += 1
            case Unknown():
                self.traffic.unknown += 1
        self._tell(message)

    def _authenticated(self, result: AuthResult) -> None:
        if self.phase is not LinkPhase.AUTHENTICATING:
            return
        if not result.success:
            self.failure = failures.token_refused(result.error.message if result.error else result.message or "")
            return
        self._live_since = self._last_heard
        self._auth_deadline = math.inf
        self._user_id = result.user_id or ""
        self._link(LinkPhase.LIVE)

    def _subscribe_answered(self, result: SubscribeResult, now: float) -> None:
        asked = self._requests.answered(result.id)
        if asked is None or not isinstance(asked.subject, Resource):
            return
        if result.success and result.subscription_id is not None:
            self._subscriptions.accepted(asked.subject, result.subscription_id)
            self._tell(Subscribed(asked.subject, live=True))
        else:
            self._failed(asked, result.error or ErrorDetail(message="no subscription id was given"), now)

    def _error_answers(self, message: Error, now: float) -> bool:
        """Whether an error was of a request of ours, or of the conversation as a whole, and became a fact."""
        error, id = message.error, message.id or ""
        if error.code == ErrorCode.INVALID_TOKEN:
            self.failure = failures.token_refused(error.message)
            return False
        if error.code == ErrorCode.AUTH_REQUIRED:
            self.failure = failures.authentication_forgotten(self._host)
            return False
        if asked := self._requests.failed(id):
            self._failed(asked, error, now)
            return True
        if id in self._streams.live:
            if error.code == ErrorCode.RATE_LIMIT_EXCEEDED:
                self._streams.postponed(id, self._limit.refused(now))
            else:
                self._tell(self._streams.failed(id, str(error)))
            return True
        if error.code == ErrorCode.RATE_LIMIT_EXCEEDED:
            self._limit.refused(now)
        return id.startswith(_UNANSWERED_KINDS)

    def _failed(self, asked: Asked, error: ErrorDetail, now: float) -> None:
        """A request was answered with an error."""
        subject = asked.subject
        if isinstance(subject, Resource):
            if error.code == ErrorCode.RATE_LIMIT_EXCEEDED:
                self._subscriptions.postponed(subject, self._limit.refused(now))
                return
            if error.code == ErrorCode.SUBSCRIPTION_LIMIT_EXCEEDED:
                self._subscriptions.limited(subject)
            else:
                self._subscriptions.refused(subject)
            self._tell(Subscribed(subject, live=False, reason=str(error)))
        elif error.code == ErrorCode.RATE_LIMIT_EXCEEDED:
            self._limit.refused(now)
            self._requests.want_status(subject, asked.personal)
        elif asked.personal:
            self._tell(RequestFailed(f"the status of {subject}", error.code, error.message or str(error)))

    # What time brings.

    def tick(self, now: float, at: float) -> None:
        """Let time pass: what became overdue is told, or ends the connection."""
        self._at = at
        if throughput := self.traffic.due(now):
            self._tell(throughput)
        if self.phase not in (LinkPhase.AUTHENTICATING, LinkPhase.LIVE):
            return
        if now >= self._auth_deadline:
            self.failure = self.failure or failures.authentication_unanswered(AUTH_TIMEOUT, self._host)
        if now >= self._last_heard + self.options.heartbeat_timeout:
            self.failure = self.failure or failures.silence(self.options.heartbeat_timeout, self._host)
        for asked in self._requests.overdue(now):
            self._overdue(asked)
        for stream in self._streams.due(now):
            self._hand_on(stream.quiet(now, at), at)

    def _overdue(self, asked: Asked) -> None:
        reason = f"no answer within {REQUEST_TIMEOUT:g} seconds"
        if isinstance(asked.subject, Resource):
            self._subscriptions.refused(asked.subject)
            self._tell(Subscribed(asked.subject, live=False, reason=reason))
        elif asked.personal:
            self._tell(RequestFailed(f"the status of {asked.subject}", "", reason))

    def next_deadline(self, now: float) -> float:
        """When `tick` and `outgoing` are to be called at the latest; infinity if only an event can change anything."""
        deadline = self.traffic.deadline()
        if self.phase in (LinkPhase.AUTHENTICATING, LinkPhase.LIVE):
            deadline = min(
                deadline,
                self._auth_deadline,
                self._last_heard + self.options.heartbeat_timeout,
                self._requests.deadline(),
                self._streams.deadline(now),
                self._subscriptions.deadline(now),
                self._limit.ready_at(now) if self._blocked else math.inf,
            )
        return deadline

    # What goes out.

    def outgoing(self, now: float) -> list[str]:
        """Frames that may be sent now. Authentication and pongs go ahead of the rate limit, all else waits for it."""
        ahead: list[WireModel] = [*self._ahead, *[Pong()] * self._pongs]
        self._ahead, self._pongs = [], 0
        frames = []
        for message in ahead:
            self._limit.take(now)
            frames.append(encode(message))
        self._blocked = False
        while self.phase is LinkPhase.LIVE and self.failure is None:
            if self._limit.ready_at(now) > now:
                self._blocked = True
                break
            request = self._next_request(now)
            if request is None:
                break
            self._limit.take(now)
            frames.append(encode(request))
        return frames

    def _next_request(self, now: float) -> WireModel | None:
        """The most urgent thing to say: what a person waits for, then what keeps the screen current."""
        if self._stops:
            return self._stop(self._stops.popleft())
        if stream := self._streams.next_to_ask(now):
            id = self._requests.new_id("logs")
            self._tell(self._streams.asked(stream, id, now))
            data = LogRequest(**stream.source._asdict(), follow=stream.follow, tail_lines=stream.requested)
            return StreamLogs(id=id, data=data)
        if waiting := self._requests.next_status():
            workspace_id, personal = waiting
            id = self._requests.new_id("status")
            self._requests.sent(id, workspace_id, personal, now)
            return GetWorkspaceStatus(id=id, data=WorkspaceReference(workspace_id=workspace_id))
        if given_up := self._subscriptions.next_unsubscribe(now):
            resource, subscription_id = given_up
            self._tell(Subscribed(resource, live=False))
            return self._unsubscribe(subscription_id)
        left_out = self._subscriptions.newly_left_out(now)
        for resource in left_out:
            reason = f"this connection carries no more subscriptions than {self._subscriptions.budget}"
            self._tell(Subscribed(resource, live=False, reason=reason))
            self._want_status(resource)
        if (wanted := self._subscriptions.next_subscribe(now)) is not None:
            # First subscribed, then asked: so nothing that happens between the two is missed.
            self._want_status(wanted)
            id = self._requests.new_id("sub")
            self._requests.sent(id, wanted, False, now)
            return subscribe_to(wanted, tuple(self.options.events.get(wanted.kind, ())), id)
        return self._next_request(now) if left_out else None

    def _want_status(self, resource: Resource) -> None:
        if resource.kind == "workspace":
            self._requests.want_status(resource.id, personal=False)

    def _stop(self, stream_id: str) -> StopStream:
        return StopStream(id=self._requests.new_id("stop"), data=StreamReference(stream_id=stream_id))

    def _unsubscribe(self, subscription_id: str) -> Unsubscribe:
        return Unsubscribe(
            id=self._requests.new_id("unsub"), data=SubscriptionReference(subscription_id=subscription_id)
        )

    # What is handed on.

    def told(self) -> list[tuple[Told, float]]:
        """What happened since the last call, in its order, with the Unix seconds of each."""
        told, self._told = self._told, []
        return told

    def _tell(self, fact: Told, at: float | None = None) -> None:
        self._told.append((fact, self._at if at is None else at))

    def _hand_on(self, facts: Iterable[Told], at: float) -> None:
        for fact in facts:
            self._told.append((fact, at))
            if isinstance(fact, StreamEnded):
                _, stream_id = self._streams.close(fact.source)
                if stream_id is not None:
                    self._stops.append(stream_id)

    def _link(self, phase: LinkPhase, retry_at: float | None = None) -> None:
        self.phase = phase
        connected = phase in (LinkPhase.AUTHENTICATING, LinkPhase.LIVE)
        # The reason stays while the next attempt is under way: it is why nothing is live.
        failure = self._latest_failure if phase is not LinkPhase.LIVE else None
        failed_already = phase in (LinkPhase.WAITING, LinkPhase.REFUSED)
        self._tell(
            Link(
                phase,
                url=self.options.url,
                reason=failure.reason if failure else "",
                advice=failure.advice if failure else "",
                attempt=self._attempts.failures + (not failed_already),
                retry_at=retry_at,
                user_id=self._user_id if phase is LinkPhase.LIVE else "",
                token_expires_at=self._expires_at if connected else None,
            )
        )
