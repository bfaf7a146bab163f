"""`hexatui status`: a workspace's status, once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hexatui.exit_codes import ExitCode
from hexatui.headless.conversation import converse
from hexatui.headless.outbox import Outbox
from hexatui.protocol.lifecycle import LifecycleFact, RequestFailed
from hexatui.protocol.replies import WorkspaceStatus, WorkspaceStatusData
from hexatui.text import safe

if TYPE_CHECKING:
    from hexatui.client.options import ConnectionOptions
    from hexatui.client.session import Session
    from hexatui.protocol.codec import ServerMessage


def print_status(options: ConnectionOptions, workspace_id: str, results: int, *, as_json: bool) -> int:
    """Ask for a workspace's status and write it. Gives the exit code."""
    outbox = Outbox(results, "answers")

    def hear(message: ServerMessage | LifecycleFact, at: float) -> None:
        match message:
            case WorkspaceStatus() if message.data.workspace_id == workspace_id:
                text = message.data.model_dump_json(ensure_ascii=True) if as_json else status_text(message.data)
                outbox.put(f"{text}\n".encode())
                outbox.finish(ExitCode.DONE)
            case RequestFailed():
                # Without a code nobody answered.
                outbox.finish(ExitCode.PLATFORM_ERROR if message.code else ExitCode.UNREACHABLE)

    def ask(session: Session) -> None:
        session.request_status(workspace_id)

    return converse(replace(options, resources=()), outbox, hear, ask=ask)


def status_text(status: WorkspaceStatusData) -> str:
    """The status for a person: a line each for what was told."""
    rows = {"workspace": status.workspace_id, "status": status.status, "health": status.health}
    if status.nodes:
        rows["nodes"] = f"{status.nodes.ready} of {status.nodes.total} ready"
    if status.pods:
        pods = status.pods
        rows["pods"] = f"{pods.running} running, {pods.pending} pending, {pods.failed} failed"
    return "\n".join(f"{name:<10} {safe(value)}" for name, value in rows.items() if value)
