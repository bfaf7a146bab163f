"""`python -m hexatui`: the same as the `hexatui` command."""

from __future__ import annotations

import sys

from hexatui.cli import main

if __name__ == "__main__":
    sys.exit(main())
