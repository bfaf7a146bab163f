"""Every message that the reference prints: read into the model meant for it, and written back exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hexatui.protocol.codec import Unknown, decode_client, decode_server, encode

REFERENCE: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "reference.json").read_text("utf-8"))

MODELS = {
    "auth": "Auth",
    "subscribe": "Subscribe",
    "unsubscribe": "Unsubscribe",
    "get_workspace_status": "GetWorkspaceStatus",
    "stream_logs": "StreamLogs",
    "stop_stream": "StopStream",
    "pong": "Pong",
    "auth_result": "AuthResult",
    "subscribe_result": "SubscribeResult",
    "workspace_status": "WorkspaceStatus",
    "error": "Error",
    "workspace.status_changed": "StatusChanged",
    "workspace.resource_updated": "ResourceUpdated",
    "workspace.alert_triggered": "AlertTriggered",
    "provisioning.progress": "ProvisioningProgress",
    "provisioning.completed": "ProvisioningCompleted",
    "provisioning.failed": "ProvisioningFailed",
    "project.created": "ProjectCreated",
    "project.resource_quota_exceeded": "QuotaExceeded",
    "organization.member_added": "MemberAdded",
    "organization.billing_updated": "BillingUpdated",
    "monitoring.metrics_update": "MetricsUpdate",
    "monitoring.health_changed": "HealthChanged",
    "log_entry": "LogEntry",
    "ping": "Ping",
}


def rows(direction: str) -> list[Any]:
    return [
        pytest.param(row["message"], id=f"{row['section']}: {row['message']['type']}")
        for row in REFERENCE
        if row["direction"] == direction
    ]


def test_the_reference_is_whole() -> None:
    assert len(REFERENCE) == 30
    told = {row["message"]["type"] for row in REFERENCE if row["direction"] != "envelope"}
    assert told == set(MODELS)


@pytest.mark.parametrize("message", rows("server"))
def test_a_message_of_the_server_is_read_and_written_back_as_printed(message: dict[str, Any]) -> None:
    decoded = decode_server(json.dumps(message))
    assert type(decoded).__name__ == MODELS[message["type"]]
    assert not isinstance(decoded, Unknown)
    assert json.loads(encode(decoded)) == message  # type: ignore[arg-type]  # a model, as the first line says
    assert decode_server(json.dumps(message).encode()) == decoded


@pytest.mark.parametrize("message", rows("client"))
def test_a_message_of_the_client_is_read_and_written_back_as_printed(message: dict[str, Any]) -> None:
    decoded = decode_client(json.dumps(message))
    assert type(decoded).__name__ == MODELS[message["type"]]
    assert json.loads(encode(decoded)) == message  # type: ignore[arg-type]  # a model, as the first line says
    assert decode_client(json.dumps(message).encode()) == decoded


@pytest.mark.parametrize("message", rows("envelope"))
def test_the_bare_envelope_is_a_message_of_an_unknown_type(message: dict[str, Any]) -> None:
    expected = Unknown("message_type", "unique-message-id")
    assert decode_server(json.dumps(message)) == expected
    assert decode_client(json.dumps(message)) == expected
