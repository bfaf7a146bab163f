"""A gateway over a small platform, and clients that say raw frames to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from support.caller import Caller, calling
from support.village import Village

from hexatui.server.gateway import Gateway
from hexatui.server.limits import Limits


@pytest.fixture
def village() -> Village:
    return Village()


@pytest.fixture
def limits() -> Limits:
    """What a test file overrides where it needs others."""
    return Limits()


@pytest.fixture
async def gateway(village: Village, limits: Limits) -> AsyncIterator[Gateway]:
    async with Gateway(village, limits=limits) as gateway:
        yield gateway


@pytest.fixture
async def caller(gateway: Gateway) -> AsyncIterator[Caller]:
    """An authenticated client."""
    async with calling(gateway, gateway.token) as caller:
        yield caller


@pytest.fixture
async def stranger(gateway: Gateway) -> AsyncIterator[Caller]:
    """A client that has not authenticated."""
    async with calling(gateway) as caller:
        yield caller
