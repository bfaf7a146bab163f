"""What every model of the wire has in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True, slots=True)
class Lenient:
    """A mark on a field: what can't be read becomes this, instead of losing the message that it stands in."""

    instead: Any = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The field's own schema, in one that forgives; pydantic's own default would only do for what is missing."""
        return core_schema.with_default_schema(handler(source), default=self.instead, on_error="default")


Timestamp = Annotated[datetime | str, Field(union_mode="left_to_right")]
"""A platform's timestamp (RFC 3339); text that is none is kept as text, so that it can't lose its message."""

Figure = Annotated[float | None, Lenient()]
"""A finite number, or None where it is missing, null or nothing of the kind."""

Count = Annotated[int | None, Lenient()]
"""A whole number, or None where it is missing, null or nothing of the kind."""

Amount = Annotated[str | None, Lenient()]
"""A quantity as text, or None where it is missing, null or nothing of the kind."""


class WireModel(BaseModel):
    """A part of a message. Unknown fields are ignored here; the raw frame keeps them (protocol-notes 14)."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True, allow_inf_nan=False)


class ServerModel(WireModel):
    """The envelope of a message from the server: `id` and `timestamp` may be missing (protocol-notes 2)."""

    id: Annotated[str | None, Lenient()] = None
    timestamp: Annotated[Timestamp | None, Lenient()] = None
