"""`hexatui logs` as a person and as a script run it, against a real gateway."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from support.gateway import HEXATUI, ServedGateway
from support.terminal import Terminal

pytestmark = pytest.mark.timeout(120)

POD = "api-server-abc123"


@pytest.fixture(scope="module")
def gateway() -> Iterator[ServedGateway]:
    with ServedGateway("--speed", "5") as gateway:
        yield gateway


def test_in_a_pipe_lines_of_several_pods_have_their_pod_and_no_colour(gateway: ServedGateway) -> None:
    command = [*HEXATUI, "logs", "ws-123", POD, "missing", "-n", "frontend", "-c", "api", "--tail", "3"]
    ended = subprocess.run(
        command, env={**os.environ, **gateway.environment}, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 5
    assert "ws-123/frontend/missing/api can't be had: RESOURCE_NOT_FOUND" in ended.stderr
    assert len(ended.stdout.splitlines()) == 3
    assert all(re.match(rf"{POD} \d{{4}}-\S+Z \w+ ", line) for line in ended.stdout.splitlines())


@pytest.mark.parametrize("no_color", ["", "1"])
def test_on_a_terminal_a_pod_has_a_colour_unless_none_is_wanted(gateway: ServedGateway, no_color: str) -> None:
    command = [*HEXATUI, "logs", "ws-123", POD, "missing", "-n", "frontend", "-c", "api", "--tail", "3"]
    environment = {**gateway.environment, "NO_COLOR": no_color}
    with Terminal(command, environment=environment) as terminal:
        assert terminal.wait_for_end() == 5
        lines = [line for line in terminal.output.decode().splitlines() if POD in line]
        assert len(lines) == 3
        assert all(line.startswith("\x1b[") is not bool(no_color) for line in lines)


def test_more_pods_than_a_client_follows_at_once_are_a_usage_error() -> None:
    command = [*HEXATUI, "logs", "ws-123", *(f"pod-{n}" for n in range(33)), "-n", "frontend", "-c", "api"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "32 pods at most" in ended.stderr
