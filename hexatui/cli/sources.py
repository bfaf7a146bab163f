"""The options that choose where the gateway's facts come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hexatui.cli.replay import check_recording
from hexatui.prepared import SettingsError

if TYPE_CHECKING:
    from hexatui.server.sources import Source

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--source",
        "kind",
        metavar="demo|host|FILE",
        default="demo",
        show_default=True,
        help="An invented fleet, this machine's real figures and log files, or a recording.",
    ),
    click.option("--seed", type=int, metavar="N", help="Which invented fleet."),
    click.option("--speed", type=click.FloatRange(0.01, 1000), metavar="X", help="How fast its time passes."),
    click.option("--workspaces", type=click.IntRange(1, 10_000), metavar="N", help="How many workspaces it has."),
    click.option(
        "--log",
        "logs",
        multiple=True,
        metavar="PATH",
        help="A log file of this machine to serve (with --source host); * stands for any characters.",
    ),
)


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """What the person chose; None where the source's own default shall be."""

    kind: str = "demo"
    """ "demo", "host" or the path of a recording."""
    seed: int | None = None
    speed: float | None = None
    workspaces: int | None = None
    logs: tuple[str, ...] = ()

    @property
    def recording(self) -> Path | None:
        """The recording that was chosen, if one was."""
        return None if self.kind in ("demo", "host") else Path(self.kind)

    @property
    def tuning(self) -> dict[str, int | float]:
        """The choices about the invented fleet; its speed may be a recording's, too."""
        choices = {"seed": self.seed, "speed": self.speed, "workspaces": self.workspaces}
        return {name: value for name, value in choices.items() if value is not None}

    def arguments(self) -> list[str]:
        """The same choice as options of a command line."""
        tuning = (part for name, value in self.tuning.items() for part in (f"--{name}", str(value)))
        logs = (part for pattern in self.logs for part in ("--log", pattern))
        return ["--source", self.kind, *tuning, *logs]


def source_options(command: Command) -> Command:
    """Give a command the options of a `SourceChoice`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_source(choice: SourceChoice) -> None:
    """Find what is wrong with a choice before anything is started for it.

    Raises:
        SettingsError: an option doesn't belong to the source, or the recording can't be one.
    """
    if choice.kind != "host" and choice.logs:
        raise SettingsError("--log serves files of this machine: it belongs to --source host")
    foreign = [name for name in choice.tuning if choice.kind == "host" or (choice.recording and name != "speed")]
    if foreign:
        raise SettingsError(f"--{foreign[0]} is about an invented fleet: it belongs to --source demo")
    if choice.recording:
        if not choice.recording.exists():
            raise SettingsError(f'--source is demo, host or a recording, and there is no file "{choice.kind}"')
        check_recording(choice.recording)


def make_source(choice: SourceChoice) -> Source:
    """The source that was chosen.

    Raises:
        SettingsError: it can't be made, or an option doesn't belong to it.
    """
    check_source(choice)
    from hexatui.server.sources import SourceError

    try:
        if choice.kind == "host":
            from hexatui.server.sources.host import HostSource

            return HostSource(choice.logs)
        if choice.recording:
            from hexatui.server.sources.recording import RecordingSource

            return RecordingSource(choice.recording, choice.speed or 1.0, _ended)
        from hexatui.server.sources.demo import DemoSource

        return DemoSource(**choice.tuning)  # type: ignore[arg-type]
    except SourceError as error:
        raise SettingsError(str(error)) from None


def _ended(left_out: int) -> None:
    lines = f"; {left_out:,} log lines were left out, since it doesn't say whose they are" if left_out else ""
    click.echo(f"hexatui: the recording has ended{lines}", err=True)
