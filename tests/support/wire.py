"""Messages as they come from the wire, for tests that feed state: decoded from JSON, never built by hand."""

from __future__ import annotations

import json
from typing import Any

from hexatui.protocol.codec import Malformed, ServerMessage, Unknown, decode_server


def message(type: str, timestamp: str | None = None, id: str | None = None, **data: Any) -> ServerMessage:
    """The message of this type with these fields in `data`, decoded from its frame."""
    frame: dict[str, Any] = {"type": type, "data": data}
    if timestamp:
        frame["timestamp"] = timestamp
    if id:
        frame["id"] = id
    decoded = decode_server(json.dumps(frame))
    assert not isinstance(decoded, Malformed | Unknown), decoded
    return decoded


def usage(workspace_id: str, cpu: float = 3.2, memory: float = 12288.0) -> ServerMessage:
    """A `workspace.resource_updated` with 10 cores and 32 Gi as limits."""
    return message(
        "workspace.resource_updated",
        workspace_id=workspace_id,
        resources={
            "cpu": {"used": str(cpu), "limit": "10", "unit": "cores", "percentage": cpu * 10},
            "memory": {"used": str(memory), "limit": "32768", "unit": "Mi", "percentage": memory / 327.68},
        },
    )


def alert(workspace_id: str, id: str, severity: str = "warning", **fields: Any) -> ServerMessage:
    """A `workspace.alert_triggered`."""
    body = {"id": id, "severity": severity, "title": f"{severity} {id}", **fields}
    return message("workspace.alert_triggered", workspace_id=workspace_id, alert=body)
