"""How a person left the screen, kept across runs: one set of habits a platform, and the theme for all."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, get_args

from hexatui.kept_file import read_kept, state_path, write_kept
from hexatui.ui.render.log_rows import Timestamps
from hexatui.ui.render.tree_rows import ORDERS

if TYPE_CHECKING:
    from pathlib import Path

    from hexatui.prepared import Layout

PANES = ("workspaces", "workspace", "alerts", "logs")
"""The panes' ids, in the order of their number keys and of Tab."""

MAX_PLATFORMS = 16
"""Platforms kept; the one used longest ago makes room."""

MAX_ID = 200
"""Characters of a workspace's id that is read again."""

_CHOICES = {"pane": PANES, "order": tuple(ORDERS), "timestamps": get_args(Timestamps)}


@dataclass(frozen=True, slots=True)
class Habits:
    """How the screen stood, apart from what was on it."""

    workspace: str = ""
    """The id of the workspace that was chosen; "" for none."""
    pane: str = PANES[0]
    """The pane that had the focus."""
    zoomed: bool = False
    order: str = "name"
    """What the tree is sorted by."""
    timestamps: Timestamps = "utc"
    wrap: bool = False
    fields: bool = True

    def under(self, layout: Layout) -> Habits:
        """With what the person's file says of it, which holds at each start."""
        said = {name: getattr(layout, name) for name in ("timestamps", "wrap", "fields")}
        return replace(self, **{name: value for name, value in said.items() if value is not None})


def habits_path() -> Path:
    """Where the file lies on this system, whether or not it is there."""
    return state_path("habits.json")


def read_habits(path: Path, platform: str) -> Habits:
    """What is kept of a platform; whatever in it makes no sense is as it is by default."""
    kept = _platforms(read_kept(path)).get(platform)
    if not isinstance(kept, dict):
        return Habits()
    return Habits(**{field.name: kept[field.name] for field in fields(Habits) if _fits(field.name, kept)})


def _fits(name: str, kept: dict[str, Any]) -> bool:
    value = kept.get(name)
    if type(value) is not type(getattr(Habits(), name)):
        return False
    return value in _CHOICES.get(name, (value,)) and len(str(value)) <= MAX_ID


def _platforms(content: dict[str, Any]) -> dict[str, Any]:
    platforms = content.get("platforms")
    return platforms if isinstance(platforms, dict) else {}


def kept_theme(path: Path) -> object:
    """The name of the theme that was chosen last, unchecked; None for none."""
    return read_kept(path).get("theme")


def write_habits(path: Path, platform: str, habits: Habits, theme: str | None) -> None:
    """Keep a platform's habits, and the theme unless it is None. Waits for the disk.

    Raises:
        OSError: they can't be written.
    """
    content = read_kept(path)
    platforms = _platforms(content)
    platforms.pop(platform, None)
    platforms[platform] = asdict(habits)
    kept = {"platforms": dict(list(platforms.items())[-MAX_PLATFORMS:]), "theme": theme or content.get("theme")}
    write_kept(path, kept)
