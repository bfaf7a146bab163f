"""`hexatui events`: each received message as one line of JSON, whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from hexatui.exit_codes import ExitCode
from hexatui.headless.conversation import converse
from hexatui.headless.outbox import Outbox
from hexatui.protocol.lifecycle import LifecycleFact, Subscribed
from hexatui.protocol.names import Resource
from hexatui.protocol.replies import Error, ErrorCode
from hexatui.text import UNSAFE

if TYPE_CHECKING:
    from hexatui.client.options import ConnectionOptions
    from hexatui.protocol.codec import ServerMessage

NOTHING_WATCHED = "nothing is watched: name it with -o, -w or -P, or in the profile"

_STRING_OR_SPACE = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')

_ABOUT_THE_TOKEN = (ErrorCode.INVALID_TOKEN, ErrorCode.AUTH_REQUIRED)
"""Errors that end the connection, which then says how."""


def follow_events(options: ConnectionOptions, results: int) -> int:
    """Write each received message to the file descriptor `results`, until interrupted. Gives the exit code."""
    outbox = Outbox(results, "messages")

    def on_frame(at: float, direction: str, frame: bytes) -> None:
        if direction == "in":
            outbox.put(event_line(frame.decode(errors="surrogateescape")).encode("utf-8", "backslashreplace"))

    if not options.resources:
        outbox.say(NOTHING_WATCHED)
    return converse(options, outbox, refusals(options, outbox.finish), on_frame=on_frame)


def event_line(frame: str) -> str:
    """A frame as one line of JSON: its own text, without the space between its parts and with steering escaped.

    What is no JSON object becomes one: {"type": "malformed", "frame": the text}.
    """
    try:
        whole = isinstance(json.loads(frame), dict)
    except (ValueError, RecursionError):
        whole = False
    if not whole:
        return json.dumps({"type": "malformed", "frame": frame}, separators=(",", ":")) + "\n"
    compact = _STRING_OR_SPACE.sub(lambda match: match[1] or "", frame)
    return UNSAFE.sub(_escaped, compact) + "\n"


def refusals(
    options: ConnectionOptions, finish: Callable[[int], None]
) -> Callable[[ServerMessage | LifecycleFact, float], None]:
    """A listener that finishes once the platform has refused everything that is watched; at once without retries."""
    left: set[Resource] = set(options.resources)

    def hear(message: ServerMessage | LifecycleFact, at: float) -> None:
        match message:
            case Subscribed(live=True):
                left.add(message.resource)
            case Subscribed(live=False, reason=reason) if reason:
                left.discard(message.resource)
                if not left or not options.retry:
                    finish(ExitCode.PLATFORM_ERROR)
            case Error() if not options.retry and message.error.code not in _ABOUT_THE_TOKEN:
                finish(ExitCode.PLATFORM_ERROR)

    return hear


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
