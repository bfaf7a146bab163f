from __future__ import annotations

import ast
from pathlib import Path

import pytest

import hexatui.ui
from hexatui.ui.terminal.ascii_lines import TABLE

UI = Path(hexatui.ui.__file__).parent

NOT_SHOWN = {"palette.py", "render/cells.py", "terminal/screen_cells.py"}
"""Those of the palette have ASCII ones beside them; the others' are compared with."""


def words(path: Path) -> str:
    """The texts within a program, without what is said about it."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    said = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in said)
    return "".join(text for text in texts if isinstance(text, str))


@pytest.mark.parametrize("name", sorted({str(path.relative_to(UI)) for path in UI.rglob("*.py")} - NOT_SHOWN))
def test_every_shape_that_is_drawn_without_asking_the_palette_has_an_ascii_one(name: str) -> None:
    assert words(UI / name).translate(TABLE).isascii()
