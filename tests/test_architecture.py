"""Who may know whom, and what must not be paid for at start-up."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """A command in the project's root, its output captured; it finds this project's packages first."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=55, check=False)


def loaded_by(module: str) -> set[str]:
    """The top-level packages, and hexatui's modules, that are loaded after importing this module afresh."""
    code = f"import sys, {module}; print(*sys.modules, sep='\\n')"
    done = run(sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    names = done.stdout.split()
    return {name.partition(".")[0] for name in names} | {name for name in names if name.startswith("hexatui.")}


def modules_of(package: str) -> list[str]:
    """The package and every module inside it."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(spec.submodule_search_locations[0])
    inner = (path.relative_to(folder).with_suffix("").parts for path in folder.rglob("*.py"))
    return sorted({".".join([package, *(part for part in parts if part != "__init__")]) for parts in inner})


def test_the_import_contracts_hold() -> None:
    done = run(sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("module", ["hexatui.state.fleet", "hexatui.client.worker", "hexatui.ui.app"])
def test_what_the_first_paint_needs_loads_neither_pydantic_nor_websockets(module: str) -> None:
    assert not loaded_by(module) & {
        "pydantic",
        "pydantic_settings",
        "websockets",
        "jwt",
        "psutil",
        "httpx",
        "re2",
        "lz4",
    }


@pytest.mark.parametrize(
    "module",
    [
        "hexatui.text",
        "hexatui.token_bucket",
        "hexatui.log_levels",
        "hexatui.protocol.names",
        "hexatui.protocol.lifecycle",
        "hexatui.protocol.quantities",
        "hexatui.protocol.times",
        *modules_of("hexatui.state"),
    ],
)
def test_the_light_modules_are_light(module: str) -> None:
    heavy = {"pydantic", "websockets", "jwt", "psutil", "httpx", "re2", "lz4", "textual", "rich", "asyncio"}
    assert not loaded_by(module) & heavy


def test_the_headless_commands_never_load_textual() -> None:
    modules = modules_of("hexatui.headless")
    assert len(modules) > 1
    assert not loaded_by(", ".join(modules)) & {"textual", "rich", "hexatui.ui"}


def test_the_protocol_stands_alone() -> None:
    loaded = loaded_by(", ".join(modules_of("hexatui.protocol")))
    others = {name for name in loaded if name.startswith("hexatui.") and not name.startswith("hexatui.protocol")}
    assert others == set()
