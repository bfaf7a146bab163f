"""A gateway over a small platform, and what the headless commands write."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from support.village import Village
from support.written import Written

from hexatui.client.options import ConnectionOptions
from hexatui.client.tokens import TokenSource
from hexatui.protocol.names import Resource
from hexatui.server.gateway import Gateway


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Written]:
    written = Written(tmp_path / "results")
    yield written
    os.close(written.descriptor)


@pytest.fixture
def village() -> Village:
    return Village()


@pytest.fixture
async def gateway(village: Village) -> AsyncIterator[Gateway]:
    async with Gateway(village) as gateway:
        yield gateway


Connect = Callable[..., ConnectionOptions]


@pytest.fixture
def connect(gateway: Gateway) -> Connect:
    """Options that lead to the gateway, to watch these resources; the first failure ends the conversation."""

    def options(*resources: Resource, token: str | None = None) -> ConnectionOptions:
        source = TokenSource.from_value(token or gateway.token)
        return ConnectionOptions(gateway.url, source, resources, retry=False)

    return options
