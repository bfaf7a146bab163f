"""Statuses that are asked for again, because of an event or in their turn, with a pretended clock and platform."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from support.pretended import API, START, Pretended, workspaces

from hexatui.client.asking import SPARED
from hexatui.client.rate_limit import BURST, FIRST_PAUSE
from hexatui.client.refreshing import SHORTEST_PAUSE, SHORTEST_STEP, TURN
from hexatui.client.requests import REQUEST_TIMEOUT
from hexatui.protocol.lifecycle import RequestFailed
from hexatui.protocol.names import Resource

CHANGES: dict[str, dict[str, Any]] = {
    "monitoring.health_changed": {"component": "etcd", "new_status": "degraded"},
    "workspace.status_changed": {"new_status": "failed"},
    "provisioning.completed": {"task_id": "task-1"},
    "provisioning.failed": {"task_id": "task-1", "error": "no room"},
}


class Attended:
    """A conversation whose platform answers, and whose questions about statuses are written down."""

    def __init__(self, count: int, *more: Resource) -> None:
        self.talk = Pretended(*workspaces(count), *more)
        self.asked: list[tuple[float, str]] = []
        """When, in seconds since the beginning, a status was asked for, and whose."""
        self.silent = False
        """Whether the platform says nothing about statuses."""
        self.talk.open()
        self._answer(self.talk.hear(type="auth_result", success=True))

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * 20)):
            self._answer(self.talk.wait(0.05))
            if self.talk.now % 30 < 0.05:
                self._answer(self.talk.hear(type="ping"))

    def change(self, workspace_id: str, type: str = "monitoring.health_changed") -> None:
        self._answer(self.talk.hear(type=type, data={"workspace_id": workspace_id, **CHANGES[type]}))

    def about(self, workspace_id: str) -> list[float]:
        return [time for time, whose in self.asked if whose == workspace_id]

    def _answer(self, said: list[dict[str, Any]]) -> None:
        waiting = list(said)
        while waiting:
            message = waiting.pop(0)
            if message["type"] == "subscribe":
                waiting += self.talk.hear(type="subscribe_result", id=message["id"], success=True, subscription_id="s")
            elif message["type"] == "get_workspace_status":
                self.asked.append((self.talk.now - START, message["data"]["workspace_id"]))
                if not self.silent:
                    waiting += self.talk.hear(type="workspace_status", id=message["id"], data=message["data"])


class TestAfterAChange:
    @pytest.mark.parametrize("type", CHANGES)
    def test_the_status_is_asked_for_again_at_once(self, type: str) -> None:
        watching = Attended(1)
        watching.wait(20)
        watching.change("ws-0", type)
        assert watching.about("ws-0") == [0, pytest.approx(20)]

    def test_that_of_a_workspace_that_is_not_watched_is_not(self) -> None:
        watching = Attended(1)
        watching.wait(20)
        watching.change("ws-7")
        watching.wait(20)
        assert watching.about("ws-7") == []

    def test_changes_in_quick_succession_are_one_question_when_the_pause_is_over(self) -> None:
        watching = Attended(1)
        watching.wait(20)
        for _ in range(10):
            watching.change("ws-0")
            watching.wait(0.1)
        watching.wait(20)
        assert watching.about("ws-0") == [0, pytest.approx(20), pytest.approx(20 + SHORTEST_PAUSE, abs=0.1)]

    def test_a_question_that_awaits_its_answer_is_not_asked_beside_itself(self) -> None:
        watching = Attended(1)
        watching.wait(20)
        watching.silent = True
        watching.change("ws-0")
        watching.change("ws-0")
        watching.wait(REQUEST_TIMEOUT - 0.5)
        assert len(watching.about("ws-0")) == 2
        watching.wait(1)
        assert len(watching.about("ws-0")) == 3
        assert not watching.talk.told(RequestFailed)

    def test_a_refusal_is_quiet_and_frees_the_next_question(self) -> None:
        watching = Attended(1)
        watching.wait(20)
        watching.silent = True
        watching.change("ws-0")
        watching.talk.error(watching.talk.sent("get_workspace_status")[-1]["id"], "RESOURCE_NOT_FOUND")
        watching.change("ws-0")
        watching.wait(SHORTEST_PAUSE + 0.1)
        assert len(watching.about("ws-0")) == 3
        assert not watching.talk.told(RequestFailed)

    def test_what_a_person_asked_since_answers_for_the_change_too(self) -> None:
        watching = Attended(1)
        watching.change("ws-0")
        watching.talk.session.request_status("ws-0")
        watching.wait(20)
        assert len(watching.about("ws-0")) == 2

    def test_a_storm_of_changes_leaves_a_person_room(self) -> None:
        watching = Attended(60)
        watching.wait(20)
        for number in range(60):
            watching.talk.session.receive(_changed(f"ws-{number}"), watching.talk.now, watching.talk.at)
        assert len(watching.talk.turn()) == BURST - SPARED
        watching.talk.session.request_status("ws-59")
        watching.talk.session.open_stream(API)
        types = [message["type"] for message in watching.talk.turn()]
        assert types == ["stream_logs", "get_workspace_status"]

    def test_nothing_of_a_lost_connection_is_asked_on_the_next(self) -> None:
        watching = Attended(1)
        watching.change("ws-0")
        watching.talk.lose()
        watching.talk.session.watch([])
        watching.talk.live()
        watching.talk.wait(SHORTEST_PAUSE + 1)
        assert watching.talk.sent("get_workspace_status") == []


class TestInTurn:
    @pytest.mark.parametrize("count", [1, 2, 7, 100])
    def test_no_status_becomes_older_than_a_minute(self, count: int) -> None:
        watching = Attended(count)
        watching.wait(240)
        for workspace in workspaces(count):
            times = [*watching.about(workspace.id), 240.0]
            assert max(later - earlier for earlier, later in pairwise(times)) <= 60

    @pytest.mark.parametrize("count", [2, 100])
    def test_turns_are_spread(self, count: int) -> None:
        watching = Attended(count)
        watching.wait(180)
        times = [time for time, _ in watching.asked if time > 60]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert min(gaps) >= SHORTEST_STEP - 1e-6
        assert max(gaps) == pytest.approx(TURN / count, abs=0.1)

    def test_one_that_changed_meanwhile_lets_the_others_go_first(self) -> None:
        watching = Attended(2)
        watching.wait(10)
        watching.change("ws-0")
        watching.wait(20)
        assert [whose for _, whose in watching.asked[2:]] == ["ws-0", "ws-1"]

    def test_many_that_are_given_up_do_not_make_the_rest_wait(self) -> None:
        watching = Attended(100)
        watching.wait(100)
        watching.talk.session.watch(workspaces(100)[98:])
        watching.wait(100)
        for name in ("ws-98", "ws-99"):
            times = [*watching.about(name), 200.0]
            assert max(later - earlier for earlier, later in pairwise(times)) <= 60

    def test_what_is_given_up_is_asked_for_no_more(self) -> None:
        watching = Attended(3)
        watching.wait(10)
        watching.talk.session.watch(workspaces(1))
        watching.change("ws-1")
        watching.wait(120)
        assert max(watching.about("ws-1") + watching.about("ws-2")) < 10

    def test_only_workspaces_have_turns(self) -> None:
        watching = Attended(0, Resource("project", "proj-1"), Resource("organization", "org-1"))
        watching.wait(120)
        assert watching.asked == []

    def test_a_platform_that_finds_us_too_fast_is_left_alone_for_a_while(self) -> None:
        watching = Attended(100)
        watching.wait(60)
        before = len(watching.asked)
        watching.talk.error(None, "RATE_LIMIT_EXCEEDED")
        watching.wait(FIRST_PAUSE - 0.1)
        assert len(watching.asked) == before
        watching.wait(1)
        assert len(watching.asked) > before


def _changed(workspace_id: str) -> Any:
    from hexatui.protocol.events import StatusChanged, StatusChangedData

    return StatusChanged(data=StatusChangedData(workspace_id=workspace_id, new_status="failed"))
