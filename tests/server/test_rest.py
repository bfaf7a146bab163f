"""The REST listings, asked without a socket; and once through the gateway's own port."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.village import Village

from hexatui.protocol.names import Resource
from hexatui.server.gateway import Gateway
from hexatui.server.limits import Limits
from hexatui.server.rest import Answer, Rest
from hexatui.server.sources.demo import DemoSource
from hexatui.server.sources.host import HostSource
from hexatui.server.tokens import InvalidToken

AT = datetime(2024, 1, 20, 10, tzinfo=UTC)


def verify(token: str) -> str:
    if token != "good":
        raise InvalidToken("Invalid token: it has expired")
    return "user-1"


Get = Callable[..., Answer]


def listings(source: Any, limits: Limits = Limits()) -> Get:  # noqa: B008 (frozen)
    rest = Rest(source, verify, limits)

    def get(target: str, *authorization: str, method: str = "GET", now: float = 0.0) -> Answer:
        return rest.answer(method, f"/api/v1{target}", authorization or ("Bearer good",), now, AT)

    return get


def played(seconds: float, workspaces: int = 12) -> DemoSource:
    """A demo that began long ago enough to have told so many seconds of its script."""
    source = DemoSource(workspaces=workspaces, started=AT)
    source.play(seconds, lambda event: None, lambda source, entry: None)
    return source


@pytest.fixture(scope="module")
def get() -> Get:
    return listings(played(30))


def data(answer: Answer) -> Any:
    assert answer.status == HTTPStatus.OK, answer.body
    return json.loads(answer.body)["data"]


def error(answer: Answer) -> Any:
    said = json.loads(answer.body)
    assert said["meta"]["request_id"].startswith("req_")
    return answer.status.value, said["error"]["code"]


def test_organizations_workspaces_and_projects_are_listed_with_names_and_parents(get: Get) -> None:
    assert data(get("/organizations"))[0] == {
        "id": "org-123",
        "name": "My Organization",
        "slug": "123",
        "workspace_count": 5,
    }
    workspace = data(get("/organizations/org-123/workspaces"))[0]
    assert (workspace["id"], workspace["organization_id"], workspace["status"]) == ("ws-123", "org-123", "active")
    assert [project["namespace"] for project in data(get("/workspaces/ws-123/projects"))] == [
        "new-project",
        "frontend",
        "backend",
    ]


@given(limit=st.integers(1, 250), workspaces=st.integers(0, 60))
def test_all_pages_together_list_everything_once(limit: int, workspaces: int) -> None:
    source = DemoSource(workspaces=workspaces, started=AT)
    get, found, page, pages = listings(source), [], 1, 1
    while page <= pages:
        said = json.loads(get(f"/organizations/org-123/workspaces?page={page}&limit={limit}").body)
        found += [item["id"] for item in said["data"]]
        pages, page = said["meta"]["pagination"]["pages"], page + 1
        assert len(said["data"]) <= min(limit, 100)
    organization = Resource("organization", "org-123")
    assert found == [place.resource.id for place in source.children(organization)]


def test_a_page_beyond_the_last_is_empty(get: Get) -> None:
    assert data(get("/organizations?page=99")) == []


def test_workspaces_can_be_filtered_by_their_status(get: Get) -> None:
    assert [one["id"] for one in data(get("/organizations/org-123/workspaces?status=suspended"))] == ["ws-archive"]


def test_a_project_that_was_deleted_is_not_listed() -> None:
    source, deleted = DemoSource(workspaces=1, started=AT), False
    get = listings(source)
    for second in range(3600):
        deleted = deleted or "proj-123" not in {place["id"] for place in data(get("/workspaces/ws-123/projects"))}
        source.play(float(second), lambda event: None, lambda source, entry: None)
        get = listings(source)
    assert deleted


def test_usage_history_health_and_alerts_tell_of_one_incident(get: Get) -> None:
    usage = data(get("/organizations/org-123/workspaces/ws-123/resource-usage"))
    assert usage["cpu"]["unit"] == "cores"
    assert (usage["storage"]["unit"], usage["storage"]["limit"], usage["pods"]["used"]) == ("Gi", "200", "45")
    series = data(get("/workspaces/ws-123/monitoring/metrics?period=1h"))["memory"]["series"]
    times = [datetime.fromisoformat(sample["timestamp"]) for sample in series]
    assert times == sorted(times)
    assert timedelta(minutes=59) < times[-1] - times[0] <= timedelta(hours=1)
    assert abs(series[-1]["value"] - float(usage["memory"]["used"])) <= 1
    health = data(get("/workspaces/ws-123/monitoring/health"))
    assert (health["status"], health["checks"]["api_server"]["status"]) == ("degraded", "degraded")
    assert health["checks"]["etcd"] == {"status": "healthy", "message": "etcd cluster is healthy"}
    [alert] = data(get("/workspaces/ws-123/monitoring/alerts?status=firing"))
    assert (alert["id"], alert["workspace_id"], alert["status"]) == ("alert-123", "ws-123", "firing")
    assert datetime.fromisoformat(alert["started_at"]) < AT + timedelta(seconds=30)
    assert data(get("/workspaces/ws-123/monitoring/alerts?status=resolved")) == []


def test_where_a_workspace_was_not_active_its_history_has_a_gap(get: Get) -> None:
    active = data(get("/workspaces/ws-123/monitoring/metrics"))["cpu"]["series"]
    provisioned = data(get("/workspaces/ws-staging/monitoring/metrics"))["cpu"]["series"]
    assert 0 < len(provisioned) < len(active)
    assert data(get("/workspaces/ws-archive/monitoring/metrics")) == {"cpu": {"series": []}, "memory": {"series": []}}


def test_this_machine_lists_itself_and_what_it_has_not_measured_is_empty() -> None:
    get = listings(HostSource())
    [organization] = data(get("/organizations"))
    [workspace] = data(get(f"/organizations/{organization['id']}/workspaces"))
    below = f"/workspaces/{workspace['id']}"
    assert data(get(f"{below}/projects")) == []
    assert data(get(f"{below}/monitoring/metrics"))["cpu"]["series"] == []
    assert data(get(f"{below}/monitoring/alerts")) == []
    assert data(get(f"{below}/monitoring/health"))["checks"] == {}


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("", 404, "RESOURCE_NOT_FOUND"),
        ("/nothing", 404, "RESOURCE_NOT_FOUND"),
        ("/organizations/", 404, "RESOURCE_NOT_FOUND"),
        ("/organizations/org-missing/workspaces", 404, "RESOURCE_NOT_FOUND"),
        ("/organizations/org-labs/workspaces/ws-123/resource-usage", 404, "RESOURCE_NOT_FOUND"),
        ("/workspaces/ws-missing/projects", 404, "RESOURCE_NOT_FOUND"),
        ("/workspaces/ws-denied/projects", 403, "PERMISSION_DENIED"),
        ("/organizations?page=0", 400, "VALIDATION_ERROR"),
        ("/organizations?page=-1", 400, "VALIDATION_ERROR"),
        ("/organizations?limit=1e3", 400, "VALIDATION_ERROR"),
        ("/organizations?limit=" + "9" * 5000, 400, "VALIDATION_ERROR"),
        ("/organizations?page=1&page=2", 400, "VALIDATION_ERROR"),
        ("/organizations?" + "a=1&" * 500, 400, "VALIDATION_ERROR"),
        ("/organizations?%e9=1&%e9=2", 400, "VALIDATION_ERROR"),
        ("/organizations?\udce9=1&\udce9=2", 400, "VALIDATION_ERROR"),
        ("/workspaces/ws-123/monitoring/metrics?period=forever", 400, "VALIDATION_ERROR"),
        ("/workspaces/ws-123/monitoring/alerts?status=angry", 400, "VALIDATION_ERROR"),
    ],
)
def test_what_can_not_be_answered_is_refused_in_the_form_of_the_reference(
    get: Get, target: str, status: int, code: str
) -> None:
    assert error(get(target)) == (status, code)


@given(path=st.text(st.characters(), max_size=60))
def test_no_path_makes_it_fail(get: Get, path: str) -> None:
    json.loads(get(f"/{path}").body)


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (("",), "AUTH_REQUIRED"),
        (("Bearer",), "AUTH_REQUIRED"),
        (("Basic good",), "AUTH_REQUIRED"),
        (("Bearer good", "Bearer good"), "AUTH_REQUIRED"),
        (("Bearer bad",), "INVALID_TOKEN"),
    ],
)
def test_without_a_token_that_is_believed_nothing_is_told(get: Get, authorization: tuple[str, ...], code: str) -> None:
    assert error(get("/organizations", *authorization)) == (401, code)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "PATCH", "x"])
def test_only_reading_works(get: Get, method: str) -> None:
    answer = get("/organizations", method=method)
    assert error(answer) == (405, "METHOD_NOT_ALLOWED")
    assert ("Allow", "GET") in answer.headers


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    get = listings(DemoSource(workspaces=1, started=AT), Limits(rate=0.5, burst=2))
    assert [get("/organizations").status for _ in range(2)] == [200, 200]
    answer = get("/organizations")
    assert error(answer) == (429, "RATE_LIMIT_EXCEEDED")
    assert answer.headers == (("Retry-After", "3"),)
    assert get("/organizations", now=3).status == 200


def test_a_place_whose_id_needs_escapes_is_found() -> None:
    village = Village()
    village.resources.add(Resource("workspace", "ws/ä"))
    assert data(listings(village)("/workspaces/ws%2F%C3%A4/projects")) == []


class Broken(Village):
    def children(self, parent: Resource | None) -> list[Any]:
        raise RuntimeError("out of order")


async def test_the_gateway_answers_on_the_port_of_the_websocket() -> None:
    async with Gateway(DemoSource(workspaces=3)) as gateway, httpx.AsyncClient(trust_env=False) as client:
        url = gateway.url.replace("ws://", "http://").replace("/ws", "/api/v1/organizations")
        answer = await client.get(url, headers={"Authorization": f"Bearer {gateway.token}"})
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
        assert len(answer.json()["data"]) == 3
        assert (await client.get(url)).status_code == 401
        assert (await client.put(url)).status_code == 401
        assert (await client.get(url + "x" * 10_000)).status_code == 414


async def test_a_request_that_is_no_text_ends_its_own_connection_and_nothing_else() -> None:
    async with Gateway(DemoSource(workspaces=3)) as gateway, httpx.AsyncClient(trust_env=False) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(gateway.url).port)
        authorization = b"Authorization: Bearer " + gateway.token.encode()
        writer.write(b"GET /api/v1/organizations?\xe9=1&\xe9=2 HTTP/1.1\r\n" + authorization + b"\r\n\r\n")
        async with asyncio.timeout(10):
            assert b" 200 " not in await reader.read()
        writer.close()
        url = gateway.url.replace("ws://", "http://").replace("/ws", "/api/v1/organizations")
        assert (await client.get(url, headers={"Authorization": f"Bearer {gateway.token}"})).status_code == 200


async def test_a_source_that_fails_is_an_internal_error_and_nothing_more() -> None:
    async with Gateway(Broken()) as gateway, httpx.AsyncClient(trust_env=False) as client:
        url = gateway.url.replace("ws://", "http://").replace("/ws", "/api/v1/organizations")
        answer = await client.get(url, headers={"Authorization": f"Bearer {gateway.token}"})
        assert (answer.status_code, answer.text) == (500, "internal error\n")
        assert (await client.get(url)).status_code == 401
