"""Who watches a conversation and knows what really happened: each says at once when something was not true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hexatui.client.log_stream import RESUME_TAIL
from hexatui.client.rate_limit import RATE
from hexatui.client.requests import REQUEST_TIMEOUT
from hexatui.protocol.codec import Malformed, ServerMessage, Unknown
from hexatui.protocol.events import LogEntryData
from hexatui.protocol.lifecycle import (
    LifecycleFact,
    Link,
    LinkPhase,
    RequestFailed,
    StreamEnded,
    StreamGap,
    StreamOpened,
    StreamResumed,
    Subscribed,
)
from hexatui.protocol.messages import (
    Auth,
    ClientMessage,
    Pong,
    StopStream,
    StreamLogs,
    Subscribe,
    Unsubscribe,
)
from hexatui.protocol.names import MAX_SUBSCRIPTIONS, LogSource, Resource
from hexatui.protocol.replies import Error, ErrorCode, SubscribeResult, WorkspaceStatus
from hexatui.server.answers import Answer, LogTail
from hexatui.server.limits import Limits

OWN_PATIENCE, THEIR_PATIENCE = 10.0, 120.0
"""The most seconds for which something may stay live that is no longer wanted."""

Fact = ServerMessage | LifecycleFact
Said = ClientMessage | Unknown | Malformed


class PlatformWitness:
    """Stands beside the platform: what one client said, and what it holds of the platform for it."""

    def __init__(self, limits: Limits) -> None:
        self.held: dict[str, Resource] = {}
        """Subscriptions of the present connection, by id."""
        self.streams: dict[str, LogSource] = {}
        """Streams that follow, of the present connection, by id."""
        self.requests = 0
        """Everything that was ever said."""
        self._limits = limits
        self._ids: set[str] = set()
        self._said_token = False
        self._given_up: dict[Resource, float] = {}
        self._excused: set[Resource] = set()

    def connected(self) -> None:
        self.lost()
        self._given_up.clear()
        self._excused.clear()
        self._said_token = False

    def lost(self) -> None:
        self.held.clear()
        self.streams.clear()

    def said(self, messages: Sequence[Said], phase: LinkPhase, now: float) -> None:
        """The client says this, in this phase of its."""
        for message in messages:
            self.requests += 1
            match message:
                case Auth():
                    assert not self._said_token, "the token was said twice"
                    self._said_token = True
                case Pong():
                    assert self._said_token, "something was said before the token"
                case Malformed():
                    raise AssertionError(message.reason)
                case _:
                    assert phase is LinkPhase.LIVE, f"{message.type} was said while {phase}"
                    assert message.id is not None
                    assert message.id not in self._ids, f"{message.id} was used twice"
                    self._ids.add(message.id)
                    self._change(message, now)

    def _change(self, message: Said, now: float) -> None:
        # Of what has no status, only silence shows that it was given up; a refusal may be longer on its way.
        match message:
            case Unsubscribe() if resource := self.held.get(message.data.subscription_id):
                self._given_up[resource] = now
            case Subscribe() if (resource := message.data.target).kind != "workspace":
                if now >= self._given_up.get(resource, now) + REQUEST_TIMEOUT:
                    self._excused.add(resource)

    def answered(self, message: Said, answers: Sequence[Answer]) -> None:
        """The platform answers this to it."""
        errors = [answer.error for answer in answers if isinstance(answer, Error)]
        full = self._limits.max_subscriptions >= MAX_SUBSCRIPTIONS
        for error in errors:
            assert error.code not in (ErrorCode.AUTH_REQUIRED, ErrorCode.INVALID_MESSAGE_FORMAT), error
            subscribing = isinstance(message, Subscribe)
            assert not (full and subscribing and error.code == ErrorCode.SUBSCRIPTION_LIMIT_EXCEEDED), error
        if errors:
            return
        match message, answers:
            case Subscribe(), [SubscribeResult(subscription_id=str(id))]:
                self.held[id] = message.data.target
            case Unsubscribe(), _:
                self.held.pop(message.data.subscription_id, None)
            case StreamLogs(), [LogTail()] if message.data.follow:
                self.streams[message.id] = message.data.source
            case StopStream(), _:
                self.streams.pop(message.data.stream_id, None)

    def check(self) -> None:
        twice = [resource for resource, count in Counter(self.held.values()).items() if count > 1]
        assert self._excused.issuperset(twice), f"subscribed twice: {twice}"
        assert len(self.held) <= MAX_SUBSCRIPTIONS


class SubscriptionWitness:
    """What the person was told to be subscribed."""

    def __init__(self, limits: Limits) -> None:
        self.live: set[Resource] = set()
        self.wanted: list[Resource] = []
        """What the person wants now, the most wanted first."""
        self.ever_wanted: set[Resource] = set()
        self.statuses: set[str] = set()
        """Workspaces whose status came since the connection is live."""
        self._most = min(limits.max_subscriptions, MAX_SUBSCRIPTIONS)
        # Giving up must wait for the rate limit: ours, or a stricter one of the platform's with its longer silences.
        self._patience = OWN_PATIENCE if limits.rate >= RATE else THEIR_PATIENCE
        self._unwanted_since: dict[Resource, float] = {}

    def want(self, resources: Iterable[Resource]) -> None:
        self.wanted = list(dict.fromkeys(resources))
        self.ever_wanted.update(self.wanted)

    @property
    def complete(self) -> bool:
        """Whether everything wanted is live, within the budget: the most wanted where the platform grants a hundred."""
        granted = [one for one in self.wanted if "denied" not in one.id and "missing" not in one.id]
        if self._most == MAX_SUBSCRIPTIONS:
            return self.live == set(granted[: self._most])
        return self.live <= set(granted) and len(self.live) == min(len(granted), self._most)

    def hear(self, fact: Fact) -> None:
        match fact:
            case Link(phase=phase):
                if phase is not LinkPhase.LIVE:
                    self.live.clear()
                    self.statuses.clear()
            case Subscribed(resource, True):
                assert resource in self.ever_wanted
                self.live.add(resource)
            case Subscribed(resource, False):
                self.live.discard(resource)
            case WorkspaceStatus():
                self.statuses.add(fact.data.workspace_id)

    def check(self, held: Iterable[Resource], now: float) -> None:
        """Nothing is told to be live that the platform doesn't hold, nor for long what is no longer wanted."""
        assert self.live <= set(held), f"told to be live: {self.live - set(held)}"
        assert len(self.live) <= self._most
        unwanted = self.live.difference(self.wanted)
        self._unwanted_since = {one: self._unwanted_since.get(one, now) for one in unwanted}
        for one, since in self._unwanted_since.items():
            assert now - since <= self._patience, f"live and unwanted for {now - since} s: {one}"


class RequestWitness:
    """A person's questions: each ends, and none ends more often than it was asked."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        """Workspaces whose status a person waits for."""
        self._asked: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()

    def asked(self, workspace_id: str) -> None:
        self.open.add(workspace_id)
        self._asked[workspace_id] += 1

    def hear(self, fact: Fact) -> None:
        match fact:
            case WorkspaceStatus():
                self.open.discard(fact.data.workspace_id)
            case RequestFailed(what=what) if what.startswith("the status of "):
                workspace_id = what.removeprefix("the status of ")
                self.open.discard(workspace_id)
                self._failed[workspace_id] += 1
                assert self._failed[workspace_id] <= self._asked[workspace_id], f"{what} failed twice"


@dataclass(slots=True)
class _Track:
    """One stream as the person follows it, from opening it until its end."""

    follow: bool
    stream_id: str = ""
    places: set[int] | None = None
    """Where in the log the latest line handed on may stand (lines can be alike); None: anywhere."""
    shown: bool = False
    """Whether any line was handed on."""
    in_doubt: bool = False
    """Whether it is to be said first what became of the lines of an interruption."""
    prompt: bool = False
    """Whether it was asked for on a network that delivers at once."""
    length_when_asked: int = 0
    beyond: int = -1
    """After a gap on such a network: the next line stands behind this place."""


@dataclass(slots=True)
class LogWitness:
    """Log lines: none lost, none repeated, unless a gap says so; and a gap only where there is one."""

    logs: Mapping[LogSource, Sequence[LogEntryData]]
    """What the containers wrote."""
    tracks: dict[LogSource, _Track] = field(default_factory=dict)
    former: dict[LogSource, _Track] = field(default_factory=dict)
    """Those that ended, as the person saw them last."""
    gaps: int = 0
    resumed: int = 0
    ended: list[StreamEnded] = field(default_factory=list)
    _by_id: dict[str, LogSource] = field(default_factory=dict)

    def caught_up(self, source: LogSource) -> bool:
        """Whether the newest line was handed on."""
        track, log = self.tracks.get(source), self.logs.get(source, ())
        return track is not None and (not log or (track.places is not None and len(log) - 1 in track.places))

    def opens(self, source: LogSource, follow: bool, resume: bool) -> None:
        """The person opens a stream, beside the lines of its former beginning or without them."""
        if source not in self.tracks:
            former = self.former.pop(source, None)
            goes_on = resume and follow and former is not None and former.follow and former.shown
            self.tracks[source] = former if former is not None and goes_on else _Track(follow)

    def hear(self, fact: Fact, prompt: bool) -> None:
        match fact:
            case StreamOpened(source, stream_id):
                track = self.tracks[source]
                track.stream_id, track.prompt = stream_id, prompt
                track.length_when_asked = len(self.logs.get(source, ()))
                track.in_doubt = track.shown
                self._by_id[stream_id] = source
            case StreamResumed(source):
                track = self.tracks[source]
                self.resumed += 1
                track.in_doubt = False
                if not track.shown:
                    track.places = {-1}  # Nothing was lost: then what follows is the whole log.
            case StreamGap(source, since, until):
                track = self.tracks[source]
                assert since <= until
                self.gaps += 1
                if track.prompt and track.shown and track.places is not None:
                    latest = max(track.places)
                    assert latest < track.length_when_asked - RESUME_TAIL, "a gap where nothing is missing"
                    track.beyond = latest
                track.places, track.in_doubt = None, False
            case StreamEnded(source):
                self.former[source] = self.tracks.pop(source)
                self.ended.append(fact)

    def entry(self, data: LogEntryData) -> None:
        source = self._by_id[data.stream_id]
        track = self.tracks.get(source)
        assert track is not None, f"a line of {source}, which has ended"
        assert track.stream_id == data.stream_id, f"a line of a former stream of {source}"
        assert not track.in_doubt, f"a line of {source} before it was said whether any was lost"
        log = self.logs[source]
        if track.places is None:
            candidates: Iterable[int] = range(track.beyond + 1, len(log))
        else:
            candidates = [place + 1 for place in track.places if place + 1 < len(log)]
        places = {place for place in candidates if _same(log[place], data)}
        assert places, f"a line lost or repeated: {data.message!r} after {track.places} of {len(log)}"
        track.places, track.shown, track.beyond = places, True, -1


def _same(one: LogEntryData, other: LogEntryData) -> bool:
    return (one.message, one.timestamp) == (other.message, other.timestamp)
