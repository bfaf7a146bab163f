"""What is shown. The only part of hexatui that knows Textual."""

from __future__ import annotations

import os

# Textual paints at beats of a clock, and after each paint waits for the next beat but one: at its 60 a second, up to
# 33 ms in which a key goes unanswered. Nothing here is painted at each beat.
os.environ.setdefault("TEXTUAL_FPS", "250")
