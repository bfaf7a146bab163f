"""`hexatui events`, `logs`, `status` and `record`: the commands for pipes and scripts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from hexatui.cli.completion import opened_before
from hexatui.cli.options import PATH, given, headless_options, name
from hexatui.prepared import TAIL_LINES
from hexatui.protocol.names import LogSource
from hexatui.terminal import no_colours

STDOUT = 1


@click.command()
@headless_options
@click.pass_context
def events(context: click.Context, /, **values: Any) -> int:
    """Print every message that is received, one JSON object a line, until interrupted."""
    from hexatui.headless.events import follow_events
    from hexatui.settings import prepare

    return follow_events(prepare(given(context, values)).options, STDOUT)


@click.command()
@click.argument("workspace", type=name, shell_complete=opened_before(lambda source: source.workspace_id))
@click.argument(
    "pods",
    type=name,
    nargs=-1,
    required=True,
    metavar="POD...",
    shell_complete=opened_before(lambda source: source.pod),
)
@click.option(
    "-n",
    "--namespace",
    type=name,
    required=True,
    metavar="NAMESPACE",
    shell_complete=opened_before(lambda source: source.namespace),
    help="The pods' namespace.",
)
@click.option(
    "-c",
    "--container",
    type=name,
    required=True,
    metavar="CONTAINER",
    shell_complete=opened_before(lambda source: source.container),
    help="The container in each pod.",
)
@click.option("-f", "--follow", is_flag=True, default=False, help="Go on with the lines that come.")
@click.option(
    "--tail",
    "tail_lines",
    type=click.IntRange(min=0),
    default=TAIL_LINES,
    metavar="N",
    show_default=True,
    help="Lines of history.",
)
@click.option("--json", "as_json", is_flag=True, default=False, help="One JSON object a line.")
@headless_options
@click.pass_context
def logs(
    context: click.Context,
    /,
    workspace: str,
    pods: tuple[str, ...],
    namespace: str,
    container: str,
    follow: bool,
    tail_lines: int,
    as_json: bool,
    **values: Any,
) -> int:
    """Print the log of a container: TIMESTAMP LEVEL MESSAGE; of several pods, each line after its pod."""
    from hexatui.client.log_streams import MOST_STREAMS
    from hexatui.headless.logs import print_logs
    from hexatui.settings import prepare

    sources = [LogSource(workspace, namespace, pod, container) for pod in dict.fromkeys(pods)]
    if len(sources) > MOST_STREAMS:
        raise click.BadParameter(f"{MOST_STREAMS} pods at most can be followed at once.", param_hint="'POD...'")
    is_terminal = os.isatty(STDOUT)
    return print_logs(
        prepare(given(context, values)).options,
        sources,
        STDOUT,
        tail_lines=tail_lines,
        follow=follow,
        as_json=as_json,
        for_terminal=is_terminal,
        coloured=is_terminal and not no_colours() and os.environ.get("TERM") != "dumb",
    )


@click.command()
@click.argument("workspace", type=name, shell_complete=opened_before(lambda source: source.workspace_id))
@click.option("--json", "as_json", is_flag=True, default=False, help="As one JSON object.")
@headless_options
@click.pass_context
def status(context: click.Context, /, workspace: str, as_json: bool, **values: Any) -> int:
    """Print the status of a workspace."""
    from hexatui.headless.status import print_status
    from hexatui.settings import prepare

    return print_status(prepare(given(context, values)).options, workspace, STDOUT, as_json=as_json)


@click.command()
@click.argument("file", type=PATH)
@headless_options
@click.pass_context
def record(context: click.Context, /, file: Path, **values: Any) -> int:
    """Record the connection's frames into FILE until interrupted. The token is never among them."""
    from hexatui.headless.record import record_frames
    from hexatui.settings import prepare

    return record_frames(prepare(given(context, values)).options, file)
