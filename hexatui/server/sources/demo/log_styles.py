"""How the demo's programs write: one function a style, which gives the lines of one happening as (level, text)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random

Line = tuple[str, str]
"""Level (debug, info, warning, error, critical) and raw text."""

_PATHS = ("/api/v1/orders", "/api/v1/users/{n}", "/api/v1/cart", "/api/v1/search?q=lamp&page={n}", "/healthz", "/login")
_CALM = {
    "request completed path={path} status=200 duration={ms}ms": 30,
    "Request processed successfully": 12,
    "order {n} accepted, {few} items, total {cents}.{cents} EUR": 9,
    "cache hit key=session:{n}": 8,
    "user-{n} signed in": 7,
    "job {n} finished in {ms} ms": 7,
    "published event order.accepted to topic orders, partition {few}, offset {n}": 6,
    "cart of user-{n} has {few} items": 5,
    "connection pool: {cents} of 100 in use, {few} waiting": 3,
    "session of user-{n} ended after {cents} minutes": 2,
    "feature flag new-checkout is on for {cents}% of users": 1,
    "reloaded configuration, nothing changed": 1,
}
"""What programs write when all is well, and how often."""

_USUAL = (list(_CALM), list(_CALM.values()))
TROUBLES: dict[str, tuple[Line, ...]] = {
    "memory": (
        ("warning", "heap at {pct}% of the limit, collecting"),
        ("warning", "garbage collection paused all threads for {ms} ms"),
        ("error", "request timed out after 30000ms path={path}"),
        ("error", "request timed out after 30000ms path={path}"),
        ("error", "allocation of 64 MiB failed, request rejected"),
    ),
    "timeout": (
        ("error", "upstream timed out after 5000ms path={path}"),
        ("error", "context deadline exceeded while calling orders.backend:8080"),
        ("warning", "retry {few} of 10 for {path}: connection refused"),
        ("warning", "queue holds {n} requests, shedding load"),
    ),
    "crash": (
        ("error", 'cannot connect to database: password authentication failed for user "orders"'),
        ("critical", "missing environment variable PAYMENT_URL, exiting with code 1"),
        ("warning", "liveness probe failed: HTTP 503"),
        ("warning", "back-off restarting failed container"),
    ),
    "disk": (
        ("error", "no space left on device: /var/lib/data/segment-{n}.tmp"),
        ("warning", "write took {ms} ms, expected less than 100 ms"),
        ("warning", "compaction put off: 4% of the volume is free"),
    ),
    "rollout": (
        ("info", "received SIGTERM, finishing {cents} requests"),
        ("warning", "readiness probe failed: not warmed up yet"),
        ("info", "starting version 2.14.{few}"),
    ),
}  # fmt: skip
"""What the logs tell of an incident, by `Kind.log`."""


def _fill(template: str, random: Random, slow: bool) -> str:
    duration = random.randint(2000, 30000) if slow else int(random.lognormvariate(3.2, 0.8))
    text = template.replace("{path}", random.choice(_PATHS))
    text = text.replace("{n}", str(random.randint(100, 99999))).replace("{few}", str(random.randint(1, 9)))
    text = text.replace("{cents}", str(random.randint(10, 99)))
    return text.replace("{ms}", str(duration)).replace("{pct}", str(random.randint(86, 98)))


def _happening(random: Random, trouble: str) -> Line:
    """Level and message; `trouble` is a key of TROUBLES, or "" when all is well."""
    if trouble:
        level, template = random.choice(TROUBLES[trouble])
        return level, _fill(template, random, True)
    level = random.choices(("info", "debug", "warning"), (86, 11, 3))[0]
    if level == "warning":
        return level, _fill("slow query: SELECT * FROM orders WHERE user_id = {n} took {ms} ms", random, True)
    if level == "debug":
        return level, _fill("cache miss key=product:{n}, loaded in {ms} ms", random, False)
    return level, _fill(random.choices(*_USUAL)[0], random, False)


def plain(time: datetime, random: Random, trouble: str) -> Iterable[Line]:
    """`2024-01-20 10:00:00,123 INFO  [worker-3] message`."""
    level, message = _happening(random, trouble)
    yield level, f"{time:%Y-%m-%d %H:%M:%S},{_ms(time)} {level.upper():<7} [worker-{random.randint(1, 8)}] {message}"


def json_lines(time: datetime, random: Random, trouble: str) -> Iterable[Line]:
    """One JSON object a line."""
    level, message = _happening(random, trouble)
    yield (
        level,
        json.dumps(
            {
                "ts": f"{time:%Y-%m-%dT%H:%M:%S}.{_ms(time)}Z",
                "level": level,
                "msg": message,
                "trace_id": f"{random.getrandbits(64):016x}",
                "tenant": random.choice(("acme", "globex", "müller-söhne", "株式会社テスト")),
            },
            ensure_ascii=False,
        ),
    )


def logfmt(time: datetime, random: Random, trouble: str) -> Iterable[Line]:
    """`ts=... level=info msg="..." caller=...`."""
    level, message = _happening(random, trouble)
    caller = random.choice(("handler.go:112", "store.go:78", "pool.go:41"))
    short = {"warning": "warn"}.get(level, level)
    quoted = json.dumps(message, ensure_ascii=False)
    yield level, f"ts={time:%Y-%m-%dT%H:%M:%S}.{_ms(time)}Z level={short} caller={caller} msg={quoted}"


def nginx(time: datetime, random: Random, trouble: str) -> Iterable[Line]:
    """An access log in the combined format with the time a request took; 5xx counts as error, 4xx as warning."""
    status = random.choice((499, 500, 502, 503, 504, 504)) if trouble else random.choices(
        (200, 201, 204, 301, 304, 404, 401), (70, 6, 6, 4, 8, 4, 2)
    )[0]  # fmt: skip
    level = "error" if status >= 500 else "warning" if status >= 400 else "info"
    address = f"10.{random.randint(0, 3)}.{random.randint(0, 255)}.{random.randint(1, 254)}"
    path = _fill(random.choice(_PATHS), random, False)
    request = f"{random.choice(('GET', 'GET', 'GET', 'POST'))} {path} HTTP/1.1"
    seconds = random.uniform(5, 30) if status >= 499 else random.lognormvariate(-3.5, 0.8)
    agents = ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5)", "okhttp/4.12.0")
    agent = "kube-probe/1.31" if path == "/healthz" else random.choice(agents)
    size = random.randint(150, 48000)
    stamp = f"{time:%d/%b/%Y:%H:%M:%S} +0000"
    yield level, f'{address} - - [{stamp}] "{request}" {status} {size} "-" "{agent}" {seconds:.3f}'


def java(time: datetime, random: Random, trouble: str) -> Iterable[Line]:
    """A logger's lines, and a stack trace now and then."""
    level, message = _happening(random, trouble)
    word = level.upper().replace("WARNING", "WARN")
    head = f"{time:%Y-%m-%d %H:%M:%S}.{_ms(time)} {word:>5} 1 --- [nio-8080-exec-{random.randint(1, 9)}]"
    yield level, f"{head} c.h.orders.OrderController : {message}"
    if random.random() < (0.3 if trouble else 0.01):
        cause = random.choice(("java.net.SocketTimeoutException: Read timed out", "java.lang.IllegalStateException"))
        yield "error", f"org.springframework.dao.DataAccessResourceFailureException: {cause}"
        for line in range(random.randint(3, 8)):
            where = random.choice(("OrderService.place", "OrderRepository.save", "HikariPool.getConnection"))
            yield "error", f"\tat com.hexabase.orders.{where}({where.split('.')[0]}.java:{random.randint(20, 400)})"
            if line == 2:
                yield "error", f"Caused by: {cause}"
        yield "error", "\t... 42 more"


_ODD = (
    "[bold red]not markup[/bold red] [link=x] [/] {0} ${HOME} %s <script>alert(1)</script>",
    "\x1b[32mINFO\x1b[0m \x1b[1mcoloured\x1b[0m by a program that thinks it has a terminal",
    "ユーザー 田中さん がログインしました ✅ (処理時間 {0}ms)",
    "Прогресс: ▰▰▰▰▱▱ 66% 🚀 naïve café",
    "progress 10%\rprogress 55%\rprogress 100%",
    "key\tvalue\tcolumns\tby\ttabs\t{0}",
    "family 👨‍👩‍👧‍👦 and flags 🇯🇵 🇩🇪 in a user's name",
    "empty follows",
    "",
)


def odd(time: datetime, random: Random, trouble: str) -> Iterable[Line]:
    """What real logs have too: brackets, escape sequences, wide characters, tabs, very long lines, empty lines."""
    choice = random.random()
    if choice < 0.5:
        yield from plain(time, random, trouble)
    elif choice < 0.53:
        yield "debug", "payload=" + f"{random.getrandbits(2048):0512x}" * random.randint(2, 6)
    else:
        yield (
            random.choice(("info", "info", "warning")),
            random.choice(_ODD).replace("{0}", str(random.randint(1, 999))),
        )


def _ms(time: datetime) -> str:
    return f"{time.microsecond // 1000:03}"


STYLES: dict[str, Callable[[datetime, Random, str], Iterable[Line]]] = {
    "plain": plain,
    "json": json_lines,
    "logfmt": logfmt,
    "nginx": nginx,
    "java": java,
    "odd": odd,
}
"""All styles by name."""
