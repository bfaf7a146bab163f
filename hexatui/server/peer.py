"""The rules of one client, sans-I/O: frames and the time go in, answers come out. No socket, no clock."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

from hexatui.protocol.codec import Malformed, Unknown, decode_client
from hexatui.protocol.events import Ping
from hexatui.protocol.messages import (
    Auth,
    ClientMessage,
    GetWorkspaceStatus,
    LogRequest,
    Pong,
    StopStream,
    StreamLogs,
    Subscribe,
    Unsubscribe,
)
from hexatui.protocol.names import DOCUMENTED_EVENTS, LogSource, Resource
from hexatui.protocol.replies import AuthResult, Error, ErrorCode, ErrorDetail, WorkspaceStatus
from hexatui.server.answers import Answer, Close, LogTail, subscribed
from hexatui.server.limits import Limits
from hexatui.server.sources import History, Source
from hexatui.server.tokens import InvalidToken
from hexatui.server.topics import Topic
from hexatui.token_bucket import TokenBucket

MAX_ID_LENGTH = 256
"""Characters of a message's id; a longer one would be repeated in every log entry of a stream."""


class _Subscription(NamedTuple):
    resource: Resource
    names: frozenset[str]


class _Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, code: ErrorCode, message: str, **details: Any) -> None:
        super().__init__(message)
        self.detail = ErrorDetail(code=code, message=message, details=details)


class Peer:
    """One client's conversation, from the gateway's side.

    Args:
        source: what exists, and who may see it.
        verify: the user whom a token speaks for; raises `InvalidToken`.
        limits: what one client may ask.
        now: monotonic seconds, as in every later call.
    """

    def __init__(self, source: Source, verify: Callable[[str], str], limits: Limits, now: float) -> None:
        self.user_id: str | None = None
        """Who authenticated; None before."""
        self.closed = False
        """Whether a `Close` was given; nothing is answered after it."""
        self._source = source
        self._verify = verify
        self._limits = limits
        self._allowance = TokenBucket(limits.rate, limits.burst, now)
        self._auth_due = now + limits.auth_timeout
        self._ping_due = now + limits.ping_interval
        self._idle_due = now + limits.idle_timeout
        self._subscriptions: dict[str, _Subscription] = {}
        self._wanted: dict[Resource, frozenset[str]] = {}
        self._streams: dict[str, LogSource] = {}
        self._followed: dict[LogSource, tuple[str, ...]] = {}

    def receive(self, frame: str | bytes, now: float) -> list[Answer]:
        """What a frame is answered with; `bytes` is a binary frame. Never raises, unless the source does."""
        if self.closed:
            return []
        self._idle_due = now + self._limits.idle_timeout
        size, most = _size(frame), self._limits.max_message_bytes
        if size > most:
            message = f"A message is {most} bytes at most"
            refused = _Refused(ErrorCode.MESSAGE_TOO_LARGE, message, max_size=most, actual_size=size)
            return [Error(error=refused.detail), self._close(1009, "message too large")]
        message_read = decode_client(frame)
        # Pong and Auth carry none.
        id = getattr(message_read, "id", None)
        if id is not None and len(id) > MAX_ID_LENGTH:
            id, message_read = None, Malformed(f"an id has {MAX_ID_LENGTH} characters at most")
        try:
            self._count(now)
            if isinstance(frame, bytes):
                _refuse_format("messages are text frames, this is a binary one")
            return list(self._answer(message_read))
        except _Refused as refusal:
            return [Error(id=id, error=refusal.detail)]

    def tick(self, now: float) -> list[Answer]:
        """What is due by now: a ping, or the end of a client that is silent or doesn't say who it is."""
        if self.closed or now < self.deadline:
            return []
        if self.user_id is None and now >= self._auth_due:
            detail = ErrorDetail(code=ErrorCode.AUTH_REQUIRED, message="No authentication came in time")
            return [Error(error=detail), self._close(1008, "authentication timed out")]
        if now >= self._idle_due:
            return [self._close(1001, f"idle for {self._limits.idle_timeout:g} seconds")]
        self._ping_due = now + self._limits.ping_interval
        return [Ping()]

    @property
    def deadline(self) -> float:
        """When `tick` will next have something to do; infinity after a `Close`."""
        if self.closed:
            return math.inf
        due = min(self._ping_due, self._idle_due)
        return due if self.user_id is not None else min(due, self._auth_due)

    def wants(self, topic: Topic) -> bool:
        """Whether an event goes to this client; once, however many subscriptions ask for it."""
        names = self._wanted.get(topic.resource)
        return names is not None and (topic.name is None or topic.name in names)

    def streams_of(self, source: LogSource) -> Sequence[str]:
        """The ids of the streams that follow a container."""
        return self._followed.get(source, ())

    def _answer(self, message: ClientMessage | Unknown | Malformed) -> Sequence[Answer]:
        match message:
            case Pong():
                return ()
            case Malformed(reason=reason):
                _refuse_format(reason)
            case Unknown(type=type):
                _refuse_format(f"there is no message type {type[:80]!r}")
            case Auth():
                return self._authenticate(message.token.get_secret_value())
        if self.user_id is None:
            raise _Refused(ErrorCode.AUTH_REQUIRED, f"Authentication required before {message.type}")
        match message:
            case Subscribe():
                return self._subscribe(message)
            case Unsubscribe():
                self._subscriptions.pop(message.data.subscription_id, None)
                self._index()
            case GetWorkspaceStatus():
                return self._status(message.id, message.data.workspace_id)
            case StreamLogs():
                return self._stream(message.id, message.data)
            case StopStream():
                self._streams.pop(message.data.stream_id, None)
                self._index()
        return ()

    def _authenticate(self, token: str) -> Sequence[Answer]:
        try:
            user_id = self._verify(token)
        except InvalidToken as invalid:
            # The printed failure carries text alone; the error after it makes the code visible (protocol-notes 18).
            failure = AuthResult(success=False, error=ErrorDetail(message=str(invalid)))
            return failure, Error(error=ErrorDetail(code=ErrorCode.INVALID_TOKEN, message=str(invalid)))
        self.user_id = user_id
        return (AuthResult(success=True, user_id=user_id, message="Authenticated successfully"),)

    def _subscribe(self, message: Subscribe) -> Sequence[Answer]:
        resource = message.data.target
        self._allow(resource)
        held, most = len(self._subscriptions), self._limits.max_subscriptions
        if held >= most:
            raise _Refused(
                ErrorCode.SUBSCRIPTION_LIMIT_EXCEEDED,
                f"Maximum number of subscriptions ({most}) exceeded",
                current_subscriptions=held,
                requested_subscription=f"{resource.kind}:{resource.id}",
            )
        # Other names are accepted (a profile may add some), but only these are ever looked up.
        names = frozenset(DOCUMENTED_EVENTS[resource.kind]).intersection(message.data.events)
        subscription_id = str(uuid.uuid4())
        self._subscriptions[subscription_id] = _Subscription(resource, names)
        self._index()
        return (subscribed(message.id, subscription_id),)

    def _status(self, id: str, workspace_id: str) -> Sequence[Answer]:
        resource = Resource("workspace", workspace_id)
        self._allow(resource)
        status = self._source.status(workspace_id)
        if status is None:
            _refuse_missing(resource)
        return (WorkspaceStatus(id=id, data=status),)

    def _stream(self, id: str, request: LogRequest) -> Sequence[Answer]:
        self._allow(Resource("workspace", request.workspace_id))
        source = request.source
        if not self._source.has_logs(source):
            _refuse_missing(Resource("container", str(source)))
        held, most = len(self._streams), self._limits.max_streams
        if request.follow and id not in self._streams and held >= most:
            raise _Refused(
                ErrorCode.SUBSCRIPTION_LIMIT_EXCEEDED,
                f"Maximum number of log streams ({most}) exceeded",
                current_streams=held,
                requested_stream=str(source),
            )
        # The id of a running stream begins it anew: one id names one stream.
        self._streams.pop(id, None)
        if request.follow:
            self._streams[id] = source
        self._index()
        # Whoever asks for more than this simply gets no more.
        lines = min(request.tail_lines, self._limits.max_tail_lines)
        return (LogTail(id, self._source.history(source, lines) if lines else History(iter(()))),)

    def _allow(self, resource: Resource) -> None:
        if not self._source.permitted(resource):
            message = f"No permission for {resource.kind} {resource.id}"
            raise _Refused(ErrorCode.PERMISSION_DENIED, message, resource=f"{resource.kind}:{resource.id}")
        if not self._source.exists(resource):
            _refuse_missing(resource)

    def _count(self, now: float) -> None:
        if not self._allowance.take(now):
            wait = round(self._allowance.ready_at(now) - now, 3)
            message = f"More than {self._limits.rate:g} messages a second"
            raise _Refused(ErrorCode.RATE_LIMIT_EXCEEDED, message, retry_after_seconds=wait)

    def _index(self) -> None:
        """Make what is asked for each event and log line a single look-up."""
        self._wanted = {}
        for resource, names in self._subscriptions.values():
            self._wanted[resource] = self._wanted.get(resource, frozenset()) | names
        self._followed = {}
        for id, source in self._streams.items():
            self._followed[source] = (*self._followed.get(source, ()), id)

    def _close(self, code: int, reason: str) -> Close:
        self.closed = True
        return Close(code, reason)


def _refuse_format(reason: str) -> NoReturn:
    raise _Refused(ErrorCode.INVALID_MESSAGE_FORMAT, f"Message format is invalid: {reason}")


def _refuse_missing(resource: Resource) -> NoReturn:
    message = f"There is no {resource.kind} {resource.id}"
    raise _Refused(ErrorCode.RESOURCE_NOT_FOUND, message, resource=f"{resource.kind}:{resource.id}")


def _size(frame: str | bytes) -> int:
    return len(frame) if isinstance(frame, bytes) else len(frame.encode("utf-8", "surrogatepass"))
