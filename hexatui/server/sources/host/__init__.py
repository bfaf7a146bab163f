"""This machine as one workspace: its real load, its real log files."""

from __future__ import annotations

from hexatui.server.sources.host.alarms import Thresholds
from hexatui.server.sources.host.source import HostSource

__all__ = ["HostSource", "Thresholds"]
