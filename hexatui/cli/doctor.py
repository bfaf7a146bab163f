"""`hexatui doctor`: what works and what doesn't."""

from __future__ import annotations

from typing import Any

import click

from hexatui.cli.options import given, headless_options

STDOUT = 1


@click.command()
@click.option("--json", "as_json", is_flag=True, default=False, help="One JSON object a line.")
@headless_options
@click.pass_context
def doctor(context: click.Context, /, as_json: bool, **values: Any) -> int:
    """Examine what works and what doesn't, from the configuration to the terminal, a line each.

    Each line says ok, warning, failed, or skipped where an earlier failure leaves nothing to try; then what was
    found, and what to do. The token is not shown. The exit code is that of the first failure; warnings are none.
    """
    from hexatui.headless.doctor import examine
    from hexatui.ui.keymap import keymap

    return examine(
        given(context, values),
        STDOUT,
        as_json=as_json,
        check=lambda found: keymap(found.prepared.preferences.keys),
    )
