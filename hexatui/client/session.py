"""The rules of the conversation, without a socket and without a clock: its beginning, its silences and its end.

What is asked in it, and in which order, is `Asking`'s subject.

One `Session` lives across reconnects. Whoever owns the socket tells it what happened (`connecting`, `opened`,
`receive`, `tick`, `lost`), sends what `outgoing` gives, hands on what `told` gives, and ends the connection when
`failure` says why. `now` is monotonic seconds, `at` Unix seconds.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from hexatui.client import failures
from hexatui.client.asking import Asking
from hexatui.client.attempts import Attempts
from hexatui.client.failures import Failure
from hexatui.client.options import ConnectionOptions, parse_url
from hexatui.client.tokens import expiry
from hexatui.client.traffic import Traffic
from hexatui.protocol.codec import Malformed, ServerMessage, Unknown
from hexatui.protocol.events import HealthChanged, Ping, ProvisioningCompleted, ProvisioningFailed, StatusChanged
from hexatui.protocol.lifecycle import LifecycleFact, Link, LinkPhase, RequestFailed, StreamEnded, StreamWanted
from hexatui.protocol.messages import Auth, ClientMessage
from hexatui.protocol.names import LogSource, Resource
from hexatui.protocol.replies import AuthResult, Error, ErrorCode, SubscribeResult, WorkspaceStatus

if TYPE_CHECKING:
    from hexatui.protocol.events import LogEntry

AUTH_TIMEOUT = 10.0
"""Seconds that the token waits for its answer."""

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
        self._asking = Asking(options, self._tell)
        self._streams = self._asking.streams
        self._told: list[tuple[Told, float]] = []
        self._at = 0.0
        self._host = ""
        self._user_id = ""
        self._forget_connection()
        self._expires_at: float | None = None
        self._latest_failure: Failure | None = None
        self._woke = False

    def _forget_connection(self) -> None:
        self._asking.interrupted()
        self._live_since: float | None = None
        self._auth_deadline = math.inf
        self._last_heard = math.inf
        self._last_heard_at = 0.0

    # What the person wants.

    def watch(self, resources: Iterable[Resource]) -> None:
        """Replace what is subscribed to, the most wanted first. Kinds that can't be subscribed to are left out."""
        self._asking.watch(resources)

    def open_stream(
        self,
        source: LogSource,
        tail_lines: int = 100,
        follow: bool = True,
        at: float | None = None,
        *,
        resume: bool = False,
    ) -> None:
        """Start a log stream, now or once there is a connection. One that runs already goes on as it is.

        `StreamWanted` or, where there are too many, `RequestFailed` tells of it at once.

        Args:
            resume: whether the lines handed on before its end are still there: one that is followed goes on after them.
        """
        self._asking.open_stream(source, tail_lines, follow, resume, at)

    def stop_stream(self, source: LogSource, at: float) -> None:
        """Stop a log stream; `StreamEnded` tells of it at once."""
        self._asking.stop_stream(source, at)

    def request_status(self, workspace_id: str) -> None:
        """Ask for a workspace's status, now or once there is a connection."""
        self._asking.request_status(workspace_id)

    def retry_now(self, now: float) -> None:
        """Connect now instead of waiting; also when refused. Nothing happens while connected."""
        if self.phase in (LinkPhase.WAITING, LinkPhase.REFUSED):
            self._attempts.retry(now)

    def woke(self, slept: float, now: float) -> None:
        """This machine was asleep for so many seconds: what was planned before is done at once.

        A connection that was silent for longer than its heartbeat allows is over, whatever TCP thinks; the next attempt
        comes at once, as it does after one that was under way.
        """
        if self.phase is LinkPhase.WAITING:
            self._attempts.retry(now)
        elif self.phase is LinkPhase.CONNECTING:
            self._woke = True
        elif slept >= self.options.heartbeat_timeout and self.phase in (LinkPhase.AUTHENTICATING, LinkPhase.LIVE):
            self.failure, self._woke = self.failure or failures.slept(slept), True

    # What is heard of a conversation that another has had.

    def joined(self, now: float, at: float) -> None:
        """It is under way already, and live."""
        self._at = at
        self._attempts.began()
        self._live_since = self._last_heard = now
        self._last_heard_at = at
        self._link(LinkPhase.LIVE)

    def said(self, message: ClientMessage | Unknown | Malformed, now: float, at: float) -> None:
        """The other said something. Its token isn't known."""
        self._at = at
        if isinstance(message, Auth):
            self.connecting(at)
            self.opened("", now, at)
        elif not isinstance(message, Unknown | Malformed):
            self._asking.said(message, now, at)

    def wants(self, source: LogSource) -> bool:
        """Whether a log stream is wanted by now."""
        return self._streams.wants(source)

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
        self.failure, self._woke = None, False
        self._attempts.began()
        self._link(LinkPhase.CONNECTING)

    def opened(self, token: str, now: float, at: float) -> None:
        """The WebSocket is open: authenticate."""
        self._at = at
        self._host = parse_url(self.options.url).host
        self._asking.opened(token, now)
        self._auth_deadline = now + AUTH_TIMEOUT
        self._last_heard = now
        self._attempts.uses(token)
        self._expires_at = expiry(token)
        self._link(LinkPhase.AUTHENTICATING)

    def lost(self, failure: Failure, now: float, at: float) -> None:
        """The connection ended, or never came about: say so, and when the next attempt comes."""
        self._at = at
        if failure.new_token_may_help and self._expires_at is not None and self._expires_at <= at:
            failure = failures.known_expired(failure)
        held_for = 0.0 if self._live_since is None else now - self._live_since
        if self._live_since is not None:
            self._streams.interrupted(self._last_heard_at)
        self._forget_connection()
        self.failure = self._latest_failure = failure
        delay = self._attempts.failed(failure, now, held_for)
        if self._woke and delay is not None:
            self._attempts.next, delay = now, 0.0
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
        return self._asking.farewell(now)

    # What arrives.

    def receive(self, message: ServerMessage, now: float, at: float, size: int = 0) -> None:
        """Take one message of the platform; `size` is its bytes on the wire."""
        self.receive_all((message,), now, at, size)

    def receive_all(self, messages: Sequence[ServerMessage], now: float, at: float, size: int = 0) -> None:
        """Take messages that came together, in their order; `size` is their bytes on the wire."""
        self._last_heard, self._last_heard_at = now, at
        self.traffic.bytes_received += size
        live, told = self._streams.live, self._told
        self.traffic.received += len(messages)
        for message in messages:
            if message.type != "log_entry":
                self._take(message, now, at)
                continue
            # The hot path: 100,000 a second and more. A cast would cost a call.
            entry: LogEntry = message  # type: ignore[assignment]
            data = entry.data
            stream = live.get(data.stream_id)
            if stream is None:
                continue  # Late, after a stop (protocol-notes 7).
            if stream.plain:
                stream.remember(data)
                told.append((entry, at))
            else:
                self._asking.streamed(stream, entry, now, at)

    def _take(self, message: ServerMessage, now: float, at: float) -> None:
        self._at = at
        match message:
            case Ping():
                self._asking.pinged()
            case AuthResult():
                self._authenticated(message)
            case SubscribeResult():
                self._asking.subscription_answered(message, now)
            case WorkspaceStatus():
                self._asking.status_answered(message)
            case StatusChanged() | HealthChanged() | ProvisioningCompleted() | ProvisioningFailed():
                self._asking.workspace_changed(message.data.workspace_id)
            case Error() if self._error_answers(message, now):
                return  # What it means was told as a fact.
            case Malformed():
                self.traffic.malformed += 1
                if message.illegible:
                    self._asking.illegible(at)
                elif message.stream_id is not None:
                    self._asking.unreadable(message.stream_id, at)
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

    def _error_answers(self, message: Error, now: float) -> bool:
        """Whether an error was of a request of ours, and became a fact; others may end the conversation."""
        error = message.error
        if error.code == ErrorCode.INVALID_TOKEN:
            self.failure = failures.token_refused(error.message)
            return False
        if error.code == ErrorCode.AUTH_REQUIRED:
            self.failure = failures.authentication_forgotten(self._host)
            return False
        return self._asking.error_answers(message, now, self._at)

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
        self._asking.tick(now, at)

    def next_deadline(self, now: float) -> float:
        """When `tick` and `outgoing` are to be called at the latest; infinity if only an event can change anything."""
        deadline = self.traffic.deadline()
        if self.phase in (LinkPhase.AUTHENTICATING, LinkPhase.LIVE):
            deadline = min(
                deadline,
                self._auth_deadline,
                self._last_heard + self.options.heartbeat_timeout,
                self._asking.next_deadline(now),
            )
        return deadline

    # What goes out.

    def outgoing(self, now: float) -> list[str]:
        """Frames that may be sent now. Authentication and pongs go ahead of the rate limit, all else waits for it."""
        return self._asking.outgoing(now, live=self.phase is LinkPhase.LIVE and self.failure is None)

    # What is handed on.

    def told(self) -> list[tuple[Told, float]]:
        """What happened since the last call, in its order, with the Unix seconds of each."""
        told, self._told = self._told, []
        return told

    def not_taken(self, told: list[tuple[Told, float]]) -> None:
        """Nobody could take these: messages count as dropped, and what became of the person's wishes is told again."""
        wishes = [(fact, at) for fact, at in told if isinstance(fact, StreamWanted | StreamEnded | RequestFailed)]
        self.traffic.dropped += len(told) - len(wishes)
        self._told[:0] = wishes

    def _tell(self, fact: Told, at: float | None = None) -> None:
        self._told.append((fact, self._at if at is None else at))

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
