"""A scripted, seeded fleet: nothing about it is real, everything about it could be."""

from __future__ import annotations

from hexatui.server.sources.demo.fleet import DENIED_WORKSPACE
from hexatui.server.sources.demo.source import DemoSource

__all__ = ["DENIED_WORKSPACE", "DemoSource"]
