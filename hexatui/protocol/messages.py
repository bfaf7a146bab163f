"""What a client says. `auth` and `pong` go out bare, everything else as {type, id, data} (protocol-notes 2)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import FailFast, Field, SecretStr, field_serializer

from hexatui.protocol.model import WireModel
from hexatui.protocol.names import LogSource, Resource

EventNames = Annotated[list[str], FailFast()]
"""Names of events; the first that is none ends the reading, or a hostile list would be answered for each item."""


class Auth(WireModel):
    """`auth`: the JWT, said first. The token is masked in every representation but the encoded frame."""

    type: Literal["auth"] = "auth"
    token: SecretStr

    @field_serializer("token", when_used="json")
    def _reveal(self, token: SecretStr) -> str:
        return token.get_secret_value()


class WorkspaceTarget(WireModel):
    """`data` of a subscription to a workspace's events."""

    resource: Literal["workspace"] = "workspace"
    workspace_id: str
    events: EventNames

    @property
    def target(self) -> Resource:
        """What is subscribed to."""
        return Resource("workspace", self.workspace_id)


class OrganizationTarget(WireModel):
    """`data` of a subscription to an organization's events."""

    resource: Literal["organization"] = "organization"
    organization_id: str
    events: EventNames

    @property
    def target(self) -> Resource:
        """What is subscribed to."""
        return Resource("organization", self.organization_id)


class ProjectTarget(WireModel):
    """`data` of a subscription to a project's events."""

    resource: Literal["project"] = "project"
    project_id: str
    events: EventNames

    @property
    def target(self) -> Resource:
        """What is subscribed to."""
        return Resource("project", self.project_id)


SubscriptionTarget = Annotated[WorkspaceTarget | OrganizationTarget | ProjectTarget, Field(discriminator="resource")]


class Subscribe(WireModel):
    """`subscribe`: asks for the named events of one resource. Answered by `subscribe_result`."""

    type: Literal["subscribe"] = "subscribe"
    id: str
    data: SubscriptionTarget


class SubscriptionReference(WireModel):
    """`data` of `unsubscribe`."""

    subscription_id: str


class Unsubscribe(WireModel):
    """`unsubscribe`: takes effect when sent; no answer is documented (protocol-notes 7)."""

    type: Literal["unsubscribe"] = "unsubscribe"
    id: str
    data: SubscriptionReference


class WorkspaceReference(WireModel):
    """`data` of `get_workspace_status`."""

    workspace_id: str


class GetWorkspaceStatus(WireModel):
    """`get_workspace_status`: answered by `workspace_status` with the same id."""

    type: Literal["get_workspace_status"] = "get_workspace_status"
    id: str
    data: WorkspaceReference


class LogRequest(WireModel):
    """`data` of `stream_logs`. `tail_lines` counts lines of history, 0 or more."""

    workspace_id: str
    namespace: str
    pod: str
    container: str
    follow: bool = True
    tail_lines: int = Field(default=100, ge=0)

    @property
    def source(self) -> LogSource:
        """The container asked for."""
        return LogSource(self.workspace_id, self.namespace, self.pod, self.container)


class StreamLogs(WireModel):
    """`stream_logs`: its id becomes the `stream_id` of each `log_entry`."""

    type: Literal["stream_logs"] = "stream_logs"
    id: str
    data: LogRequest


class StreamReference(WireModel):
    """`data` of `stop_stream`."""

    stream_id: str


class StopStream(WireModel):
    """`stop_stream`: takes effect when sent; no answer is documented (protocol-notes 7)."""

    type: Literal["stop_stream"] = "stop_stream"
    id: str
    data: StreamReference


class Pong(WireModel):
    """`pong`: the answer to `ping` ("Ping/Pong")."""

    type: Literal["pong"] = "pong"


ClientMessage = Auth | Subscribe | Unsubscribe | GetWorkspaceStatus | StreamLogs | StopStream | Pong
"""Everything that a client may say."""


def subscribe_to(resource: Resource, events: tuple[str, ...], id: str) -> Subscribe:
    """The `subscribe` message for one resource.

    Raises:
        pydantic.ValidationError: the resource's kind is none of workspace, organization, project.
    """
    data: dict[str, Any] = {
        "resource": resource.kind,
        f"{resource.kind}_id": resource.id,
        "events": list(events),
    }
    return Subscribe.model_validate({"id": id, "data": data})
