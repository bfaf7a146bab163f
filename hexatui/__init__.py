"""Hexatui: a terminal dashboard for the Hexabase KaaS WebSocket API."""

__version__ = "0.1.0"
