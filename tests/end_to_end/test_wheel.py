"""The program as it is installed: from a wheel, in a folder that holds nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.timeout(120)


def run(command: list[str], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel was installed; the libraries it needs are this environment's."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)], folder)
    (wheel,) = folder.glob("hexatui-*.whl")
    run([*pip, "install", "--no-deps", "--no-index", "--target", str(folder / "site"), str(wheel)], folder)
    return folder / "site"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder in which nothing of the checkout can be found by chance."""
    return tmp_path


def test_the_installed_command_runs(installed: Path, empty: Path) -> None:
    said = run([sys.executable, "-m", "hexatui", "--version"], empty, PYTHONPATH=str(installed))
    assert said.startswith("hexatui ")
    assert (installed / "bin" / "hexatui").exists()


def test_the_styles_come_from_the_wheel(installed: Path, empty: Path) -> None:
    code = (
        "import hexatui; from hexatui.ui.screens.dashboard import Dashboard;"
        "print(hexatui.__file__, *Dashboard.CSS_PATH, sep='\\n')"
    )
    package, *sheets = run([sys.executable, "-c", code], empty, PYTHONPATH=str(installed)).split()
    assert Path(package).is_relative_to(installed)
    assert sheets
    assert all(Path(sheet).is_relative_to(installed) and Path(sheet).is_file() for sheet in sheets)


def test_the_gateway_of_the_demo_starts_from_the_wheel(installed: Path, empty: Path) -> None:
    # A file of this name in the current folder must not be taken for the library.
    (empty / "click.py").write_text("raise SystemExit('the wrong click')")
    code = (
        "from hexatui.cli.demo import GatewayProcess; from hexatui.cli.sources import SourceChoice\n"
        "with GatewayProcess(SourceChoice()) as gateway: print(*gateway.address())"
    )
    said = run([sys.executable, "-P", "-c", code], empty, PYTHONPATH=str(installed))
    assert said.startswith("ws://127.0.0.1:")
