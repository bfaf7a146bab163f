"""What a person takes out of a log: a line or a trace through the clipboard, lines into a file. Nothing here waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hexatui.ui.figures import plural
from hexatui.ui.logs.saved_lines import save_lines, text_bytes
from hexatui.ui.logs.taking_out import copy_out, write_out
from hexatui.ui.new_file import folders

if TYPE_CHECKING:
    from textual.app import App

    from hexatui.protocol.names import LogSource
    from hexatui.state.logs import LogLine


def copy_lines(app: App[Any], lines: Sequence[LogLine], source: LogSource) -> bool:
    """Hand raw texts to the terminal's clipboard, a line each; what is too large goes to a file.

    Returns:
        whether there was a text; a gap has none.
    """
    texts = [line.text for line in lines if not line.gap]
    if texts and not copy_out(app, text_bytes("\n".join(texts)), plural(len(texts), "line")):
        save_taken(app, lambda: lines, source, "too large for a terminal's clipboard: ")
    return bool(texts)


def save_taken(
    app: App[Any], take: Callable[[], Iterable[LogLine]], source: LogSource, why: str = "", dropped: int = 0
) -> None:
    """Write lines into a new file; `take` is called, and gone through, in another thread."""
    now = time.time()

    def write() -> str:
        saved = save_lines(take(), source, now, folders(), dropped)
        return f"{why}saved {plural(saved.lines, 'line')}: {saved.path}"

    write_out(app, write)
