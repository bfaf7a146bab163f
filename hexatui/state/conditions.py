"""The words of the platform for how something is, read the same everywhere: case and space around them don't count.

The reference names a few and never says that these are all; a word that no set holds is shown as it is.
"""

from __future__ import annotations

_ACTIVE = {"active", "running", "ready", "ok"}
_UNDER_WAY = {"provisioning", "creating", "pending", "updating", "upgrading", "scaling", "resuming", "deleting"}
_FAILED = {"failed", "error"}
_SUSPENDED = {"suspended", "stopped", "paused", "archived", "deleted", "inactive"}
_HEALTHY = {"", "healthy", "ok", "ready", "up"}
_UNHEALTHY = {"unhealthy", "critical", "down", "failed", "error"}


def is_active(status: str) -> bool:
    """A status of something that runs as it should."""
    return _plain(status) in _ACTIVE


def is_under_way(status: str) -> bool:
    """A status that another one will follow by itself."""
    return _plain(status) in _UNDER_WAY


def is_failed(status: str) -> bool:
    """A status that somebody has to do something about."""
    return _plain(status) in _FAILED


def is_suspended(status: str) -> bool:
    """A status of something that rests, or is gone, because it was told to."""
    return _plain(status) in _SUSPENDED


def is_healthy(health: str) -> bool:
    """A health, of a workspace or a component, with nothing to be said about it; "" too, for nothing was."""
    return _plain(health) in _HEALTHY


def is_unhealthy(health: str) -> bool:
    """A health that is as bad as it gets; what is neither this nor healthy lies between."""
    return _plain(health) in _UNHEALTHY


def _plain(word: str) -> str:
    return word.strip().casefold()
