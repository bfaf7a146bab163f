"""What a flood may take: the bounds of one part must not multiply by the number of the parts."""

from __future__ import annotations

import tracemalloc
from collections.abc import Mapping

import pytest
from support.wire import message

from hexatui.protocol.lifecycle import Link, LinkPhase, Place, StreamOpened, Subscribed
from hexatui.protocol.names import LogSource, Resource
from hexatui.state.fleet import MAX_STRAYS, Fleet
from hexatui.state.gauges import MAX_OTHER
from hexatui.state.intake import MAX_NAME, MAX_SENTENCE
from hexatui.state.logs import MAX_LABELS
from hexatui.state.places import MAX_MEMBERS
from hexatui.state.room import Allowance, Room
from hexatui.state.streams import MAX_STREAMS
from hexatui.state.workspaces import MAX_COMPONENTS, MAX_CONTAINERS, ContainerKey

WIDE = "\U0001f4a3"
"""Four bytes a character, in the text that it stands in."""


def small_room(each: int = 10) -> Room:
    return Room(Allowance(each), Allowance(each), Allowance(each), Allowance(each))


def placed(count: int, room: Room | None = None) -> Fleet:
    """A fleet of so many workspaces and organizations that are known to exist."""
    fleet = Fleet(room=room)
    fleet.apply(Link(LinkPhase.LIVE), 1.0)
    for number in range(count):
        fleet.apply(Place(Resource("workspace", f"ws-{number}"), parent=Resource("organization", f"org-{number}")), 1.0)
    return fleet


def flood(fleet: Fleet, parts: int, each: int, text: str = "") -> None:
    """Everything that a part collects, `each` of it for each of so many parts."""
    for part in range(parts):
        workspace_id = f"ws-{part}"
        resources = {f"gpu-{number}{text}": {"used": "1", "limit": "2"} for number in range(each)}
        fleet.apply(message("workspace.resource_updated", workspace_id=workspace_id, resources=resources), 2.0)
        for number in range(each):
            member = {"user_id": f"{number}{text}", "email": text}
            alert = {"id": f"{number}{text}", "title": text, "description": text, "resource": f"pod/{number}{text}"}
            for told in (
                message(
                    "monitoring.health_changed",
                    workspace_id=workspace_id,
                    component=f"{number}{text}",
                    new_status=text,
                    reason=text,
                ),
                message("workspace.alert_triggered", workspace_id=workspace_id, alert=alert),
                message("organization.member_added", organization_id=f"org-{part}", member=member),
            ):
                fleet.apply(told, 2.0)


def held(fleet: Fleet) -> tuple[int, int, int, int]:
    workspaces, organizations = fleet.workspaces.values(), fleet.organizations.values()
    return (
        sum(len(workspace.components) for workspace in workspaces),
        sum(len(workspace.containers) for workspace in workspaces),
        sum(len(organization.members) for organization in organizations),
        sum(len(workspace.gauges.other) for workspace in workspaces),
    )


def test_all_parts_together_hold_no_more_than_the_room() -> None:
    fleet = placed(20, small_room(10))
    flood(fleet, 20, 4)
    assert held(fleet) == (10, 10, 10, 10)
    assert fleet.not_kept > 0


def test_a_real_fleet_finds_room() -> None:
    room = Room()
    assert room.components.limit >= 100 * MAX_COMPONENTS
    assert room.gauges.limit >= 100 * MAX_OTHER
    assert room.containers.limit >= MAX_CONTAINERS
    assert room.members.limit >= MAX_MEMBERS


def test_the_labels_of_all_log_streams_take_little() -> None:
    kinds, longest = 3, 4 * MAX_NAME
    assert MAX_STREAMS * kinds * MAX_LABELS * longest < 30_000_000


def test_a_flood_of_the_longest_texts_stays_within_some_bytes() -> None:
    fleet = placed(60, small_room(20))
    tracemalloc.start()
    try:
        flood(fleet, 60, 6, WIDE * 1_000)
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # 360 of each, of which 20 are kept, and as many alerts and their moments, which have their own bounds.
    assert size < 6_000_000


def test_what_is_full_lets_its_own_oldest_go_for_news() -> None:
    fleet = placed(1, small_room(2))
    flood(fleet, 1, 3)
    workspace, organization = fleet.workspaces["ws-0"], fleet.organizations["org-0"]
    assert list(workspace.components) == ["1", "2"]
    assert list(workspace.containers) == [ContainerKey("", "1", ""), ContainerKey("", "2", "")]
    assert list(organization.members) == ["1", "2"]


def test_a_member_that_left_gives_its_room_back() -> None:
    fleet = placed(2, small_room(1))
    for member in ("u", "v"):
        fleet.apply(message("organization.member_added", organization_id="org-0", member={"user_id": member}), 2.0)
        fleet.apply(message("organization.member_removed", organization_id="org-0", user_id=member), 2.0)
    fleet.apply(message("organization.member_added", organization_id="org-1", member={"user_id": "w"}), 2.0)
    assert list(fleet.organizations["org-1"].members) == ["w"]


def test_a_container_that_takes_the_place_of_its_pod_needs_no_more_room() -> None:
    fleet = placed(2, small_room(2))
    first, second = fleet.workspaces["ws-0"], fleet.workspaces["ws-1"]
    assert first.remember_container("", "api", "")
    assert first.remember_container("front", "api", "main")
    assert second.remember_container("", "web", "")
    assert held(fleet)[1] == 2


@pytest.mark.parametrize(
    ("kind", "type"),
    [
        ("workspace", "workspace.status_changed"),
        ("workspace", "workspace_status"),
        ("organization", "organization.billing_updated"),
        ("project", "project.resource_quota_exceeded"),
    ],
)
def test_ids_that_only_messages_speak_of_are_bounded_tightly(kind: str, type: str) -> None:
    fleet = placed(0)

    def speak(id: str) -> None:
        fleet.apply(message(type, new_status="x", billing={}, **{f"{kind}_id": id}), 2.0)

    held: dict[str, Mapping[str, object]] = {
        "workspace": fleet.workspaces,
        "organization": fleet.organizations,
        "project": fleet.projects,
    }
    parts = held[kind]
    for number in range(MAX_STRAYS + 50):
        speak(f"stray-{number}")
    assert len(parts) == MAX_STRAYS
    assert fleet.not_kept == 50
    fleet.apply(Subscribed(Resource(kind, "stray-0"), live=True), 3.0)
    fleet.apply(Place(Resource(kind, "ours")), 3.0)
    speak("one more")
    speak("too many")
    assert len(parts) == MAX_STRAYS + 2
    assert {"ours", "one more"} <= set(parts)


def test_a_workspace_that_gives_logs_that_were_asked_for_is_ours() -> None:
    fleet = placed(0)
    for number in range(MAX_STRAYS):
        fleet.apply(message("workspace.status_changed", workspace_id=f"stray-{number}", new_status="x"), 2.0)
    fleet.apply(StreamOpened(LogSource("mine", "n", "p", "c"), "s-1"), 3.0)
    fleet.apply(message("log_entry", stream_id="s-1", message="hello"), 4.0)
    assert list(fleet.workspaces["mine"].containers) == [ContainerKey("n", "p", "c")]


def test_a_sentence_is_short() -> None:
    fleet = placed(1)
    fleet.apply(message("workspace.status_changed", workspace_id="ws-0", new_status="x", message="y" * 10_000), 2.0)
    assert MAX_SENTENCE == 500
    assert len(fleet.timeline.latest(1)[0].text) < 600
