"""What is asked of the platform, what becomes of each question, and in which order everything is said.

Subscriptions, statuses and log streams, of one connection after another. Pure: `now` is monotonic seconds, `at` Unix
seconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from pydantic import SecretStr

from hexatui.client.failures import too_fast
from hexatui.client.giving_up import GivingUp, Held
from hexatui.client.log_streams import LogStreams
from hexatui.client.options import ConnectionOptions
from hexatui.client.rate_limit import RateLimit
from hexatui.client.refreshing import Refreshing
from hexatui.client.requests import REQUEST_TIMEOUT, Asked, Requests
from hexatui.client.subscriptions import Subscriptions
from hexatui.protocol import messages
from hexatui.protocol.codec import encode
from hexatui.protocol.lifecycle import LifecycleFact, RequestFailed, Slowed, StreamEnded, Subscribed
from hexatui.protocol.names import DOCUMENTED_EVENTS, MOST_SENT_BYTES, LogSource, Resource
from hexatui.protocol.replies import Error, ErrorCode, ErrorDetail, SubscribeResult, WorkspaceStatus

if TYPE_CHECKING:
    from hexatui.client.log_stream import LogStream
    from hexatui.protocol.events import LogEntry
    from hexatui.protocol.messages import ClientMessage
    from hexatui.protocol.model import WireModel

MOST_PONGS = 10
"""Pongs owed, and sent, at once."""

PONG_RATE = 2.0
"""Pongs a second, in the long run: a flood of pings is not answered with a flood."""

SPARED = 10
"""Messages that may still go out at once after a status was asked for again: what a person wants need not wait."""


class Tell(Protocol):
    """Takes what is to be handed on, with its Unix seconds; without them it is of the present moment."""

    def __call__(self, fact: LogEntry | LifecycleFact, at: float | None = None) -> None:
        """Take it."""


class Asking:
    """The questions of one session.

    Args:
        options: what is watched from the start, and which events are subscribed to.
        tell: takes what a question led to.
    """

    def __init__(self, options: ConnectionOptions, tell: Tell) -> None:
        self.streams = LogStreams()
        self._events = options.events
        self._tell = tell
        self._requests = Requests()
        self._limit = RateLimit()
        self._pong_limit = RateLimit(PONG_RATE, MOST_PONGS)
        self._subscriptions = Subscriptions()
        self._refreshing = Refreshing()
        self._ahead: list[WireModel] = []
        self._giving_up = GivingUp(self._requests)
        self._pongs = 0
        self._blocked = False
        self.watch(options.resources)

    # What the person wants.

    def watch(self, resources: Iterable[Resource]) -> None:
        """Replace what is subscribed to, the most wanted first. Kinds that can't be subscribed to are left out."""
        self._subscriptions.want(resource for resource in resources if resource.kind in DOCUMENTED_EVENTS)

    def open_stream(self, source: LogSource, tail_lines: int, follow: bool, resume: bool, at: float | None) -> None:
        """Start a log stream; what becomes of the wish is told at once."""
        if fact := self.streams.open(source, tail_lines, follow, resume):
            self._tell(fact, at)

    def stop_stream(self, source: LogSource, at: float) -> None:
        """Stop a log stream; `StreamEnded` tells of it at once."""
        if self._give_up(source, at):
            self._tell(StreamEnded(source, "stopped"), at)

    def request_status(self, workspace_id: str) -> None:
        """Ask for a workspace's status, as a person wishes."""
        self._requests.want_status(workspace_id, personal=True)

    # What another wanted, who had the conversation that is heard.

    def said(self, message: ClientMessage, now: float, at: float) -> None:
        """A request counts as made by us; what it leads to is told as if it were."""
        # What we would give up by now, the other may have, or not.
        self._giving_up.interrupted()
        match message:
            case messages.Subscribe():
                self._subscriptions.heard_asked(message.data.target)
                self._requests.sent(message.id, message.data.target, False, now)
            case messages.Unsubscribe():
                if resource := self._subscriptions.heard_given_up(message.data.subscription_id):
                    self._tell(Subscribed(resource, live=False))
            case messages.GetWorkspaceStatus():
                # Whether a person asked can't be known.
                self._requests.sent(message.id, message.data.workspace_id, False, now)
            case messages.StreamLogs():
                data = message.data
                for fact in self.streams.heard_asked(data.source, message.id, data.tail_lines, data.follow, now, at):
                    self._tell(fact)
            case messages.StopStream():
                if stream := self.streams.live.get(message.data.stream_id):
                    self.stop_stream(stream.source, at)

    # One connection after another.

    def opened(self, token: str, now: float) -> None:
        """There is a connection; the token is said first."""
        self._limit.reset(now)
        self._pong_limit.reset(now)
        self._subscriptions.begin()
        self._refreshing.begin()
        self._ahead = [messages.Auth(token=SecretStr(token))]

    def interrupted(self) -> None:
        """There is no connection, or another begins: what was asked is not answered any more."""
        self._requests.interrupted()
        self._ahead, self._pongs = [], 0
        self._giving_up.interrupted()
        self._blocked = False

    # What becomes of the questions.

    def pinged(self) -> None:
        """The platform is owed a pong."""
        self._pongs = min(self._pongs + 1, MOST_PONGS)

    def subscription_answered(self, result: SubscribeResult, now: float) -> None:
        """The platform said yes or no to a subscription."""
        asked = self._requests.answered(result.id)
        self._answered(result.id, asked)
        if asked is None or not isinstance(asked.subject, Resource):
            return
        if result.success and result.subscription_id is not None:
            self._holds(Held(asked.subject, result.subscription_id), now)
        else:
            self._failed(asked, result.error or ErrorDetail(message="no subscription id was given"), now)

    def status_answered(self, status: WorkspaceStatus) -> None:
        """A status came."""
        self._answered(status.id, self._requests.answered(status.id, status.data.workspace_id))
        self._refreshing.answered(status.data.workspace_id)

    def workspace_changed(self, workspace_id: str) -> None:
        """An event told of a change; where the workspace is watched, its status is asked for again."""
        if Resource("workspace", workspace_id) in self._subscriptions.wanted:
            self._refreshing.changed(workspace_id)

    def streamed(self, stream: LogStream, entry: LogEntry, now: float, at: float) -> None:
        """A line came, of a stream that must look at it."""
        self._hand_on(stream.receive(entry, now, at), at)

    def unreadable(self, stream_id: str, at: float) -> None:
        """A line came that could not be read."""
        stream = self.streams.live.get(stream_id)
        if stream is not None and (gap := stream.unreadable(at)):
            self._tell(gap, at)

    def illegible(self, at: float) -> None:
        """Something came of which nothing could be read: it may have been a line of any stream, or any event."""
        for stream_id in self.streams.ids():
            self.unreadable(stream_id, at)
        for resource in self._subscriptions.live:
            if resource.kind == "workspace":
                self._refreshing.changed(resource.id)

    def error_answers(self, message: Error, now: float, at: float) -> bool:
        """Whether an error answered a request of ours, and became a fact."""
        self._answered(message.id)
        return self._refused(message, now, at)

    def _refused(self, message: Error, now: float, at: float) -> bool:
        error, id = message.error, message.id or ""
        if asked := self._requests.failed(id):
            self._failed(asked, error, now)
            return True
        if id in self.streams.live:
            if error.code == ErrorCode.RATE_LIMIT_EXCEEDED:
                wanted, begun = self.streams.postponed(id, self._slow_down(now), at)
                self._tell(wanted, at)
                if begun:
                    self._giving_up.stream(id)
            else:
                self._tell(self.streams.failed(id, str(error), at))
            return True
        is_too_fast = error.code == ErrorCode.RATE_LIMIT_EXCEEDED
        if is_too_fast:
            self._slow_down(now)
            # Without an id it most likely means what was said last; of the rest, a subscription is never asked again.
            for asked in [] if id else self._requests.latest():
                self._failed(asked, error, now)
        held = self._giving_up.failed(id, is_too_fast)
        if isinstance(held, Held):
            self._holds(held, now)
        return bool(held)

    def _slow_down(self, now: float) -> float:
        """The platform found us too fast: say so, once for each silence. Returns when the silence ends."""
        is_known, until = self._limit.is_paused(now), self._limit.refused(now)
        if not is_known:
            failure = too_fast(until - now)
            self._tell(Slowed(until - now, failure.reason, failure.advice))
        return until

    def tick(self, now: float, at: float) -> None:
        """Let time pass: what became overdue is told."""
        for asked in self._requests.overdue(now):
            self._overdue(asked)
        for stream in self.streams.due(now):
            self._hand_on(stream.quiet(now, at), at)

    def next_deadline(self, now: float) -> float:
        """When `tick` and `outgoing` are to be called at the latest; infinity if only an event can change anything."""
        return min(
            self._requests.deadline(),
            self.streams.deadline(now),
            self._subscriptions.deadline(now),
            max(self._refreshing.due(), self._limit.ready_at(now, SPARED)),
            self._limit.ready_at(now) if self._blocked else math.inf,
            self._pong_limit.ready_at(now) if self._pongs else math.inf,
        )

    def _answered(self, id: str | None, asked: Asked | None = None) -> None:
        """The platform answered something: what was said before that has come to its end."""
        self._subscriptions.answered(asked.number if asked else self._requests.number_of(id))

    def _holds(self, held: Held, now: float) -> None:
        """The platform holds a subscription: as it was asked to, or since it was told too fast to give it up."""
        resource, subscription_id = held
        if surplus := self._subscriptions.accepted(resource, subscription_id):
            self._giving_up.subscription(Held(resource, surplus))
        if resource.kind == "workspace":
            self._refreshing.joined(resource.id, now)
        self._tell(Subscribed(resource, live=True))

    def _failed(self, asked: Asked, error: ErrorDetail, now: float) -> None:
        """A request was answered with an error."""
        subject = asked.subject
        if isinstance(subject, Resource):
            if error.code == ErrorCode.RATE_LIMIT_EXCEEDED:
                self._subscriptions.postponed(subject, self._slow_down(now))
                return
            if error.code == ErrorCode.SUBSCRIPTION_LIMIT_EXCEEDED:
                if self._subscriptions.is_to_give_up(now) or self._giving_up.makes_room_for(asked):
                    self._subscriptions.postponed(subject, now)
                    return
                self._subscriptions.limited(subject)
            else:
                self._subscriptions.refused(subject)
            self._tell(Subscribed(subject, live=False, reason=str(error)))
            return
        self._refreshing.answered(subject)
        if error.code == ErrorCode.RATE_LIMIT_EXCEEDED:
            self._slow_down(now)
            self._requests.want_status(subject, asked.personal)
        elif asked.personal:
            self._tell(RequestFailed(f"the status of {subject}", error.code, error.message or str(error)))

    def _overdue(self, asked: Asked) -> None:
        reason = f"no answer within {REQUEST_TIMEOUT:g} seconds"
        if isinstance(asked.subject, Resource):
            # It still counts as asked: the platform may hold it by now, so neither it nor another is asked for instead.
            self._tell(Subscribed(asked.subject, live=False, reason=reason))
            return
        self._refreshing.answered(asked.subject)
        if asked.personal:
            self._tell(RequestFailed(f"the status of {asked.subject}", "", reason))

    def _hand_on(self, facts: Iterable[LogEntry | LifecycleFact], at: float) -> None:
        for fact in facts:
            self._tell(fact, at)
            if isinstance(fact, StreamEnded):
                self._give_up(fact.source, at)

    def _give_up(self, source: LogSource, at: float) -> bool:
        """Want a stream no more. Whether it was wanted."""
        wanted, stream_id = self.streams.close(source, at)
        if stream_id is not None:
            self._giving_up.stream(stream_id)
        return wanted

    # What goes out.

    def outgoing(self, now: float, live: bool) -> list[str]:
        """Frames that may be sent now. Authentication and pongs go ahead of the rate limit, all else waits for it.

        Args:
            live: whether anything else may be said.
        """
        ahead, self._ahead = self._ahead, []
        while self._pongs and self._pong_limit.ready_at(now) <= now:
            self._pong_limit.take(now)
            self._pongs -= 1
            ahead.append(messages.Pong())
        frames = []
        for message in ahead:
            self._limit.take(now)
            frames.append(encode(message))
        self._blocked = False
        while live:
            if self._limit.ready_at(now) > now:
                self._blocked = True
                break
            request = self._next_request(now)
            if request is None:
                break
            frame = encode(request)
            if (size := len(frame.encode())) > MOST_SENT_BYTES:
                self._refuse_ourselves(request, size, now)
                continue
            self._limit.take(now)
            frames.append(frame)
        return frames

    def _refuse_ourselves(self, request: WireModel, size: int, now: float) -> None:
        """A request that no message can carry ("Connection Limits") fails as if the platform had refused it."""
        words = f"it would take {size:,} bytes, and a message has {MOST_SENT_BYTES:,} at most"
        error = ErrorDetail(code=ErrorCode.MESSAGE_TOO_LARGE, message=words)
        self._refused(Error(id=getattr(request, "id", None), error=error), now, 0.0)

    def farewell(self, now: float) -> list[str]:
        """What to say before closing: stop the streams, give up the subscriptions, as far as the limit allows."""
        for stream_id in self.streams.ids():
            self._giving_up.stream(stream_id)
        for resource, subscription_id in self._subscriptions.live.items():
            self._giving_up.subscription(Held(resource, subscription_id))
        frames = []
        while self._limit.ready_at(now) <= now and (message := self._giving_up.next()):
            self._limit.take(now)
            frames.append(encode(message))
        return frames

    def _next_request(self, now: float) -> WireModel | None:
        """The most urgent thing to say: what a person waits for, then what brings events, then the rest."""
        if ending := self._giving_up.next():
            return ending
        if stream := self.streams.next_to_ask(now):
            id = self._requests.new_id("logs")
            self._tell(self.streams.asked(stream, id, now))
            data = messages.LogRequest(**stream.source._asdict(), follow=stream.follow, tail_lines=stream.requested)
            return messages.StreamLogs(id=id, data=data)
        if (workspace_id := self._requests.next_status(personal=True)) is not None:
            return self._ask_status(workspace_id, True, now)
        if given_up := self._subscriptions.next_unsubscribe(now):
            resource, subscription_id = given_up
            self._tell(Subscribed(resource, live=False))
            if resource.kind == "workspace":
                self._refreshing.left(resource.id)
            self._giving_up.subscription(Held(resource, subscription_id))
            ending = self._giving_up.next()
            # Of a workspace something can be asked that is answered.
            until = math.inf if resource.kind == "workspace" else now + REQUEST_TIMEOUT
            self._subscriptions.left(resource, self._requests.number, until)
            return ending
        for resource in self._subscriptions.newly_left_out(now):
            self._tell(Subscribed(resource, live=False, left_out=True))
            self._want_status(resource)
        if (wanted := self._subscriptions.next_subscribe(now)) is not None:
            # First subscribed, then asked: so nothing that happens between the two is missed.
            self._want_status(wanted)
            id = self._requests.new_id("sub")
            self._requests.sent(id, wanted, False, now)
            return messages.subscribe_to(wanted, tuple(self._events.get(wanted.kind, ())), id)
        if (workspace_id := self._requests.next_status(personal=False)) is not None:
            return self._ask_status(workspace_id, False, now)
        awaits_answer = self._subscriptions.awaits(now) > self._requests.latest_question
        if awaits_answer and (workspace_id := self._subscriptions.a_workspace()) is not None:
            return self._ask_status(workspace_id, False, now)
        if self._limit.ready_at(now, SPARED) <= now and (again := self._refreshing.next(now)) is not None:
            return self._ask_status(again, False, now)
        return None

    def _ask_status(self, workspace_id: str, personal: bool, now: float) -> messages.GetWorkspaceStatus:
        id = self._requests.new_id("status")
        self._requests.sent(id, workspace_id, personal, now)
        self._refreshing.asked(workspace_id, now)
        return messages.GetWorkspaceStatus(id=id, data=messages.WorkspaceReference(workspace_id=workspace_id))

    def _want_status(self, resource: Resource) -> None:
        if resource.kind == "workspace":
            self._requests.want_status(resource.id, personal=False)
