"""Taking something out of the program: through the terminal's clipboard, or into a file. Nothing here waits."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hexatui.text import safe
from hexatui.ui.figures import plural
from hexatui.ui.terminal.clipboard import MAX_BYTES, clipboard_sequence

if TYPE_CHECKING:
    from textual.app import App


def copy_out(app: App[Any], content: bytes, what: str) -> bool:
    """Hand a content to the terminal's clipboard and say so; False where it is too large for that.

    Whether the terminal took it can't be known: many ask their owner first, some do nothing.
    """
    if len(content) > MAX_BYTES:
        return False
    if driver := app._driver:
        driver.write(clipboard_sequence(content, os.environ))
    app.notify(f"{what}, {plural(len(content), 'byte')}: handed to the terminal's clipboard", markup=False)
    return True


def write_out(app: App[Any], write: Callable[[], str]) -> None:
    """Write in a thread, also when the screen is gone meanwhile, and say what `write` gives: what is where."""

    async def run() -> None:
        try:
            words = await asyncio.to_thread(write)
        except OSError as error:
            reason = safe(error.strerror or type(error).__name__)
            app.notify(f"could not be saved: {reason}", severity="error", markup=False)
        else:
            app.notify(safe(words), markup=False)

    app.run_worker(run(), exit_on_error=False)
