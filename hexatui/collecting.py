"""The garbage collector, set for a program that receives much and keeps little of it as objects. Knows nobody.

As Python sets it, it looked through everything that there is twenty times in a flood of 300,000 log entries, up to
97 ms at a time in which nobody else could run: a quarter of all that the client did.
"""

from __future__ import annotations

import gc

THRESHOLDS = (1_000, 10, 2_000)
"""New objects, which take a millisecond or less to look at, in between two looks at them; then how many of those looks
between two at the older ones, which take four; and how many of these between two at all. A flood of a million entries
with keys pressed has 20 to 45 ms of a pause where each look waits for ten times as many."""


def collect_seldom() -> None:
    """Look at new objects less often, and never again at those that are there by now: modules, classes, the screen."""
    gc.set_threshold(*THRESHOLDS)
    gc.freeze()
