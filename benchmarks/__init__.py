"""The figures of the README, each beside its peers: `python -m benchmarks [NAME]...`, from the project's root.

A file has one subject and a function `measure() -> list[Figure]`.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The project's root."""

sys.path.insert(0, str(ROOT / "tests"))  # For `support`, the terminal and the gateway that the tests use too.
