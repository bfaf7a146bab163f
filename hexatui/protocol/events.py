"""What happens by itself: one model an event of the reference's "Event Types", `log_entry`, and `ping`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from hexatui.protocol.model import Amount, Figure, Lenient, ServerModel, Timestamp, WireModel

MAX_RESOURCES = 1_000
"""The most resources of one `workspace.resource_updated`; a longer list is refused before it is read."""


class StatusChangedData(WireModel):
    """`data` of `workspace.status_changed`."""

    workspace_id: str
    previous_status: str = ""
    new_status: str
    message: str = ""


class StatusChanged(ServerModel):
    """`workspace.status_changed`."""

    type: Literal["workspace.status_changed"] = "workspace.status_changed"
    data: StatusChangedData


class ResourceUsage(WireModel):
    """One resource of a workspace: used and limit in `unit`, as text; `percentage` 0 to 100; None what was not told."""

    used: Amount = None
    limit: Amount = None
    unit: Annotated[str, Lenient("")] = ""
    percentage: Figure = None


class ResourceUpdatedData(WireModel):
    """`data` of `workspace.resource_updated`: usage by resource name, "cpu" and "memory" among them."""

    workspace_id: str
    resources: dict[str, Annotated[ResourceUsage, Lenient(ResourceUsage())]] = Field(max_length=MAX_RESOURCES)


class ResourceUpdated(ServerModel):
    """`workspace.resource_updated`."""

    type: Literal["workspace.resource_updated"] = "workspace.resource_updated"
    data: ResourceUpdatedData


class Alert(WireModel):
    """An alert. `resource` is a path such as "pod/api-server-abc123"; threshold and value share a unit."""

    id: str
    type: str = ""
    severity: str = ""
    title: str = ""
    description: str = ""
    resource: str = ""
    threshold: Annotated[float | str | None, Lenient()] = None
    value: Annotated[float | str | None, Lenient()] = None
    status: Annotated[str | None, Lenient()] = None
    """`firing` or `resolved`; the WebSocket reference prints none, which means firing."""


class AlertTriggeredData(WireModel):
    """`data` of `workspace.alert_triggered`."""

    workspace_id: str
    alert: Alert


class AlertTriggered(ServerModel):
    """`workspace.alert_triggered`."""

    type: Literal["workspace.alert_triggered"] = "workspace.alert_triggered"
    data: AlertTriggeredData


class ProvisioningProgressData(WireModel):
    """`data` of `provisioning.progress`; `progress` is a percentage, 0 to 100, or None where none was told."""

    task_id: str = ""
    workspace_id: str
    stage: str = ""
    progress: Figure = None
    message: str = ""


class ProvisioningProgress(ServerModel):
    """`provisioning.progress`."""

    type: Literal["provisioning.progress"] = "provisioning.progress"
    data: ProvisioningProgressData


class ProvisioningCompletedData(WireModel):
    """`data` of `provisioning.completed`."""

    task_id: str = ""
    workspace_id: str
    duration_seconds: Figure = None
    api_endpoint: str = ""


class ProvisioningCompleted(ServerModel):
    """`provisioning.completed`."""

    type: Literal["provisioning.completed"] = "provisioning.completed"
    data: ProvisioningCompletedData


class ProvisioningFailedData(WireModel):
    """`data` of `provisioning.failed`."""

    task_id: str = ""
    workspace_id: str
    error: str = ""
    stage: str = ""
    can_retry: Annotated[bool, Lenient(False)] = False


class ProvisioningFailed(ServerModel):
    """`provisioning.failed`."""

    type: Literal["provisioning.failed"] = "provisioning.failed"
    data: ProvisioningFailedData


class Project(WireModel):
    """A project; events that name only its id leave the rest empty (protocol-notes 5)."""

    id: str
    name: str = ""
    namespace: str = ""
    workspace_id: str = ""
    created_by: str = ""


class ProjectData(WireModel):
    """`data` of project.created, project.updated and project.deleted: the object whole, or only its id."""

    project: Project

    @model_validator(mode="before")
    @classmethod
    def _from_bare_fields(cls, value: Any) -> Any:
        if isinstance(value, dict) and not isinstance(value.get("project"), dict | Project):
            bare = value.get("project", value.get("project_id", value.get("id")))
            return {"project": {**value, "id": bare}}
        return value


class ProjectCreated(ServerModel):
    """`project.created`."""

    type: Literal["project.created"] = "project.created"
    data: ProjectData


class ProjectUpdated(ServerModel):
    """`project.updated`: named by the reference, never printed (protocol-notes 5)."""

    type: Literal["project.updated"] = "project.updated"
    data: ProjectData


class ProjectDeleted(ServerModel):
    """`project.deleted`: named by the reference, never printed (protocol-notes 5)."""

    type: Literal["project.deleted"] = "project.deleted"
    data: ProjectData


class QuotaExceededData(WireModel):
    """`data` of `project.resource_quota_exceeded`; the amounts are Kubernetes quantities."""

    project_id: str
    namespace: str = ""
    resource: str = ""
    requested: str = ""
    limit: str = ""
    current_usage: str = ""


class QuotaExceeded(ServerModel):
    """`project.resource_quota_exceeded`."""

    type: Literal["project.resource_quota_exceeded"] = "project.resource_quota_exceeded"
    data: QuotaExceededData


class Member(WireModel):
    """A member of an organization; a removal may name only `user_id` (protocol-notes 5)."""

    user_id: str
    email: str = ""
    role: str = ""
    added_by: str = ""


class MemberData(WireModel):
    """`data` of organization.member_added and organization.member_removed."""

    organization_id: str
    member: Member

    @model_validator(mode="before")
    @classmethod
    def _from_bare_fields(cls, value: Any) -> Any:
        if isinstance(value, dict) and not isinstance(value.get("member"), dict | Member):
            bare = value.get("member", value.get("user_id", value.get("member_id")))
            return {**value, "member": {**value, "user_id": bare}}
        return value


class MemberAdded(ServerModel):
    """`organization.member_added`."""

    type: Literal["organization.member_added"] = "organization.member_added"
    data: MemberData


class MemberRemoved(ServerModel):
    """`organization.member_removed`: named by the reference, never printed (protocol-notes 5)."""

    type: Literal["organization.member_removed"] = "organization.member_removed"
    data: MemberData


class Billing(WireModel):
    """A change of plan."""

    previous_plan: str = ""
    new_plan: str = ""
    effective_date: Annotated[Timestamp | None, Lenient()] = None


class BillingUpdatedData(WireModel):
    """`data` of `organization.billing_updated`."""

    organization_id: str
    billing: Billing


class BillingUpdated(ServerModel):
    """`organization.billing_updated`."""

    type: Literal["organization.billing_updated"] = "organization.billing_updated"
    data: BillingUpdatedData


class Averages(WireModel):
    """A metric now and averaged over five minutes and an hour: cpu in cores, memory in Mi."""

    instant: Figure = None
    average_5m: Figure = None
    average_1h: Figure = None


class NetworkRates(WireModel):
    """Network rates as text with a unit, such as "1.2MB/s"."""

    ingress_rate: Amount = None
    egress_rate: Amount = None


class Metrics(WireModel):
    """What `monitoring.metrics_update` measures; any of it may be missing."""

    cpu: Annotated[Averages | None, Lenient()] = None
    memory: Annotated[Averages | None, Lenient()] = None
    network: Annotated[NetworkRates | None, Lenient()] = None


class MetricsUpdateData(WireModel):
    """`data` of `monitoring.metrics_update`."""

    workspace_id: str
    metrics: Metrics


class MetricsUpdate(ServerModel):
    """`monitoring.metrics_update`."""

    type: Literal["monitoring.metrics_update"] = "monitoring.metrics_update"
    data: MetricsUpdateData


class HealthChangedData(WireModel):
    """`data` of `monitoring.health_changed`."""

    workspace_id: str
    component: str
    previous_status: str = ""
    new_status: str
    reason: str = ""


class HealthChanged(ServerModel):
    """`monitoring.health_changed`."""

    type: Literal["monitoring.health_changed"] = "monitoring.health_changed"
    data: HealthChangedData


class LogEntryData(WireModel):
    """One log line. `timestamp` is the line's own time; `message` is hostile text."""

    stream_id: str
    timestamp: Annotated[Timestamp | None, Lenient()] = None
    level: str = ""
    message: str = ""
    pod: str = ""
    container: str = ""


class LogEntry(ServerModel):
    """`log_entry` ("Get Real-time Logs")."""

    type: Literal["log_entry"] = "log_entry"
    data: LogEntryData


class Ping(ServerModel):
    """`ping`: answered by `pong` ("Ping/Pong")."""

    type: Literal["ping"] = "ping"


Event = (
    StatusChanged
    | ResourceUpdated
    | AlertTriggered
    | ProvisioningProgress
    | ProvisioningCompleted
    | ProvisioningFailed
    | ProjectCreated
    | ProjectUpdated
    | ProjectDeleted
    | QuotaExceeded
    | MemberAdded
    | MemberRemoved
    | BillingUpdated
    | MetricsUpdate
    | HealthChanged
    | LogEntry
    | Ping
)
"""Everything that a server says unasked, and the entries of a log stream."""
