"""A real conversation, recorded and played again in a real terminal, and served again by a gateway."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from support.gateway import HEXATUI, ServedGateway
from support.terminal import Terminal

pytestmark = pytest.mark.timeout(120)

WATCHED = ["-o", "org-123", "-w", "ws-123", "-w", "ws-staging"]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alerts of a demo that runs fast."""
    path = tmp_path_factory.mktemp("recordings") / "friday.jsonl"
    with ServedGateway("--speed", "20") as gateway:
        process = subprocess.Popen(
            [*HEXATUI, "record", str(path), *WATCHED],
            env={**os.environ, **gateway.environment},
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 40
        while not path.exists() or path.read_text().count("alert_triggered") < 6:
            assert time.monotonic() < deadline, "no alerts were recorded"
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    return path


def percent(text: str) -> int:
    """How much of the recording lies behind, as the first line says."""
    found = re.search(r"(\d+) %", text.split("\n")[0])
    return int(found.group(1)) if found else -1


def test_a_recording_is_played_paused_sought_and_left(recording: Path) -> None:
    with Terminal([*HEXATUI, "replay", str(recording)], columns=140) as terminal:
        terminal.wait_for("replay friday.jsonl", "▶", "ws-123")
        terminal.wait_until(lambda text: percent(text) > 5, "the recording to run")
        terminal.press("P")
        terminal.wait_for("‖")
        terminal.press(")")
        terminal.wait_for("100 % end", "critical")
        terminal.press("(")
        terminal.wait_until(lambda text: percent(text) == 0, "its beginning")
        terminal.wait_for("connecting")
        terminal.press("A", "A")
        terminal.wait_until(lambda text: re.search(r"[▲△▪] \d|critical|warning", text), "the first alert")
        terminal.press("+", "+", "P")
        terminal.wait_for("▶", "x4")
        assert "● live" not in terminal.text
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        assert terminal.is_clean


def test_a_recording_is_served_to_a_real_client(recording: Path) -> None:
    with ServedGateway("--source", str(recording), "--speed", "20") as gateway:
        environment = {**os.environ, **gateway.environment}
        arguments = [*HEXATUI, "events", *WATCHED]
        with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as events:
            assert events.stdout
            try:
                assert any(b'"workspace.alert_triggered"' in line for line in events.stdout)
            finally:
                events.kill()
        done = subprocess.run(
            [*HEXATUI, "status", "ws-123"], env=environment, capture_output=True, text=True, timeout=50, check=False
        )
        assert done.returncode == 0
        assert "active" in done.stdout


def test_the_demo_plays_a_recording_and_names_it(recording: Path) -> None:
    with Terminal([*HEXATUI, "demo", "--source", str(recording), "--speed", "5"], columns=140) as terminal:
        terminal.wait_for("friday.jsonl", "● live", "ws-staging")
        terminal.wait_until(lambda text: re.search(r"cpu .*? [\d.]+ of [\d.]+ cores", text), "a gauge of the recording")
        terminal.press("q")
        assert terminal.wait_for_end() == 0


def test_a_recording_that_is_broken_further_on_is_one_sentence(recording: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text(recording.read_text() + "garbage\n")
    with Terminal([*HEXATUI, "replay", str(broken)], columns=200) as terminal:
        assert terminal.wait_for_end() == 2
        assert "broken.jsonl can't be played: line" in terminal.text
        assert terminal.is_clean


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "its first line is not the header"),
        ("garbage\n", "its first line is not the header"),
        ('{"hexatui":"9","format":9,"started_at":0}\n', "it has format 9"),
    ],
)
def test_what_is_no_recording_is_one_sentence_everywhere(content: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text(content)
    for command in (["replay"], ["serve", "--source"]):
        done = subprocess.run([*HEXATUI, *command, str(path)], capture_output=True, text=True, timeout=50, check=False)
        assert done.returncode == 2
        assert done.stderr.startswith("hexatui: ")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
