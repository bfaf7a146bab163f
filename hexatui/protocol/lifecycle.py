"""What happens to the conversation itself, as facts beside the messages of the wire.

None of these is ever sent. The client tells them to whoever follows it, in the order in which they happened among
the messages, so that state can be a fold of one sequence without knowing the client. Times are Unix seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from hexatui.protocol.listing import ListingFact
from hexatui.protocol.names import LogSource, Resource


class LinkPhase(StrEnum):
    """Where the connection stands."""

    CONNECTING = "connecting"
    """A socket is being opened, or the upgrade is under way."""
    AUTHENTICATING = "authenticating"
    """The token was sent; nothing was said of it yet."""
    LIVE = "live"
    """Authenticated: what comes now is current."""
    WAITING = "waiting"
    """Lost or never had; the next attempt comes at `Link.retry_at`."""
    REFUSED = "refused"
    """The platform refused the token. Nothing is tried until a person, or a new token, asks for it."""
    CLOSED = "closed"
    """Ended by the person, for good."""


@dataclass(frozen=True, slots=True)
class Link:
    """The connection's state, told at each change of it."""

    phase: LinkPhase
    url: str = ""
    reason: str = ""
    """Why it is not live, one plain sentence without a full stop: "refused by api.hexabase.ai"."""
    advice: str = ""
    """What the person can do, one sentence, or ""."""
    attempt: int = 0
    """Which attempt in a row this is, from 1; in WAITING: the attempts that have failed."""
    retry_at: float | None = None
    """Unix seconds of the next attempt; in WAITING only."""
    user_id: str = ""
    """Who the platform says we are; in LIVE only."""
    token_expires_at: float | None = None
    """The `exp` of the JWT in use, where it is a JWT that has one."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A resource is now subscribed to (live), or not any more."""

    resource: Resource
    live: bool
    reason: str = ""
    """Why it is not live: the platform's error, or ""."""
    left_out: bool = False
    """Whether it was never asked for, since the connection carries no more: our own doing, and no refusal."""


@dataclass(frozen=True, slots=True)
class StreamWanted:
    """A log stream is wanted, and will be asked for as soon as that can be: now, or once there is a connection."""

    source: LogSource


@dataclass(frozen=True, slots=True)
class StreamOpened:
    """A log stream was asked for under a new stream id; its entries follow as `log_entry` messages."""

    source: LogSource
    stream_id: str


@dataclass(frozen=True, slots=True)
class StreamResumed:
    """After a reconnect the history overlapped with what was held: nothing was lost, nothing repeats."""

    source: LogSource


@dataclass(frozen=True, slots=True)
class StreamGap:
    """Lines of a stream may be missing between these two moments (Unix seconds)."""

    source: LogSource
    since: float
    until: float
    reason: str = "connection lost"
    """Why, in a few plain words."""


@dataclass(frozen=True, slots=True)
class StreamEnded:
    """A stream ended: stopped by the person, complete (without follow), or failed for `reason`."""

    source: LogSource
    outcome: Literal["stopped", "complete", "failed"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """A request of the person's got an error, or no answer in time."""

    what: str
    """What was asked for, in plain words: "the status of ws-123"."""
    code: str
    """The platform's error code, or "" for a time-out."""
    reason: str


@dataclass(frozen=True, slots=True)
class Slowed:
    """The platform found us too fast: for so many seconds nothing is asked of it, and then what it refused again."""

    seconds: float
    reason: str
    """One plain sentence without a full stop."""
    advice: str = ""
    """What the person can do, one sentence, or ""."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """What passed on the wire since the program began, told at most once a second."""

    received: int
    """Messages."""
    malformed: int
    unknown: int
    dropped: int
    """Messages not handed on because nobody took them in time."""
    bytes_received: int
    round_trip: float | None
    """Seconds, of the latest heartbeat; None until one was answered."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something known to exist, from the options, the profile or a listing: where it belongs and what it is called."""

    resource: Resource
    name: str = ""
    parent: Resource | None = None
    namespace: str = ""
    status: str = ""
    """A workspace's status, where a listing told it."""
    as_of: float | None = None
    """When a listing was asked for that told it, in Unix seconds; None where it comes from the options."""


LifecycleFact = (
    Link
    | Subscribed
    | StreamWanted
    | StreamOpened
    | StreamResumed
    | StreamGap
    | StreamEnded
    | RequestFailed
    | Slowed
    | Throughput
    | Place
    | ListingFact
)
"""Everything that is told beside the messages."""
