"""A frame into a message and back. Decoding never raises: what can't be read becomes a value that says why."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_args

from pydantic import Field, TypeAdapter, ValidationError

from hexatui.protocol.events import Event
from hexatui.protocol.messages import ClientMessage
from hexatui.protocol.model import ServerModel, WireModel
from hexatui.protocol.replies import Reply

MAX_REASON = 200
"""The most characters of a reason; what a hostile frame quotes must not fill the screen."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A frame that could not be read: why, and the id it carried if that much was legible."""

    reason: str
    id: str | None = None
    type: str = "malformed"
    stream_id: str | None = None
    """Of a `log_entry`, the stream that it belonged to, if that much was legible."""
    illegible: bool = False
    """Whether not even its type could be read: it may have told anything."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A well-formed message of a type that the reference doesn't name (protocol-notes 14)."""

    type: str
    id: str | None = None


ServerMessage = Event | Reply | Unknown | Malformed
"""Everything that decoding a server's frame can give."""

Message = TypeVar("Message")

_server: TypeAdapter[Event | Reply] = TypeAdapter(Annotated[Event | Reply, Field(discriminator="type")])
_client: TypeAdapter[ClientMessage] = TypeAdapter(Annotated[ClientMessage, Field(discriminator="type")])

_SERVER_TYPES = {model.model_fields["type"].default for model in get_args(Event | Reply)}
_CLIENT_TYPES = {model.model_fields["type"].default for model in get_args(ClientMessage)}

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
"""A surrogate in JSON, escaped or (in a frame that was no honest UTF-8) raw."""


def decode_server(frame: bytes | str) -> ServerMessage:
    """Read a server's frame (UTF-8 JSON). Nulls, lone surrogates and unknown types are forgiven; never raises."""
    return _decode(_server, frame)


def decode_client(frame: bytes | str) -> ClientMessage | Unknown | Malformed:
    """Read a client's frame, as the gateway does (protocol-notes 20). Never raises."""
    return _decode(_client, frame)


def encode(message: ServerModel | WireModel) -> str:
    """A message as JSON text; fields that are None are left out."""
    return message.model_dump_json(exclude_none=True)


def _decode(adapter: TypeAdapter[Message], frame: bytes | str) -> Message | Unknown | Malformed:
    try:
        message: Message = adapter.validator.validate_json(frame)  # Its own method costs more.
        return message
    except ValidationError as failure:
        # Not below, with the failure in a variable: it holds this call, which would hold the failure. The collector
        # comes seldom, and a frame of a mebibyte would wait for it.
        return _second_look(adapter, frame, failure)


def _second_look(
    adapter: TypeAdapter[Message], frame: bytes | str, fast_failure: ValidationError
) -> Message | Unknown | Malformed:
    """Look again, slowly, at a frame that the fast path refused."""
    try:
        value = _cleaned(frame)
    except (ValueError, RecursionError):
        return Malformed(_reason(fast_failure), illegible=True)
    if not isinstance(value, dict):
        return Malformed(f"a message is a JSON object, this is {_kind(value)}", illegible=True)
    raw_id = value.get("id")
    id = str(raw_id) if isinstance(raw_id, str | int) else None
    type = value.get("type")
    if not isinstance(type, str):
        return Malformed('a message needs a "type" that is text', id, illegible=True)
    if type not in (_SERVER_TYPES if adapter is _server else _CLIENT_TYPES):
        return Unknown(type, id)
    try:
        return adapter.validate_python(value)
    except (ValidationError, RecursionError) as failure:
        return Malformed(
            f"{type}: {_reason(failure)}", id, stream_id=_stream_id(value) if type == "log_entry" else None
        )


def _cleaned(frame: bytes | str) -> Any:
    """The frame's value without nulls in objects, and with lone surrogates replaced: neither carries meaning here."""
    raw = frame.encode("utf-8", "surrogatepass") if isinstance(frame, str) else frame
    # Each step only where it can change something: a walk through a mebibyte holds up every other thread.
    # It is UTF-8 or nothing: of bytes, json would guess other encodings, in which nobody looked for the token.
    text = raw.decode("utf-8-sig", "surrogatepass")
    value = json.loads(text, object_pairs_hook=_without_nulls if b"null" in raw else None)
    return without_surrogates(value) if _SURROGATE.search(raw) else value


def without_surrogates(value: Any) -> Any:
    """A value of JSON, each lone surrogate in its texts replaced."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _without_nulls(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {key: item for key, item in pairs if item is not None}


def _stream_id(value: dict[str, Any]) -> str | None:
    data = value.get("data")
    id = data.get("stream_id") if isinstance(data, dict) else None
    return id if isinstance(id, str) else None


def _reason(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    # The first step of a location is the union's tag, which the reader knows already.
    place = ".".join(str(step) for step in first["loc"][1:])
    return f"{place}: {first['msg']}"[:MAX_REASON] if place else first["msg"][:MAX_REASON]


def _kind(value: Any) -> str:
    names = {list: "an array", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")
