"""A session with a pretended clock and a pretended platform: each rule in microseconds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from hexatui.client.failures import Failure
from hexatui.client.options import ConnectionOptions
from hexatui.client.session import Session
from hexatui.client.tokens import TokenSource
from hexatui.protocol.codec import decode_server
from hexatui.protocol.events import LogEntry
from hexatui.protocol.lifecycle import Link, LinkPhase
from hexatui.protocol.names import LogSource, Resource

Fact = TypeVar("Fact")

TOKEN = "a-token-that-nobody-may-see"
START = 1_000.0
"""The monotonic clock where a conversation begins; the Unix clock is a million ahead."""

API = LogSource("ws-1", "frontend", "api", "main")


def workspaces(count: int) -> tuple[Resource, ...]:
    return tuple(Resource("workspace", f"ws-{number}") for number in range(count))


class Pretended:
    """Plays the socket, the clock and the platform to a session."""

    def __init__(self, *resources: Resource, chance: Callable[[], float] = lambda: 0.5, **options: Any) -> None:
        token = TokenSource.from_value(TOKEN)
        self.session = Session(
            ConnectionOptions("wss://api.hexabase.ai/ws", token, resources=resources, **options), chance
        )
        self.now = START
        self.said: list[dict[str, Any]] = []
        """Everything that the session sent on this connection."""
        self.facts: list[object] = []
        """Everything that it told, ever."""

    @property
    def at(self) -> float:
        return 1_000_000.0 + self.now

    def open(self, token: str = TOKEN) -> None:
        """The socket opens; the token is sent."""
        self.said.clear()
        self.session.connecting(self.at)
        self.session.opened(token, self.now, self.at)
        self.turn()

    def live(self) -> None:
        """The socket opens, and the token is accepted."""
        self.open()
        self.hear(type="auth_result", success=True, user_id="user-1")

    def lose(self, reason: str = "the network is gone", **failure: Any) -> None:
        self.session.lost(Failure(reason, **failure), self.now, self.at)
        self.facts += [fact for fact, _ in self.session.told()]

    def hear(self, **message: Any) -> list[dict[str, Any]]:
        """The platform says something; what the session says to it."""
        frame = json.dumps(message)
        self.session.receive(decode_server(frame), self.now, self.at, len(frame))
        return self.turn()

    def wait(self, seconds: float) -> list[dict[str, Any]]:
        """Time passes, as the loop lets it: with a turn at each deadline. What the session says in it."""
        end, said = self.now + seconds, self.turn()
        while True:
            deadline = self.session.next_deadline(self.now)
            if deadline > end:
                break
            self.now = max(self.now, deadline)
            said += self.turn()
            if self.session.failure:
                break
            # A deadline that nothing was done about would make the loop spin.
            assert self.session.next_deadline(self.now) > self.now - 1e-6
        self.now = max(self.now, end) if not self.session.failure else self.now
        return said + self.turn()

    def turn(self) -> list[dict[str, Any]]:
        """One turn of the loop: what the session says."""
        self.session.tick(self.now, self.at)
        said = [json.loads(frame) for frame in self.session.outgoing(self.now)]
        self.said += said
        self.facts += [fact for fact, _ in self.session.told()]
        return said

    def answer_all(self, said: list[dict[str, Any]] | None = None) -> None:
        """The platform says yes to every subscription asked for, and to those that follow from it."""
        waiting = list(self.said if said is None else said)
        while waiting:
            message = waiting.pop(0)
            if message["type"] == "subscribe":
                waiting += self.hear(
                    type="subscribe_result", id=message["id"], success=True, subscription_id=f"s-{message['id']}"
                )

    def error(self, id: str | None, code: str, message: str = "", **details: Any) -> list[dict[str, Any]]:
        """The platform answers with an error."""
        return self.hear(type="error", id=id, error={"code": code, "message": message, "details": details})

    def log(self, stream_id: str, message: str, second: float | None = None, **data: Any) -> None:
        """The platform sends a line of a log."""
        time = None if second is None else f"2024-01-20T10:00:{second:09.6f}Z"
        self.hear(type="log_entry", data={"stream_id": stream_id, "timestamp": time, "message": message, **data})

    def sent(self, type: str) -> list[dict[str, Any]]:
        """What was said of one type on this connection."""
        return [message for message in self.said if message["type"] == type]

    def told(self, kind: type[Fact]) -> list[Fact]:
        """The facts of one kind, oldest first."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    @property
    def link(self) -> Link:
        """The latest state of the connection that was told."""
        return self.told(Link)[-1]

    @property
    def phase(self) -> LinkPhase:
        return self.link.phase


def streaming(tail_lines: int = 100, follow: bool = True) -> tuple[Pretended, str]:
    """A live connection with one log stream, and the stream's id."""
    talk = Pretended()
    talk.session.open_stream(API, tail_lines, follow)
    talk.live()
    return talk, talk.sent("stream_logs")[-1]["id"]


def again(talk: Pretended) -> str:
    """The connection breaks and comes back; the latest stream's new id."""
    talk.lose()
    talk.live()
    return str(talk.sent("stream_logs")[-1]["id"])


def lines(talk: Pretended) -> list[str]:
    """The log lines that were handed on."""
    return [entry.data.message for entry in talk.told(LogEntry)]
