"""What answers a client: results, a workspace's status, errors."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_serializer, model_validator

from hexatui.protocol.model import Count, Lenient, ServerModel, WireModel


class ErrorCode(StrEnum):
    """The codes of "Common Error Codes". Others may come; they are kept and shown as they are."""

    AUTH_REQUIRED = "AUTH_REQUIRED"
    INVALID_TOKEN = "INVALID_TOKEN"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    RESOURCE_NOT_FOUND = "RESOURCE_NOT_FOUND"
    SUBSCRIPTION_LIMIT_EXCEEDED = "SUBSCRIPTION_LIMIT_EXCEEDED"
    INVALID_MESSAGE_FORMAT = "INVALID_MESSAGE_FORMAT"
    RATE_LIMIT_EXCEEDED = "RATE_LIMIT_EXCEEDED"
    MESSAGE_TOO_LARGE = "MESSAGE_TOO_LARGE"


def _normal_error(value: Any) -> Any:
    """Both printed forms of an error, text and object, as the object (protocol-notes 3); others as their text."""
    return value if value is None or isinstance(value, dict | ErrorDetail) else {"message": value}


def _text(value: Any) -> str:
    """What an error says, whatever it says it with."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, default=str)


def _details(value: Any) -> dict[str, Any]:
    """Details that are no object are one detail."""
    return value if isinstance(value, dict) else {} if value is None else {"details": value}


class ErrorDetail(WireModel):
    """What went wrong, in its one normal form."""

    code: Annotated[str, BeforeValidator(lambda code: _text(code).removeprefix("WS_"))] = ""
    """An `ErrorCode` without the prefix `WS_`, another code, or "" where none was given."""
    message: Annotated[str, BeforeValidator(_text)] = ""
    details: Annotated[dict[str, Any], BeforeValidator(_details)] = Field(default_factory=dict)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.code, self.message) if part) or "no reason given"


AnyError = Annotated[ErrorDetail, BeforeValidator(_normal_error)]


class _Result(ServerModel):
    """An answer whose fields may stand beside `type` or inside `data` (protocol-notes 15)."""

    @model_validator(mode="before")
    @classmethod
    def _lift_data(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("data"), dict):
            return {**value["data"], **value}
        return value


class AuthResult(_Result):
    """`auth_result`, in both its forms ("Authentication Response")."""

    type: Literal["auth_result"] = "auth_result"
    success: bool
    user_id: str | None = None
    message: str | None = None
    error: AnyError | None = None

    @field_serializer("error", when_used="json-unless-none")
    def _as_printed(self, error: ErrorDetail) -> str:
        return error.message or error.code


class SubscribeResult(_Result):
    """`subscribe_result` ("Subscription Response"); a failed one carries `error`."""

    type: Literal["subscribe_result"] = "subscribe_result"
    success: bool
    subscription_id: str | None = None
    error: AnyError | None = None


class NodeCounts(WireModel):
    """Nodes of a workspace: how many are ready, of how many; None where that was not told."""

    ready: Count = None
    total: Count = None


class PodCounts(WireModel):
    """Pods of a workspace by state; None where that was not told."""

    running: Count = None
    pending: Count = None
    failed: Count = None


class WorkspaceStatusData(WireModel):
    """`data` of `workspace_status`."""

    workspace_id: str
    status: str = ""
    health: str = ""
    nodes: Annotated[NodeCounts | None, Lenient()] = None
    pods: Annotated[PodCounts | None, Lenient()] = None


class WorkspaceStatus(ServerModel):
    """`workspace_status`, the answer to `get_workspace_status`."""

    type: Literal["workspace_status"] = "workspace_status"
    data: WorkspaceStatusData


class Error(ServerModel):
    """`error`: with the id of a request it fails that request; without one it belongs to the connection.

    Its code and message may also stand beside `type`, or inside `data`.
    """

    type: Literal["error"] = "error"
    error: AnyError

    @model_validator(mode="before")
    @classmethod
    def _from_bare_fields(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("error") is None:
            bare = value["data"] if isinstance(value.get("data"), dict) else value
            nested = bare.get("error")
            return {**value, "error": bare if nested is None else nested}
        return value


Reply = AuthResult | SubscribeResult | WorkspaceStatus | Error
"""Everything that answers a client."""
