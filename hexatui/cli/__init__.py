"""The commands. What is heavy is imported inside each command, so that `--help` is instant."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import click

from hexatui import __version__
from hexatui.cli.completion import complete, completion
from hexatui.cli.config import config
from hexatui.cli.demo import demo
from hexatui.cli.doctor import doctor
from hexatui.cli.headless import events, logs, record, status
from hexatui.cli.options import connection_options, given, logs_option, stream_requests
from hexatui.cli.replay import replay
from hexatui.cli.screen import require_screen
from hexatui.cli.serve import serve
from hexatui.exit_codes import ENDING_SIGNALS, ExitCode
from hexatui.prepared import Prepared, SettingsError
from hexatui.protocol.names import LogSource

UNCONNECTED = ("demo", "serve", "replay", "completion")
"""Commands that connect to no platform: connection options would be lost on them."""

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(invoke_without_command=True, context_settings=SETTINGS)
@connection_options
@logs_option
@click.version_option(__version__, "-V", "--version", message="hexatui %(version)s")
@click.pass_context
def hexatui(context: click.Context, /, sources: tuple[LogSource, ...], **values: Any) -> int:
    """The terminal dashboard of the Hexabase KaaS platform. Without a command: the dashboard.

    Tokens are never an option's value, since a process list would show them. They come from --token-file, the
    environment's HEXATUI_TOKEN, the profile's token_file or token_command, or the system keyring.
    """
    context.obj = given(context, values)
    if context.invoked_subcommand is not None:
        if sources:
            raise click.UsageError(f'"--logs" belongs to the dashboard, not to "{context.invoked_subcommand}".')
        if context.invoked_subcommand in UNCONNECTED and (option := _first_given(context)):
            raise click.UsageError(f'"{option}" is about a connection, and "{context.invoked_subcommand}" has its own.')
        return ExitCode.DONE
    require_screen()

    def prepared() -> Prepared:
        from hexatui.settings import prepare

        return prepare(context.obj, stream_requests(sources))

    from hexatui.ui.running import run_dashboard

    return run_dashboard(prepared)


for command in (demo, serve, events, logs, status, record, replay, doctor, config, completion):
    hexatui.add_command(command)


def _first_given(context: click.Context) -> str | None:
    """The name of an option that stands before the command, if there is one."""
    given = click.core.ParameterSource.COMMANDLINE
    options = (one for one in context.command.params if context.get_parameter_source(one.name or "") is given)
    return next((option.opts[-1] for option in options), None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and give its exit code; whatever happens, a person reads a sentence and no traceback."""
    _have_standard_streams()
    is_main_thread = threading.current_thread() is threading.main_thread()
    if is_main_thread:
        # Being ended by a signal is no failure, in the moments too in which no command listens for one.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
    code = _guarded(lambda: _invoked(list(sys.argv[1:] if arguments is None else arguments)))
    code = _guarded(lambda: _flushed(code))
    if is_main_thread and arguments is None:
        # The process ends now. Ctrl+C, pressed again while the interpreter does, would make it a failure.
        for number in ENDING_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
    return code


def _have_standard_streams() -> None:
    """Fill descriptors 0 to 2 where our parent closed them: else a socket would get the number, and the results."""
    descriptor = os.open(os.devnull, os.O_RDWR)
    while descriptor <= 2:
        descriptor = os.dup(descriptor)
    os.close(descriptor)


def _invoked(arguments: list[str]) -> int:
    if (answered := complete(hexatui)) is not None:
        return answered
    # Not by click's own `main`, which makes a closed pipe a failure.
    with hexatui.make_context("hexatui", arguments) as context:
        return int(hexatui.invoke(context) or ExitCode.DONE)


def _guarded(step: Callable[[], int]) -> int:
    try:
        return step()
    except click.exceptions.Exit as ended:  # After --help and --version.
        return ended.exit_code
    except SettingsError as error:
        return _said(str(error), ExitCode.USAGE)
    except click.UsageError as error:
        context = error.ctx.command_path if error.ctx else "hexatui"
        return _said(f"{error.format_message()} See: {context} --help", ExitCode.USAGE)
    except click.ClickException as error:
        return _said(error.format_message(), ExitCode.USAGE)
    except (KeyboardInterrupt, click.Abort):
        return ExitCode.DONE
    except BrokenPipeError:
        return ExitCode.DONE
    except Exception as error:
        if os.environ.get("HEXATUI_DEBUG"):
            from hexatui.cli.fault import details

            with suppress(OSError):
                click.echo(details(error), err=True)
            return ExitCode.FAULT
        return _said(f"a fault in Hexatui: {type(error).__name__} (HEXATUI_DEBUG=1 shows the details)", ExitCode.FAULT)


def _flushed(code: int) -> int:
    """Write what is still buffered while a failure can be told, not when the interpreter ends."""
    if sys.stdout is None:  # Closed by whoever started us.
        return code
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            return _said(f"the output can't be written: {error.strerror}", ExitCode.FAULT)
    return code


def _said(sentence: str, code: ExitCode) -> ExitCode:
    from hexatui.text import safe

    with suppress(OSError):  # Nobody may be there to read it.
        click.echo(f"hexatui: {safe(sentence)}", err=True)
    return code
