"""What every model of the wire has in common."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Timestamp = Annotated[datetime | str, Field(union_mode="left_to_right")]
"""A platform's timestamp (RFC 3339); text that is none is kept as text, so that it can't lose its message."""


class WireModel(BaseModel):
    """A part of a message. Unknown fields are ignored here; the raw frame keeps them (protocol-notes 14)."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True, allow_inf_nan=False)


class ServerModel(WireModel):
    """The envelope of a message from the server: `id` and `timestamp` may be missing (protocol-notes 2)."""

    id: str | None = None
    timestamp: Timestamp | None = None
