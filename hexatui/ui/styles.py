"""Where the TCSS files lie: in the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path


def styles_path() -> Path:
    """The folder of the TCSS files."""
    package = Path(__file__).parents[1]
    packed = package / "styles"
    return packed if packed.is_dir() else package.parent / "styles"
