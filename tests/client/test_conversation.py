"""The real session and the real peer, through a network that loses, cuts and delays, in any order of events.

`pytest --hypothesis-profile=long --timeout=0` looks for longer.
"""

from __future__ import annotations

import random
import sys

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from support.conversing import Conversing

from hexatui.protocol.events import StatusChanged, StatusChangedData
from hexatui.protocol.lifecycle import LinkPhase
from hexatui.protocol.names import LogSource, Resource
from hexatui.server.limits import Limits

WORKSPACES = [f"ws-{number}" for number in range(130)]
WORKSPACES[3], WORKSPACES[5] = "ws-denied", "ws-missing"
RESOURCES = [
    *(Resource("workspace", id) for id in WORKSPACES),
    Resource("project", "proj-1"),
    Resource("organization", "org-1"),
]
SOURCES = [LogSource("ws-1", "frontend", pod, "main") for pod in ("api", "web", "worker", "missing")]

LIMITS = {
    "as printed": Limits(),
    "few at once": Limits(max_subscriptions=3, max_streams=2),
    "slowly": Limits(rate=2, burst=3),
    "few and slowly": Limits(max_subscriptions=5, rate=6, burst=10),
}

few = st.integers(1, 4)
indices = st.integers(0, 7)
sources = st.sampled_from(SOURCES)


class Conversation(RuleBasedStateMachine):
    """Anything that may happen to a conversation."""

    @initialize(limits=st.sampled_from(sorted(LIMITS)), seed=st.integers(0, 9))
    def begin(self, limits: str, seed: int) -> None:
        self.talk = Conversing(LIMITS[limits], random.Random(seed).random)
        self.opened: dict[LogSource, bool] = {}
        self.tokens = 0

    # The network.

    @precondition(lambda self: not self.talk.connected)
    @rule(reachable=st.sampled_from([True, True, True, False]))
    def connect(self, reachable: bool) -> None:
        if not self.talk.may_connect:
            due = self.talk.session.next_attempt
            if due is None:
                self.talk.session.retry_now(self.talk.now)
            else:
                self.talk.wait(due - self.talk.now)
        if self.talk.may_connect:
            self.talk.connect(reachable)

    @precondition(lambda self: not self.talk.connected)
    @rule()
    def connect_and_talk(self) -> None:
        self.connect(True)
        self.deliver_everything(3)

    @precondition(lambda self: self.talk.in_flight)
    @rule(up=few, down=few)
    def deliver_some(self, up: int, down: int) -> None:
        self.talk.deliver_up(up)
        self.talk.deliver_down(down)

    @precondition(lambda self: self.talk.in_flight)
    @rule(up=st.booleans())
    def deliver_what_one_side_says(self, up: bool) -> None:
        if up:
            self.talk.deliver_up()
        else:
            self.talk.deliver_down()

    @precondition(lambda self: self.talk.in_flight)
    @rule(rounds=few)
    def deliver_everything(self, rounds: int) -> None:
        for _ in range(rounds):
            self.talk.deliver_up()
            self.talk.deliver_down()

    @precondition(lambda self: self.talk.connected)
    @rule(code=st.sampled_from([None, None, None, 1000, 1001, 1008, 1011, 1012, 1013]))
    def end(self, code: int | None) -> None:
        """The network cuts the connection, or the platform closes it."""
        if code is None:
            self.talk.cut()
        else:
            self.talk.drop(code)

    @rule(seconds=st.sampled_from([0.05, 0.3, 1.0, 1.0, 2.5, 2.5, 6.0, 11.0, 40.0, 400.0]))
    def let_time_pass(self, seconds: float) -> None:
        self.talk.wait(seconds)

    # The person.

    @rule(wanted=st.lists(indices, max_size=6))
    def watch_a_few(self, wanted: list[int]) -> None:
        self._watch([RESOURCES[index if index < 6 else index - 8] for index in wanted])

    @rule(first=st.integers(0, 29), count=st.integers(95, 130))
    def watch_many(self, first: int, count: int) -> None:
        self._watch(RESOURCES[first : first + count])

    def _watch(self, resources: list[Resource]) -> None:
        self.talk.subscriptions.want(resources)
        self.talk.session.watch(resources)
        self.talk.turn()

    @rule(first=st.lists(indices, max_size=6), second=st.lists(indices, max_size=6))
    def change_their_mind(self, first: list[int], second: list[int]) -> None:
        self.watch_a_few(first)
        self.deliver_everything(2)
        self.watch_a_few(second)

    @rule(
        source=sources,
        tail=st.sampled_from([0, 1, 10, 100, 700]),
        follow=st.sampled_from([True, True, True, False]),
        resume=st.booleans(),
    )
    def open_stream(self, source: LogSource, tail: int, follow: bool, resume: bool) -> None:
        self._forget_ended()
        self.opened.setdefault(source, follow)
        self.talk.logs.opens(source, follow, resume)
        self.talk.session.open_stream(source, tail, follow, self.talk.at, resume=resume)
        self.talk.turn()
        self._forget_ended()

    @rule(source=sources)
    def stop_stream(self, source: LogSource) -> None:
        self._forget_ended()
        self.opened.pop(source, None)
        self.talk.session.stop_stream(source, self.talk.at)
        self.talk.turn()
        self._forget_ended()

    @precondition(lambda self: self.opened)
    @rule(which=indices, lines=few, resume=st.booleans())
    def start_a_stream_again(self, which: int, lines: int, resume: bool) -> None:
        source = sorted(self.opened)[which % len(self.opened)]
        self.write_lines(source, ["new"] * lines)
        self.deliver_everything(2)
        self.stop_stream(source)
        self.open_stream(source, 100, True, resume)
        self.deliver_everything(2)

    def _forget_ended(self) -> None:
        for ended in self.talk.logs.ended:
            self.opened.pop(ended.source, None)
        self.talk.logs.ended.clear()

    @rule(index=indices)
    def ask_for_a_status(self, index: int) -> None:
        self.talk.requests.asked(WORKSPACES[index])
        self.talk.session.request_status(WORKSPACES[index])
        self.talk.turn()

    # The platform.

    @rule(source=sources, lines=st.lists(st.sampled_from(["", "again", "again", "new"]), min_size=1, max_size=6))
    def write_lines(self, source: LogSource, lines: list[str]) -> None:
        if source in SOURCES[:3]:
            for line in lines:
                number = len(self.talk.platform.logs.get(source, ()))
                self.talk.log(source, line if line == "again" else f"line {number}")

    @rule(source=sources, lines=st.sampled_from([300, 499, 500, 501, 800]))
    def write_very_many_lines(self, source: LogSource, lines: int) -> None:
        if source in SOURCES[:3]:
            for _ in range(lines):
                self.talk.log(source, f"line {len(self.talk.platform.logs.get(source, ()))}")

    @rule(index=indices)
    def change_a_status(self, index: int) -> None:
        data = StatusChangedData(workspace_id=WORKSPACES[index], new_status="active")
        self.talk.publish(StatusChanged(data=data))

    @rule(
        message=st.sampled_from(
            [
                None,
                {"type": "ping"},
                {"type": "ping"},
                {"type": "something.new", "data": {}},
                {"type": "error", "error": {"code": "INVALID_TOKEN", "message": "expired"}},
                {"type": "error", "error": {"code": "INTERNAL_ERROR", "message": "sorry"}},
                {"type": "log_entry", "data": {"stream_id": "logs-none", "message": "of nobody"}},
                {"type": "subscribe_result", "id": "sub-none", "success": True, "subscription_id": "x"},
            ]
        ),
        renew=st.sampled_from([True, True, False]),
    )
    def say_something_or_refuse_the_token(self, message: dict[str, object] | None, renew: bool) -> None:
        if message is not None:
            self.talk.say(**message)
            return
        self.talk.platform.valid_tokens.clear()
        if renew:
            self.tokens += 1
            self.talk.token = f"token-{self.tokens}"
            self.talk.platform.valid_tokens.add(self.talk.token)

    def teardown(self) -> None:
        """However it went: with a perfect network everything comes right."""
        if sys.exc_info()[0] is not None:
            return  # What went wrong before says more than what follows from it.
        talk = self.talk
        talk.settle(3_000, self._settled)
        self._forget_ended()
        following = {source for source, follow in self.opened.items() if follow}
        assert set(talk.wire.streams.values()) == following, "streams that nobody follows"
        for source in following:
            talk.log(source, "the last line")
        talk.wait(10)
        assert all(talk.logs.caught_up(source) for source in following)

    def _settled(self) -> bool:
        """Whether everything wanted is live, and every question has its answer."""
        talk = self.talk
        self._forget_ended()
        live = talk.subscriptions.live
        workspaces = {resource.id for resource in live if resource.kind == "workspace"}
        following = [source for source, follow in self.opened.items() if follow]
        return (
            talk.session.phase is LinkPhase.LIVE
            and talk.subscriptions.complete
            and sorted(live) == sorted(talk.wire.held.values())
            and workspaces <= talk.subscriptions.statuses
            and not talk.requests.open
            and set(talk.wire.streams.values()) == set(following)
            and not [source for source, follow in self.opened.items() if not follow]
        )


TestConversation = Conversation.TestCase
TestConversation.settings = (
    settings(
        max_examples=100,
        stateful_step_count=80,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    if settings.get_current_profile_name() == "hexatui"
    else settings()
)
