from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.protocol.events import Alert
from hexatui.state.alerts import AlertKey, Verdict
from hexatui.state.fleet import Fleet
from hexatui.ui.alerts.kept_verdicts import VerdictKeeper, read_verdicts, write_verdicts

PLATFORM = "wss://one/ws"
KEY = AlertKey("ws-1", "a")


def fire(fleet: Fleet, severity: str = "critical") -> None:
    fleet.alerts.record(*KEY[:1], Alert(id=KEY.id, severity=severity), None, 1.0)


def test_an_acknowledgement_holds_in_the_next_run(tmp_path: Path) -> None:
    for run in range(3):
        fleet = Fleet()
        keeper = VerdictKeeper(fleet, PLATFORM, tmp_path / "state" / "alerts.json")
        keeper.recall()
        fire(fleet)
        assert (fleet.alerts.entries[KEY].acknowledged_at == 5.0) == (run > 0)
        fleet.alerts.acknowledge(KEY, 5.0)
        keeper.keep()
        keeper.close()


def test_an_alert_that_came_back_worse_is_not_acknowledged(tmp_path: Path) -> None:
    write_verdicts(tmp_path / "file", PLATFORM, {KEY: Verdict(5.0, 9.0, "warning")})
    fleet = Fleet()
    VerdictKeeper(fleet, PLATFORM, tmp_path / "file").recall()
    fire(fleet)
    assert (fleet.alerts.entries[KEY].acknowledged_at, fleet.alerts.entries[KEY].snoozed_until) == (None, None)


def test_what_is_remembered_of_an_alert_not_heard_of_yet_is_kept(tmp_path: Path) -> None:
    path, verdicts = tmp_path / "file", {KEY: Verdict(None, 9.0, "warning")}
    write_verdicts(path, PLATFORM, verdicts)
    fleet = Fleet()
    keeper = VerdictKeeper(fleet, PLATFORM, path)
    keeper.recall()
    fleet.alerts.record("ws-2", Alert(id="b", severity="info"), None, 1.0)
    fleet.alerts.acknowledge(("ws-2", "b"), 2.0)
    keeper.close()
    assert read_verdicts(path, PLATFORM) == {**verdicts, AlertKey("ws-2", "b"): Verdict(2.0, None, "info")}


def test_platforms_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_verdicts(path, PLATFORM, {KEY: Verdict(1.0, None, "info")})
    write_verdicts(path, "wss://two/ws", {})
    assert read_verdicts(path, PLATFORM) == {KEY: Verdict(1.0, None, "info")}
    assert read_verdicts(path, "wss://two/ws") == {}


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_verdicts(tmp_path / "file", PLATFORM, {})
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "{", "[]", '{"wss://one/ws": 1}', '{"wss://one/ws": [1, ["a"]]}', "[" * 9_999])
def test_a_file_that_is_no_use_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "file").write_text(content)
    assert read_verdicts(tmp_path / "file", PLATFORM) == {}


@pytest.mark.parametrize("moment", ["1e999", "1" + "0" * 400, "true", '"5"', "NaN"])
def test_a_moment_that_is_none_is_left_out(tmp_path: Path, moment: str) -> None:
    (tmp_path / "file").write_text(f'{{"{PLATFORM}": [["ws-1", "a", {moment}, 9, "info"]]}}')
    assert read_verdicts(tmp_path / "file", PLATFORM) == {KEY: Verdict(None, 9.0, "info")}


def test_a_disk_that_takes_nothing_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    fleet = Fleet()
    keeper = VerdictKeeper(fleet, PLATFORM, tmp_path / "file" / "alerts.json")
    fire(fleet)
    fleet.alerts.acknowledge(KEY, 5.0)
    keeper.close()
    assert keeper.problem.startswith("what you decide about alerts can't be kept in ")


@given(
    st.dictionaries(
        st.builds(AlertKey, st.text(max_size=5), st.text(max_size=5)),
        st.builds(
            Verdict,
            st.none() | st.floats(0, 1e10),
            st.none() | st.floats(0, 1e10),
            st.sampled_from(["info", "critical"]),
        ),
    )
)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, verdicts: dict[AlertKey, Verdict]) -> None:
    path = tmp_path_factory.mktemp("kept") / "file"
    write_verdicts(path, PLATFORM, verdicts)
    assert read_verdicts(path, PLATFORM) == verdicts
