"""What exists, listed over REST: from a real gateway, and from platforms that behave badly."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme
from support.caller import until
from support.listing import Request, always, answer, lister, listing, reading
from support.proxy import behind, tunnelling

from hexatui.client import directory, rest
from hexatui.client.options import ConnectionOptions
from hexatui.client.tokens import TokenSource
from hexatui.client.worker import Client
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.listing import Directory, FiringAlerts, Listed, PastUse, WorkspaceHealth, WorkspaceUsage
from hexatui.protocol.names import Resource
from hexatui.recording import MASK
from hexatui.server.gateway import Gateway
from hexatui.server.sources.demo import DemoSource

TOKEN = "a-token-that-nobody-may-see"
DEVELOPMENT = Resource("workspace", "ws-123")


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    source = DemoSource()
    source.play(30, lambda event: None, lambda source, entry: None)
    async with Gateway(source) as gateway:
        yield gateway


async def test_everything_is_listed_page_by_page_and_below_what_it_belongs_to() -> None:
    async with Gateway(DemoSource(workspaces=700)) as gateway, reading(gateway.url, gateway.token) as found:
        assert await found.outcome() == Directory("complete")
        phases = [fact.phase for fact in found.told(Directory)]
        assert phases == ["under way", "filling in", "complete"]
    places = {place.resource: place for place in found.told(Place)}
    assert places[Resource("organization", "org-labs")].name == "Research Labs"
    assert places[DEVELOPMENT].parent == Resource("organization", "org-123")
    assert sum(resource.kind == "workspace" for resource in places) == 700
    assert sum(len(one.ids) for one in found.told(Listed) if one.kind == "workspace") == 700


async def test_the_organizations_of_the_token_come_first(gateway: Gateway) -> None:
    token = gateway.mint(organizations=[{"id": "org-labs", "role": "admin"}])
    async with reading(gateway.url, token) as found:
        await found.outcome()
    listed = [one.parent for one in found.told(Listed) if one.kind == "workspace"]
    assert listed[0] == Resource("organization", "org-labs")


async def test_what_is_wanted_is_filled_in_and_nothing_else(gateway: Gateway) -> None:
    async with reading(gateway.url, gateway.token, [DEVELOPMENT]) as found:
        await found.outcome()
    [usage], [past] = found.told(WorkspaceUsage), found.told(PastUse)
    [health], [firing] = found.told(WorkspaceHealth), found.told(FiringAlerts)
    assert {one.workspace_id for one in (usage, past, health, firing)} == {"ws-123"}
    assert set(usage.resources) == {"cpu", "memory", "storage", "pods"}
    assert len(past.cpu) > 100
    assert past.cpu[-1][0] - past.cpu[0][0] > 3500
    assert past.memory[-1][1] > 2**30
    assert (health.components["etcd"].status, health.nodes is not None) == ("healthy", True)
    [record] = firing.alerts
    assert (record.alert.id, record.since is not None) == ("alert-123", True)
    assert {one.parent.id for one in found.told(Place) if one.parent and one.resource.kind == "project"} == {"ws-123"}


async def test_what_is_wanted_later_is_filled_in_later(gateway: Gateway) -> None:
    async with reading(gateway.url, gateway.token) as found:
        await found.outcome()
        found.wanted = (DEVELOPMENT,)
        await until(lambda: bool(found.told(WorkspaceHealth)), 10)


async def test_a_workspace_that_may_not_be_seen_keeps_nobody_from_seeing_the_others(gateway: Gateway) -> None:
    denied = Resource("workspace", "ws-denied")
    async with reading(gateway.url, gateway.token, [denied, DEVELOPMENT]) as found:
        outcome = await found.outcome()
    assert outcome.phase == "complete"
    assert "HTTP 403" in outcome.reason
    assert found.told(WorkspaceHealth)[0].workspace_id == "ws-123"


async def test_a_reconnect_lists_again() -> None:
    async with Gateway(DemoSource(workspaces=3)) as gateway:
        facts: list[object] = []
        options = ConnectionOptions(gateway.url, TokenSource.from_value(gateway.token))
        client = Client(options, lambda batch: facts.extend(fact for fact, _ in batch))

        def complete(times: int) -> bool:
            return facts.count(Directory("complete")) >= times

        client.start()
        try:
            await until(lambda: complete(1), 10)
            await gateway.drop_connections()
            await until(lambda: complete(2), 10)
        finally:
            await asyncio.to_thread(client.stop)


async def test_where_rest_is_switched_off_nothing_is_asked() -> None:
    async with Gateway(DemoSource(workspaces=1)) as gateway:
        facts: list[object] = []
        options = ConnectionOptions(gateway.url, TokenSource.from_value(gateway.token), (DEVELOPMENT,), rest=False)
        client = Client(options, lambda batch: facts.extend(fact for fact, _ in batch))
        client.start()
        try:
            await until(lambda: any(type(fact).__name__ == "ResourceUpdated" for fact in facts), 10)
        finally:
            await asyncio.to_thread(client.stop)
    assert not [fact for fact in facts if isinstance(fact, Directory | Place)]


async def test_a_subdomain_of_localhost_is_reached_without_dns(gateway: Gateway) -> None:
    async with reading(gateway.url.replace("127.0.0.1", "api.localhost"), gateway.token) as found:
        assert await found.outcome() == Directory("complete")


# Platforms that behave badly


REFUSED = b'{"error": {"code": "PERMISSION_DENIED", "message": "not you, a-token-that-nobody-may-see"}}'


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (answer(401, REFUSED), "refuses the token for listings: HTTP 401"),
        (answer(403, REFUSED), 'does not let us list this: HTTP 403 ("PERMISSION_DENIED: not you, '),
        (answer(404, b"<html>"), "has no such listing below /api/v1: HTTP 404"),
        (answer(302, b"", "Location: http://127.0.0.1:1/"), "points elsewhere for listings: HTTP 302"),
        (answer(429, b"", "Retry-After: 9"), "finds our requests for listings too many: HTTP 429"),
        (answer(503, b""), "can't list just now: HTTP 503"),
        (answer(200, b"{"), "does not answer with a listing"),
        (answer(200, b"[]"), "does not answer with a listing"),
        (answer(200, b"null"), "does not answer with a listing"),
        (answer(200, b"[" * 100_000), "does not answer with a listing"),
        (answer(200, b"\xff\xfe"), "does not answer with a listing"),
        (answer(200, b" " * 5_000_000), "answers with more than 4,194,304 bytes"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "what is no HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500_000, "what is no HTTP"),
        (b"", "was cut"),
        (answer(200, b"{}")[:-2], "was cut"),
    ],
)
async def test_each_refusal_is_told_in_plain_words(said: bytes, reason: str) -> None:
    async with lister(always(said)) as platform, reading(platform.url, TOKEN) as found:
        outcome = await found.outcome()
    assert outcome.phase == "failed"
    assert reason in outcome.reason
    assert outcome.advice == "Names, history and alerts from before are missing; everything else works"
    assert TOKEN not in str(found.facts)


async def test_nobody_at_home_is_told_in_plain_words() -> None:
    async with lister(always(b"")) as platform:
        url = platform.url
    async with reading(url, TOKEN) as found:
        assert "refused the connection" in (await found.outcome()).reason


async def test_a_redirect_is_not_followed_and_its_target_never_sees_the_token() -> None:
    async with lister(always(listing())) as elsewhere:
        to_elsewhere = answer(307, b"", f"Location: http://127.0.0.1:{elsewhere.port}/api/v1/organizations")
        async with lister(always(to_elsewhere)) as platform, reading(platform.url, TOKEN) as found:
            await found.outcome()
        assert elsewhere.requests == []


async def test_the_token_is_sent_in_a_header_and_in_no_path() -> None:
    async with lister(always(listing("org-1"))) as platform, reading(platform.url, TOKEN) as found:
        await found.outcome()
    assert all(f"Authorization: Bearer {TOKEN}" in request.head for request in platform.requests)
    assert not [request for request in platform.requests if TOKEN in request.path]


async def test_the_token_never_goes_unencrypted_to_another_machine() -> None:
    async with reading("ws://platform.example/ws", TOKEN) as found:
        assert "unencrypted" in (await found.outcome()).reason


async def test_a_body_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "REQUEST_TIMEOUT", 0.3)

    async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with lister(drip) as platform, reading(platform.url, TOKEN) as found:
        assert "does not answer" in (await found.outcome()).reason


async def test_pages_without_end_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "REQUEST_RATE", 10_000.0)

    async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
        page = request.path.partition("page=")[2].partition("&")[0]
        writer.write(listing(f"org-{page}", pages=10**9) if "workspaces" not in request.path else listing())

    async with lister(endless) as platform, reading(platform.url, TOKEN) as found:
        assert (await found.outcome()).phase == "complete"
    assert len(found.told(Place)) == 250
    assert not [one for one in found.told(Listed) if one.kind == "organization"], "it was not whole"


@pytest.mark.parametrize("spelled", [TOKEN, f"\\u00{ord(TOKEN[0]):02X}{TOKEN[1:]}"])
async def test_a_listing_that_quotes_the_token_is_told_without_it(spelled: str) -> None:
    said = answer(200, f'{{"data": [{{"id": "org-{spelled}", "name": "{spelled}"}}]}}'.encode())
    async with lister(always(said)) as platform, reading(platform.url, TOKEN) as found:
        await found.outcome()
    assert {place.name for place in found.told(Place)} == {MASK}
    assert TOKEN not in str(found.facts)


async def test_workspaces_without_end_in_organizations_without_end_come_to_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rest, "REQUEST_RATE", 10_000.0)
    monkeypatch.setattr(directory, "MAX_WORKSPACES", 100)

    async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
        organization = request.path.removeprefix("/api/v1/organizations/").partition("/")[0]
        is_first = request.path.startswith("/api/v1/organizations?")
        ids = [f"org-{number}" for number in range(90)] if is_first else [f"{organization}-{n}" for n in range(20)]
        writer.write(listing(*ids))

    async with lister(endless) as platform, reading(platform.url, TOKEN) as found:
        assert (await found.outcome()).reason == "some workspaces can't be had: there are more than 100"
    listed = [place for place in found.told(Place) if place.resource.kind == "workspace"]
    assert 100 <= len(listed) < 100 + 20 * directory.WORKERS


async def test_items_that_can_not_be_read_are_left_out_and_odd_ids_stay_in_their_place() -> None:
    odd = ["a/b", "ä?x=1", "..", ".", "#", "x" * 257, "org-1"]
    items = [None, 7, {}, {"id": None}, {"id": ""}, {"id": 9, "name": ["x"]}, *({"id": id} for id in odd)]

    async def say(request: Request, writer: asyncio.StreamWriter) -> None:
        is_first = request.path.startswith("/api/v1/organizations?")
        writer.write(answer(200, json.dumps({"data": items}).encode()) if is_first else listing())

    async with lister(say) as platform, reading(platform.url, TOKEN) as found:
        await found.outcome()
    assert [place.resource.id for place in found.told(Place)] == ["9", "a/b", "ä?x=1", "#", "org-1"]
    paths = {request.path.partition("?")[0] for request in platform.requests[1:]}
    assert paths == {
        f"/api/v1/organizations/{id}/workspaces" for id in ("9", "a%2Fb", "%C3%A4%3Fx%3D1", "%23", "org-1")
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (rb"a\ud800b", "a\ufffdb"),
        (rb"\udc00\\ud800", "\ufffd\\ud800"),
        (rb"\ud83d\ude00 \ude00", "😀 \ufffd"),
        (b"\xe9t\xe9", "\ufffdt\ufffd"),
    ],
)
async def test_what_is_no_text_is_replaced_and_the_rest_of_its_page_stays(name: bytes, shown: str) -> None:
    page = b'{"data": [{"id": "org-1", "name": "' + name + b'"}, {"id": "org-2", "name": "Two"}]}'

    async def say(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(200, page) if "/workspaces" not in request.path else listing())

    async with lister(say) as platform, reading(platform.url, TOKEN) as found:
        assert (await found.outcome()).reason == ""
    assert [place.name for place in found.told(Place)] == [shown, "Two"]


async def test_a_page_with_too_many_items_is_not_looked_at() -> None:
    said = answer(200, json.dumps({"data": [{"id": str(number)} for number in range(10_001)]}).encode())
    async with lister(always(said)) as platform, reading(platform.url, TOKEN) as found:
        assert "more than 10,000 items" in (await found.outcome()).reason
    assert found.told(Place) == []


async def test_alerts_on_several_pages_are_told_at_once_and_resolved_ones_not_at_all() -> None:
    async def say(request: Request, writer: asyncio.StreamWriter) -> None:
        if "/alerts" not in request.path:
            writer.write(listing())
            return
        number = request.path.partition("page=")[2].partition("&")[0]
        items = [{"id": f"a-{number}"}, {"id": f"b-{number}", "status": "resolved"}]
        meta = {"pagination": {"pages": 3}}
        writer.write(answer(200, json.dumps({"data": items, "meta": meta}).encode()))

    async with lister(say) as platform, reading(platform.url, TOKEN, [DEVELOPMENT]) as found:
        await found.outcome()
    [firing] = found.told(FiringAlerts)
    assert [record.alert.id for record in firing.alerts] == ["a-1", "a-2", "a-3"]


async def test_organizations_that_may_not_be_listed_are_taken_from_the_token(gateway: Gateway) -> None:
    async def say(request: Request, writer: asyncio.StreamWriter) -> None:
        is_list = request.path.startswith("/api/v1/organizations?")
        writer.write(answer(403, b"") if is_list else listing("ws-1"))

    async with lister(say) as platform, reading(platform.url, gateway.token) as found:
        assert (await found.outcome()).phase == "complete"
    assert [place.resource.id for place in found.told(Place)] == ["ws-1"]


async def test_a_listing_that_fails_for_a_while_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    async def say(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        writer.write(answer(503, b"") if asked == 1 else listing())

    async with lister(say) as platform, reading(platform.url, TOKEN) as found:
        assert (await found.outcome()).phase == "failed"
        await until(lambda: found.told(Directory)[-1] == Directory("complete"), 10)


async def test_where_few_requests_are_left_no_more_is_asked() -> None:
    few = listing("org-1").replace(b"\r\n\r\n", b"\r\nX-RateLimit-Limit: 1000\r\nX-RateLimit-Remaining: 99\r\n\r\n")
    async with lister(always(few)) as platform, reading(platform.url, TOKEN, [DEVELOPMENT]) as found:
        assert "few requests are left" in (await found.outcome()).reason
    assert not [request for request in platform.requests if "monitoring" in request.path]


async def test_times_of_a_clock_that_is_wrong_become_ours() -> None:
    history = {"cpu": {"series": [{"timestamp": "2001-01-01T00:00:00Z", "value": 1}]}}
    said = answer(200, json.dumps({"data": history}).encode(), "Date: Mon, 01 Jan 2001 00:01:00 GMT")

    async def say(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(said if request.path.endswith("period=1h") else listing())

    async with lister(say) as platform, reading(platform.url, TOKEN, [DEVELOPMENT]) as found:
        await found.outcome()
    [past] = found.told(PastUse)
    [health] = found.told(WorkspaceHealth)
    assert health.as_of - past.cpu[0][0] == pytest.approx(60, abs=5)


async def test_whom_the_websocket_trusts_the_listing_trusts_and_nobody_else(tmp_path: Path) -> None:
    authority, ca_file = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    async with lister(always(listing()), context) as platform:
        url = platform.url.replace("ws://", "wss://")
        async with reading(url, TOKEN, ca_file=ca_file) as found:
            assert await found.outcome() == Directory("complete")
        async with reading(url, TOKEN) as found:
            assert "comes from an unknown issuer" in (await found.outcome()).reason
        async with reading(url.replace("localhost", "127.0.0.1"), TOKEN, ca_file=ca_file) as found:
            assert "is not for 127.0.0.1" in (await found.outcome()).reason


async def test_the_proxy_that_the_websocket_takes_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority, ca_file, asked = trustme.CA(), tmp_path / "ca.pem", list[str]()
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("platform.example").configure_cert(context)
    async with lister(always(listing()), context) as platform, tunnelling(platform.port, asked) as proxy:
        behind(monkeypatch, proxy)
        async with reading("wss://platform.example/ws", TOKEN, ca_file=ca_file) as found:
            assert await found.outcome() == Directory("complete")
    assert asked[0] == "CONNECT platform.example:443 HTTP/1.1"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n", "did not connect us"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "what is no HTTP"),
    ],
)
async def test_a_proxy_that_refuses_is_named(said: bytes, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with lister(always(said)) as proxy:
        behind(monkeypatch, f"http://me:hunter2@127.0.0.1:{proxy.port}")
        async with reading("wss://platform.example/ws", TOKEN) as found:
            outcome = await found.outcome()
    assert reason in outcome.reason
    assert "hunter2" not in str(outcome)


@pytest.mark.parametrize("scheme", ["socks5h", "gopher"])
async def test_a_proxy_that_can_not_be_used_is_said_so(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    behind(monkeypatch, f"{scheme}://me:hunter2@127.0.0.1:1")
    async with reading("wss://platform.example/ws", TOKEN) as found:
        outcome = await found.outcome()
    assert "the proxy 127.0.0.1:1 did not connect us" in outcome.reason
    assert "hunter2" not in str(outcome)
