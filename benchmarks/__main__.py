"""Run benchmarks, all or those that are named, and print one table."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.figure import table

APART = {"__init__", "__main__", "figure"}
"""Files that measure nothing."""


def main(names: list[str]) -> int:
    """Measure; the exit code."""
    known = [path.stem for path in sorted(Path(__file__).parent.glob("*.py")) if path.stem not in APART]
    modules = {name: import_module(f"benchmarks.{name}") for name in names or known if name in known}
    if unknown := [name for name in names if name not in known]:
        print(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    figures = []
    for name, module in modules.items():
        if hasattr(module, "measure"):  # The others are what a benchmark is made of.
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            figures += module.measure()
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
