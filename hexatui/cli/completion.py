"""`hexatui completion`: what a shell needs to complete the commands; and what it is offered for their values."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import click

from hexatui.protocol.names import LogSource

Offer = Callable[[click.Context, click.Parameter, str], list[str]]
"""What click asks for the words that may stand in a place."""

SHELLS = ("bash", "zsh", "fish")

VARIABLE = "_HEXATUI_COMPLETE"
"""In which the shell's script says what it wants."""

COMPLETING = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }"
"""What has zsh complete at all, where a person's own file has not yet."""


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print what makes a shell complete the commands.

    For bash, in ~/.bashrc: eval "$(hexatui completion bash)"; likewise for zsh in ~/.zshrc. For fish: hexatui
    completion fish > ~/.config/fish/completions/hexatui.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    # Not `source()`: it would run bash to learn its version.
    script = kind(context.find_root().command, {}, "hexatui", VARIABLE)
    source = script.source_template % script.source_vars()
    click.echo(source.replace("    compdef ", f"    {COMPLETING}\n    compdef "))
    return 0


def complete(command: click.Command) -> int | None:
    """Answer a shell that asks, or None where none does; the exit code."""
    if not (instruction := os.environ.get(VARIABLE)):
        return None
    from click.shell_completion import shell_complete

    return shell_complete(command, {"help_option_names": ["-h", "--help"]}, "hexatui", VARIABLE, instruction)


# What may stand in a place: read from the person's own files, and never a reason to fail.


def profiles(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """The names of profiles."""
    from hexatui.config_file import BUILT_IN_URLS, config_path, read_config_file
    from hexatui.prepared import SettingsError

    try:
        named = read_config_file(config_path()).profiles
    except SettingsError:
        named = {}
    return _beginning(incomplete, [*BUILT_IN_URLS, *named])


def opened_before(part: Callable[[LogSource], str]) -> Offer:
    """A part of the containers whose logs were opened before, the latest first."""

    def offer(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
        from hexatui.ui.logs.opened_before import default_path, read

        return _beginning(incomplete, (part(opened.source) for opened in read(default_path())))

    return offer


def _beginning(incomplete: str, words: Iterable[str]) -> list[str]:
    # The answer is read by lines: a name that a platform spread over several is none.
    return [word for word in dict.fromkeys(words) if word.startswith(incomplete) and word.isprintable()]
