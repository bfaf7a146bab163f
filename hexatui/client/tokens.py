"""Where the JWT comes from. It is read afresh for each authentication, and shown nowhere. Light to import."""

from __future__ import annotations

import base64
import json
import math
import os
import shlex
import stat
from dataclasses import dataclass, field
from pathlib import Path

COMMAND_TIMEOUT = 30.0
"""Seconds that a token command may take."""

MAX_TOKEN_BYTES = 65_536
"""No honest token is longer; what a wrong file holds is not read on."""


class TokenError(Exception):
    """There is no usable token; the text is one plain sentence that says what to do, never the token."""


class TokenSource:
    """Where a token comes from. Make one with `from_file`, `from_value`, `from_command` or `from_keyring`."""

    @property
    def watched(self) -> bool:
        """Whether it may be read again every few seconds, to see if a refused token was replaced."""
        return False

    @property
    def renewable(self) -> bool:
        """Whether reading it again may give another token."""
        return True

    def read(self) -> str:
        """The token as it is now. May take `COMMAND_TIMEOUT` seconds.

        Raises:
            TokenError: there is none, or what is there can't be one.
        """
        raise NotImplementedError

    @staticmethod
    def from_file(path: Path) -> TokenSource:
        """The token that a file holds alone."""
        return FileToken(path)

    @staticmethod
    def from_value(value: str, origin: str = "HEXATUI_TOKEN") -> TokenSource:
        """A token at hand; `origin` says where it was given, for sentences about it."""
        return FixedToken(value, origin)

    @staticmethod
    def from_command(command: str) -> TokenSource:
        """What a command prints; it is split as a shell would, and run without one."""
        return CommandToken(command)

    @staticmethod
    def from_keyring(service: str, username: str) -> TokenSource:
        """A password of the system keyring; needs the extra `keyring`."""
        return KeyringToken(service, username)


@dataclass(frozen=True, slots=True)
class FileToken(TokenSource):
    """A token in a file of its own."""

    path: Path

    def __str__(self) -> str:
        return f"the token file {self.path}"

    @property
    def watched(self) -> bool:
        """A regular file is cheap to read again; a pipe gives its content once."""
        return self.path.is_file()

    @property
    def renewable(self) -> bool:
        """A regular file may be written anew; a pipe gives its content once."""
        return self.path.is_file()

    def read(self) -> str:
        """The file's content. See `TokenSource.read`."""
        try:
            with open(self.path, "rb") as file:
                content = file.read(MAX_TOKEN_BYTES + 1)
        except FileNotFoundError:
            raise TokenError(f"{self} does not exist: create it, or name another with --token-file") from None
        except IsADirectoryError:
            raise TokenError(f"{self} is a folder: name a file with --token-file") from None
        except PermissionError:
            raise TokenError(f"{self} may not be read by this user: change its permissions") from None
        except OSError as error:
            raise TokenError(f"{self} can't be read: {os.strerror(error.errno or 0)}") from None
        return checked(content, str(self))

    @property
    def is_pipe(self) -> bool:
        """Whether it is there and may give its content only once."""
        return self.path.exists() and not self.path.is_file() and not self.path.is_dir()

    def readable_by_others(self) -> bool:
        """Whether users other than its owner may read the file: worth a warning."""
        try:
            return bool(self.path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class FixedToken(TokenSource):
    """A token given as it is."""

    value: str = field(repr=False)
    origin: str = "HEXATUI_TOKEN"

    def __str__(self) -> str:
        return self.origin

    @property
    def renewable(self) -> bool:
        """It stays as it was given."""
        return False

    def read(self) -> str:
        """The value, if it can be a token. See `TokenSource.read`."""
        return checked(self.value.encode("utf-8", "surrogateescape"), self.origin)


@dataclass(frozen=True, slots=True)
class CommandToken(TokenSource):
    """A token that a command prints. Its arguments stay out of every representation: they may hold secrets."""

    command: str = field(repr=False)
    timeout: float = COMMAND_TIMEOUT

    def __str__(self) -> str:
        return "the token command"

    def read(self) -> str:
        """What the command prints on standard output, run anew. See `TokenSource.read`."""
        import subprocess

        try:
            words = shlex.split(self.command)
        except ValueError:
            raise TokenError("the token command can't be split into words: check its quotes") from None
        if not words:
            raise TokenError("the token command is empty: set token_command to a command that prints the token")
        try:
            # A session of its own, so that it can't write or ask on the terminal that shows the dashboard.
            done = subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self.timeout,
                start_new_session=True,
            )
        except FileNotFoundError:
            raise TokenError(f'the token command was not found: is "{words[0]}" installed?') from None
        except subprocess.TimeoutExpired:
            raise TokenError(f"the token command took longer than {self.timeout:g} seconds: run it by hand") from None
        except (OSError, ValueError) as error:
            raise TokenError(f"the token command can't be run: {type(error).__name__}") from None
        if done.returncode < 0:
            raise TokenError(f"the token command was ended by signal {-done.returncode}: run it by hand to see why")
        if done.returncode:
            raise TokenError(f"the token command failed with exit code {done.returncode}: run it by hand to see why")
        return checked(done.stdout, "what the token command prints")


@dataclass(frozen=True, slots=True)
class KeyringToken(TokenSource):
    """A token in the system keyring."""

    service: str
    username: str

    def __str__(self) -> str:
        return "the system keyring"

    def read(self) -> str:
        """The password kept for the user. See `TokenSource.read`."""
        import importlib

        try:
            keyring = importlib.import_module("keyring")
        except ImportError:
            raise TokenError("the system keyring needs the extra: install hexatui[keyring]") from None
        try:
            password = keyring.get_password(self.service, self.username)
        except Exception as error:  # Each backend has exceptions of its own.
            raise TokenError(f"the system keyring can't be read: {type(error).__name__}") from None
        if password is None:
            raise TokenError(f"the system keyring holds no password for {self.username} at {self.service}: add one")
        return checked(str(password).encode("utf-8", "surrogateescape"), str(self))


@dataclass(frozen=True, slots=True)
class MissingToken(TokenSource):
    """No token was given, and `reason` is the sentence about that."""

    reason: str

    def __str__(self) -> str:
        return "nowhere"

    def read(self) -> str:
        """Nothing. See `TokenSource.read`."""
        raise TokenError(self.reason)


def checked(content: bytes, origin: str) -> str:
    """The token in `content`, without the white space around it.

    Raises:
        TokenError: it is empty, too long, or holds what no token holds; the sentence names `origin` only.
    """
    if len(content) > MAX_TOKEN_BYTES:
        raise TokenError(f"{origin} is too long for a token: it must be the token alone")
    try:
        token = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise TokenError(f"{origin} is not text: it must be the token alone") from None
    if not token:
        raise TokenError(f"{origin} is empty: put a token there")
    if any(character.isspace() for character in token):
        raise TokenError(f'{origin} holds white space within: it must be the token alone, without "Bearer"')
    if not (token.isascii() and token.isprintable()):
        raise TokenError(f"{origin} holds characters that no token has: copy the token anew")
    return token


@dataclass(frozen=True, slots=True)
class Claims:
    """What a JWT says of its own time, in Unix seconds, and of whom it is for; None where nothing can be read."""

    expires_at: float | None = None
    """`exp`."""
    issued_at: float | None = None
    """`iat`."""
    organizations: tuple[str, ...] = ()
    """The ids of `organizations`."""


def claims(token: str) -> Claims | None:
    """What a JWT says of itself, read without verifying; None where it is no JWT."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    return Claims(_seconds(said.get("exp")), _seconds(said.get("iat")), _ids(said.get("organizations")))


def expiry(token: str) -> float | None:
    """The `exp` of a JWT in Unix seconds, read without verifying; None where there is none."""
    read = claims(token)
    return read.expires_at if read else None


def _ids(claim: object) -> tuple[str, ...]:
    items = claim if isinstance(claim, list) else []
    ids = (item.get("id") if isinstance(item, dict) else None for item in items)
    return tuple(id for id in ids if isinstance(id, str) and id)


def _seconds(claim: object) -> float | None:
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    try:
        seconds = float(claim)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) else None
