"""The garbage collector, set for a program that receives much and keeps little of it as objects. Knows nobody.

As Python sets it, it looked through everything that there is twenty times in a flood of 300,000 log entries, up to
97 ms at a time in which nobody else could run: a quarter of all that the client did.
"""

from __future__ import annotations

import gc

THRESHOLDS = (10_000, 20, 100)
"""More objects than a batch of messages makes, before the youngest are looked at; and the older ones as seldom."""


def collect_seldom() -> None:
    """Look at new objects less often, and never again at those that are there by now: modules, classes, the screen."""
    gc.set_threshold(*THRESHOLDS)
    gc.freeze()
