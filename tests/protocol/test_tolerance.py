"""What is read although the reference prints it otherwise, or not at all (protocol-notes 2, 3, 4, 5, 14, 15)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from hexatui.protocol import codec
from hexatui.protocol.codec import Malformed, ServerMessage, Unknown, decode_client, decode_server
from hexatui.protocol.events import (
    AlertTriggered,
    LogEntry,
    MemberRemoved,
    MetricsUpdate,
    Ping,
    ProjectDeleted,
    ProjectUpdated,
    ProvisioningProgress,
    ResourceUpdated,
    ResourceUsage,
    StatusChanged,
)
from hexatui.protocol.messages import GetWorkspaceStatus, StreamLogs, Subscribe
from hexatui.protocol.replies import AuthResult, Error, ErrorCode, NodeCounts, SubscribeResult, WorkspaceStatus


def read(type: str, **fields: Any) -> ServerMessage:
    return decode_server(json.dumps({"type": type, **fields}))


def test_id_and_timestamp_may_be_missing_or_null() -> None:
    data = {"workspace_id": "ws-1", "new_status": "active"}
    assert isinstance(read("workspace.status_changed", data=data), StatusChanged)
    assert isinstance(read("workspace.status_changed", data=data, id=None, timestamp=None), StatusChanged)
    assert isinstance(read("ping"), Ping)


def test_a_null_is_as_good_as_nothing() -> None:
    message = read("workspace.status_changed", data={"workspace_id": "w", "new_status": "active", "message": None})
    assert isinstance(message, StatusChanged)
    assert message.data.message == ""
    assert isinstance(read("workspace.status_changed", data={"workspace_id": "w", "new_status": None}), Malformed)


def test_a_number_as_an_id_is_text() -> None:
    assert decode_client(
        '{"type": "get_workspace_status", "id": 7, "data": {"workspace_id": 8}}'
    ) == GetWorkspaceStatus(id="7", data={"workspace_id": "8"})


def test_a_timestamp_that_is_none_does_not_lose_its_message() -> None:
    entry = read("log_entry", timestamp="yesterday", data={"stream_id": "s", "timestamp": "soon", "message": "hello"})
    assert isinstance(entry, LogEntry)
    assert (entry.timestamp, entry.data.timestamp, entry.data.message) == ("yesterday", "soon", "hello")


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        ("Invalid token", "", "Invalid token"),
        ({"code": "INVALID_TOKEN", "message": "expired"}, "INVALID_TOKEN", "expired"),
        ({"code": "WS_INVALID_TOKEN", "message": "expired"}, "INVALID_TOKEN", "expired"),
        ({"code": "TEAPOT"}, "TEAPOT", ""),
        ({"code": 418, "message": None}, "418", ""),
        ({}, "", ""),
    ],
)
def test_each_form_of_an_error_becomes_the_one_normal_form(error: Any, code: str, message: str) -> None:
    for decoded in (
        read("error", error=error),
        read("auth_result", success=False, error=error),
        read("subscribe_result", id="sub-1", success=False, error=error),
    ):
        assert isinstance(decoded, Error | AuthResult | SubscribeResult), decoded
        assert decoded.error is not None
        assert (decoded.error.code, decoded.error.message) == (code, message)


def test_every_code_of_the_reference_is_named() -> None:
    for code in ErrorCode:
        decoded = read("error", error={"code": f"WS_{code}"})
        assert isinstance(decoded, Error)
        assert decoded.error.code == code


@pytest.mark.parametrize("used", ["3.2", 3.2])
def test_an_amount_may_be_text_or_a_number(used: Any) -> None:
    message = read(
        "workspace.resource_updated", data={"workspace_id": "ws-1", "resources": {"cpu": {"used": used, "limit": 10}}}
    )
    assert isinstance(message, ResourceUpdated)
    cpu = message.data.resources["cpu"]
    assert (cpu.used, cpu.limit, cpu.percentage) == ("3.2", "10", None)


def test_metrics_may_be_partial() -> None:
    message = read("monitoring.metrics_update", data={"workspace_id": "ws-1", "metrics": {"cpu": {"instant": 1}}})
    assert isinstance(message, MetricsUpdate)
    assert message.data.metrics.memory is None


def test_an_alert_may_be_resolved_and_its_figures_text() -> None:
    alert = {"id": "a", "status": "resolved", "threshold": "80 %", "value": 1}
    message = read("workspace.alert_triggered", data={"workspace_id": "ws-1", "alert": alert})
    assert isinstance(message, AlertTriggered)
    assert (message.data.alert.status, message.data.alert.threshold, message.data.alert.value) == (
        "resolved",
        "80 %",
        1,
    )


@pytest.mark.parametrize(
    "data",
    [
        {"project": {"id": "proj-1", "name": "x"}},
        {"project": "proj-1"},
        {"project_id": "proj-1"},
        {"id": "proj-1", "name": "x"},
    ],
)
def test_a_project_comes_whole_or_only_by_its_id(data: dict[str, Any]) -> None:
    updated, deleted = read("project.updated", data=data), read("project.deleted", data=data)
    assert isinstance(updated, ProjectUpdated)
    assert isinstance(deleted, ProjectDeleted)
    assert updated.data.project.id == deleted.data.project.id == "proj-1"


@pytest.mark.parametrize("rest", [{"member": {"user_id": "u"}}, {"member": "u"}, {"user_id": "u"}, {"member_id": "u"}])
def test_a_removed_member_comes_whole_or_only_by_its_id(rest: dict[str, Any]) -> None:
    message = read("organization.member_removed", data={"organization_id": "org-1", **rest})
    assert isinstance(message, MemberRemoved)
    assert message.data.member.user_id == "u"


def test_unknown_types_and_fields_end_nothing() -> None:
    assert read("workspace.renamed", id="x", data=[1]) == Unknown("workspace.renamed", "x")
    message = read("workspace.status_changed", news=1, data={"workspace_id": "w", "new_status": "s", "more": {"a": []}})
    assert isinstance(message, StatusChanged)


@pytest.mark.parametrize("where", ["beside", "inside", "both"])
def test_the_fields_of_a_result_stand_beside_the_type_or_inside_data(where: str) -> None:
    fields = {"success": True, "subscription_id": "uuid"}
    beside = fields if where != "inside" else {}
    inside = {"data": fields} if where != "beside" else {}
    message = read("subscribe_result", id="sub-1", **beside, **inside)
    assert isinstance(message, SubscribeResult)
    assert (message.id, message.success, message.subscription_id) == ("sub-1", True, "uuid")


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("", "EOF"),
        ("{", "EOF"),
        ("[]", "an array"),
        ("null", "null"),
        ("7", "a number"),
        ("{}", "type"),
        ('{"type": 7}', "type"),
        ('{"type": "ping"} {}', "trailing"),
        (b"\xff\xfe", ""),
        ('{"type": "log_entry"}', "data"),
        ('{"type": "log_entry", "data": {}}', "stream_id"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_a_frame_that_cannot_be_read_says_why(frame: str | bytes, reason: str) -> None:
    message = decode_server(frame)
    assert isinstance(message, Malformed)
    assert reason in message.reason
    assert 0 < len(message.reason) < 300


def test_a_malformed_message_keeps_the_id_that_was_legible() -> None:
    assert decode_client('{"type": "stream_logs", "id": "cmd-9"}') == Malformed(
        "stream_logs: data: Field required", "cmd-9"
    )


def test_a_lone_surrogate_is_replaced_instead_of_losing_the_message() -> None:
    message = decode_server('{"type": "log_entry", "data": {"stream_id": "s", "message": "half \\ud83d"}}')
    assert isinstance(message, LogEntry)
    assert message.data.message == "half �"


def test_not_a_number_is_no_number() -> None:
    for literal in ("NaN", "Infinity", "1e999"):
        frame = f'{{"type": "provisioning.progress", "data": {{"workspace_id": "w", "progress": {literal}}}}}'
        message = decode_server(frame)
        assert isinstance(message, ProvisioningProgress)
        assert message.data.progress is None


WRONG: list[Any] = [None, [], {}, [1], "plenty", True, "12 %"]
"""What stands where a number should."""


@pytest.mark.parametrize("wrong", WRONG)
def test_one_bad_figure_does_not_lose_its_message(wrong: Any) -> None:
    usage = {"used": "3.2", "limit": "10", "percentage": wrong}
    amounts = {"used": [] if wrong is None else wrong, "limit": wrong, "percentage": 32}
    message = read("workspace.resource_updated", data={"workspace_id": "w", "resources": {"cpu": usage, "x": amounts}})
    assert isinstance(message, ResourceUpdated)
    cpu, other = message.data.resources["cpu"], message.data.resources["x"]
    assert (cpu.used, cpu.limit, other.percentage) == ("3.2", "10", 32.0)
    assert cpu.percentage in (None, 1.0)  # JSON's true counts as 1

    averages = {"instant": wrong, "average_5m": 2, "average_1h": wrong}
    message = read("monitoring.metrics_update", data={"workspace_id": "w", "metrics": {"cpu": averages, "memory": 7}})
    assert isinstance(message, MetricsUpdate)
    assert message.data.metrics.cpu is not None
    assert (message.data.metrics.cpu.average_5m, message.data.metrics.memory) == (2.0, None)

    for type, field in (
        ("provisioning.progress", "progress"),
        ("provisioning.completed", "duration_seconds"),
        ("provisioning.failed", "can_retry"),
    ):
        assert read(type, data={"workspace_id": "w", field: wrong}).type == type

    pods = {"running": 45, "pending": wrong, "failed": 1}
    message = read("workspace_status", data={"workspace_id": "w", "nodes": wrong, "pods": pods})
    assert isinstance(message, WorkspaceStatus)
    assert message.data.pods is not None
    assert (message.data.nodes, message.data.pods.running, message.data.pods.failed) in (
        (None, 45, 1),
        (NodeCounts(), 45, 1),
    )


@pytest.mark.parametrize("usage", ["32 %", 32, []])
def test_a_usage_that_is_no_object_leaves_the_others(usage: Any) -> None:
    resources = {"cpu": {"used": "1"}, "memory": usage}
    message = read("workspace.resource_updated", data={"workspace_id": "w", "resources": resources})
    assert isinstance(message, ResourceUpdated)
    assert message.data.resources == {"cpu": ResourceUsage(used="1"), "memory": ResourceUsage()}


def test_a_timestamp_of_the_wrong_kind_does_not_lose_its_message() -> None:
    entry = read("log_entry", timestamp=[], data={"stream_id": "s", "timestamp": {}, "message": "hello"})
    assert isinstance(entry, LogEntry)
    assert (entry.timestamp, entry.data.timestamp, entry.data.message) == (None, None, "hello")


@pytest.mark.parametrize("type", ["workspace.resource_updated", "monitoring.metrics_update", "provisioning.progress"])
def test_an_id_that_is_needed_stays_needed(type: str) -> None:
    assert isinstance(read(type, data={"resources": {}, "metrics": {}}), Malformed)


@pytest.mark.parametrize("details", [["a", 1], "try later", 7, None, {"retry_after_seconds": 1}])
def test_the_details_of_an_error_may_be_anything(details: Any) -> None:
    message = read("error", id="x", error={"code": "RATE_LIMIT_EXCEEDED", "message": "slow", "details": details})
    assert isinstance(message, Error)
    assert (message.id, str(message.error)) == ("x", "RATE_LIMIT_EXCEEDED: slow")
    expected = details if isinstance(details, dict) else {} if details is None else {"details": details}
    assert message.error.details == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "WS_NOT_FOUND", "message": "gone"},
        {"data": {"code": "NOT_FOUND", "message": "gone"}},
        {"data": {"error": {"code": "NOT_FOUND", "message": "gone"}}},
        {"error": None, "code": "NOT_FOUND", "message": "gone"},
    ],
)
def test_an_error_may_stand_bare(fields: dict[str, Any]) -> None:
    message = read("error", id="x", **fields)
    assert isinstance(message, Error)
    assert (message.id, message.error.code, message.error.message) == ("x", "NOT_FOUND", "gone")


def test_an_error_that_says_nothing_is_still_one() -> None:
    for fields in ({}, {"error": {"code": None, "message": None}}):
        message = read("error", **fields)
        assert isinstance(message, Error)
        assert str(message.error) == "no reason given"
    message = read("error", error=["odd", 1])
    assert isinstance(message, Error)
    assert str(message.error) == '["odd", 1]'


def test_what_a_flood_of_mistakes_costs_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    reason = codec._reason

    def counting(error: Any) -> str:
        kept.append(error.error_count() if isinstance(error, ValidationError) else 0)
        return reason(error)

    monkeypatch.setattr(codec, "_reason", counting)
    usages: list[Any] = [0, {"used": []}, {"used": "1"}, {}]
    for resource in usages:
        resources = dict.fromkeys((str(n) for n in range(5_000)), resource)
        message = read("workspace.resource_updated", data={"workspace_id": "w", "resources": resources})
        assert isinstance(message, Malformed)
        assert "at most 1000" in message.reason
    events: list[Any] = [[]] * 5_000
    target = {"resource": "workspace", "workspace_id": "w", "events": events}
    assert isinstance(decode_client(json.dumps({"type": "subscribe", "id": "1", "data": target})), Malformed)
    assert len(kept) == 5
    assert max(kept) < 5


def test_negative_tail_lines_are_refused() -> None:
    data = {"workspace_id": "w", "namespace": "n", "pod": "p", "container": "c"}
    assert isinstance(decode_client(json.dumps({"type": "stream_logs", "id": "1", "data": data})), StreamLogs)
    refused = decode_client(json.dumps({"type": "stream_logs", "id": "1", "data": {**data, "tail_lines": -1}}))
    assert isinstance(refused, Malformed)
    assert "tail_lines" in refused.reason


def test_a_subscription_to_an_unknown_kind_is_refused() -> None:
    frame = {"type": "subscribe", "id": "1", "data": {"resource": "cluster", "cluster_id": "c", "events": []}}
    assert isinstance(decode_client(json.dumps(frame)), Malformed)
    frame["data"] = {"resource": "project", "project_id": "p", "events": []}
    assert isinstance(decode_client(json.dumps(frame)), Subscribe)
