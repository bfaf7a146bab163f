"""The options that choose where the gateway's facts come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hexatui.prepared import SettingsError

if TYPE_CHECKING:
    from hexatui.server.sources import Source

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--source",
        "kind",
        type=click.Choice(["demo", "host"]),
        default="demo",
        show_default=True,
        help="An invented fleet, or this machine's real figures and log files.",
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
    seed: int | None = None
    speed: float | None = None
    workspaces: int | None = None
    logs: tuple[str, ...] = ()

    @property
    def tuning(self) -> dict[str, int | float]:
        """The choices about the invented fleet."""
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
        SettingsError: an option doesn't belong to the source.
    """
    if choice.kind == "demo" and choice.logs:
        raise SettingsError("--log serves files of this machine: it belongs to --source host")
    if choice.kind == "host" and choice.tuning:
        name = next(iter(choice.tuning))
        raise SettingsError(f"--{name} is about an invented fleet: it belongs to --source demo")


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
        from hexatui.server.sources.demo import DemoSource

        return DemoSource(**choice.tuning)  # type: ignore[arg-type]
    except SourceError as error:
        raise SettingsError(str(error)) from None
