from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import gc
from hexatui.collecting import collect_seldom
collect_seldom()
collections = []
gc.callbacks.append(lambda phase, about: collections.append(phase))
for batch in range(1_000):
    messages = [{"of": [batch]} for message in range(100)]
print(len(collections), gc.isenabled(), gc.get_freeze_count() > 1_000)
"""


def test_what_is_received_and_forgotten_is_not_looked_at() -> None:
    found = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["0", "True", "True"]
