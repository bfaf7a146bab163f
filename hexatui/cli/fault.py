"""A fault of Hexatui's own with its details, for whoever repairs it; the token kept out of them."""

from __future__ import annotations

import os
import re
import traceback

from hexatui.recording import MASK
from hexatui.text import safe

_SECRET = re.compile(r"[A-Za-z0-9_.~+=-]{20,}")
"""What may be a token, or a part of one: no word of ours is as long."""


def details(error: BaseException) -> str:
    """Where the error and those behind it come from, as a traceback; their texts without what may be a token."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < 20:
        stack = "".join(traceback.format_tb(cause.__traceback__))
        parts.append(
            f"Traceback (most recent call last):\n{stack}{type(cause).__name__}: {safe(_masked(str(cause)))}\n"
        )
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\nwhich led to:\n\n".join(reversed(parts))


def _masked(text: str) -> str:
    token = os.environ.get("HEXATUI_TOKEN", "").strip()
    return _SECRET.sub(MASK, text.replace(token, MASK) if token else text)
