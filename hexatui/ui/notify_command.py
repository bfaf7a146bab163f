"""The person's own program that is told of a call. Waits for it: to be called in a thread."""

from __future__ import annotations

import os
import shlex
import subprocess

from hexatui.ui.calling import Call

PATIENCE = 30.0
"""Seconds after which the program is ended: it may hang, and the next call must not find it still there."""


def tell(command: str, call: Call) -> str:
    """Run the command with what the alert says in its environment. What went wrong in a sentence, or "".

    There is no shell between: what a platform writes into a title is never a command's text. The token is not handed
    down.
    """
    environment = {name: value for name, value in os.environ.items() if name != "HEXATUI_TOKEN"}
    try:
        done = subprocess.run(
            shlex.split(command),
            env={**environment, "HEXATUI_CALL": f"{call.title}: {call.words}", **call.facts},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"the notification command was ended: it took longer than {PATIENCE:.0f} seconds"
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return f"the notification command can't be run: {reason}"
    return f"the notification command failed with exit code {done.returncode}" if done.returncode else ""
