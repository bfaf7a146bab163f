"""From what was seen to findings."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from hexatui.client import failures
from hexatui.client.failures import Failure, FailureKind
from hexatui.client.opening import Certificate, Progress
from hexatui.client.options import ConnectionOptions
from hexatui.client.probing import Probe
from hexatui.client.tokens import FileToken, TokenError, TokenSource
from hexatui.exit_codes import ExitCode
from hexatui.headless import diagnosis
from hexatui.headless.verdicts import Verdict
from hexatui.protocol.lifecycle import Subscribed
from hexatui.protocol.names import Resource

NOW = 1_700_000_000.0
DAY = 86_400.0
SOURCE = TokenSource.from_value("unused")
CERTIFICATE = Certificate("Village of Trust", NOW + 90 * DAY)


def options(url: str = "wss://h.example/ws", ca_file: Path | None = None) -> ConnectionOptions:
    return ConnectionOptions(url, SOURCE, ca_file=ca_file, allow_insecure=True)


def jwt(**claims: float) -> str:
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()}.sig"


def progress(steps: int) -> Progress:
    """What is seen after so many steps of the way."""
    return Progress(
        addresses=("203.0.113.5",) if steps else (),
        reached=steps > 1,
        secured=steps > 2,
        certificate=CERTIFICATE if steps > 2 else None,
    )


class TestTheToken:
    @pytest.mark.parametrize(
        ("secret", "verdict", "words"),
        [
            (jwt(exp=NOW + 7300), "ok", "expires in 2 hours, at 2023-11-15T00:15:00Z"),
            (jwt(exp=NOW + 299), "warning", "expires in 4 minutes"),
            (jwt(exp=NOW - 61), "warning", "expired 1 minute ago"),
            (jwt(exp=1e300), "ok", "expires in 999,999 days"),
            (jwt(), "ok", "without an expiry"),
            ("opaque-token", "warning", "not a JWT"),
        ],
    )
    def test_its_expiry_is_told_in_words(self, secret: str, verdict: str, words: str) -> None:
        finding = diagnosis.token(SOURCE, secret, NOW)
        assert finding.verdict == verdict
        assert finding.found.startswith("from HEXATUI_TOKEN; ")
        assert words in finding.found
        assert secret not in finding.found + finding.advice

    def test_a_file_that_others_may_read_is_warned_of(self, tmp_path: Path) -> None:
        path = tmp_path / "token"
        path.write_text(jwt())
        path.chmod(0o644)
        finding = diagnosis.token(FileToken(path), jwt(), NOW)
        assert finding.verdict is Verdict.WARNING
        assert finding.advice == f"Use chmod 600 {path}"

    @pytest.mark.parametrize(
        ("source", "code"),
        [(SOURCE, ExitCode.USAGE), (TokenSource.from_command("false"), ExitCode.UNREACHABLE)],
        ids=["value", "command"],
    )
    def test_a_missing_one_has_the_exit_code_that_it_has_elsewhere(self, source: TokenSource, code: ExitCode) -> None:
        finding = diagnosis.token_missing(source, TokenError("there is none"))
        assert (finding.verdict, finding.found, finding.code) == (Verdict.FAILED, "there is none", code)


class TestTheWay:
    @pytest.mark.parametrize("steps", range(4))
    def test_the_step_that_failed_says_why_and_those_after_it_that_they_were_not_tried(self, steps: int) -> None:
        failure = Failure("something happened", "Do something", FailureKind.UNREACHABLE)
        findings = diagnosis.way(options(), Probe(progress(steps), failure), NOW)
        assert [finding.step for finding in findings] == ["name", "network", "TLS", "WebSocket"]
        assert [finding.verdict for finding in findings] == (["ok"] * steps + ["failed"] + ["skipped"] * 3)[:4]
        assert findings[steps].found.startswith("something happened")
        assert (findings[steps].advice, findings[steps].code) == ("Do something", ExitCode.UNREACHABLE)
        assert all(later.found == f"not tried, since {findings[steps].step} failed" for later in findings[steps + 1 :])

    def test_tls_tells_the_issuer_until_when_and_what_is_trusted(self) -> None:
        found = diagnosis.way(options(ca_file=Path("ca.pem")), Probe(progress(4)), NOW)[2].found
        assert "issued by Village of Trust, valid until 2024-02-12T22:13:20Z" in found
        assert found.endswith("trusted are the system's issuers and --ca-file ca.pem")

    def test_a_certificate_near_its_end_is_a_warning(self) -> None:
        finding = diagnosis.way(options(), Probe(progress(4)), NOW + 88 * DAY)[2]
        assert (finding.verdict, finding.advice) == (Verdict.WARNING, "Its owner must renew it")
        assert "that is in 2 days" in finding.found

    def test_an_unencrypted_way_to_another_machine_is_a_warning(self) -> None:
        finding = diagnosis.way(options("ws://h.example/ws"), Probe(progress(2)), NOW)[2]
        assert finding.verdict is Verdict.WARNING
        assert "unencrypted" in finding.found

    def test_an_unencrypted_way_on_this_machine_is_none(self) -> None:
        finding = diagnosis.way(options("ws://api.localhost/ws"), Probe(progress(2)), NOW)[2]
        assert finding.verdict is Verdict.OK

    def test_behind_a_proxy_the_name_is_the_proxys_business(self) -> None:
        seen = Probe(Progress(proxy="proxy.example:3128", reached=True, secured=True, certificate=CERTIFICATE))
        name, network, *_ = diagnosis.way(options(), seen, NOW)
        assert name.found == "h.example is looked up by the proxy proxy.example:3128"
        assert network.found == "port 443 of h.example answers through the proxy proxy.example:3128"

    def test_how_long_the_platform_asks_us_to_wait_is_told(self) -> None:
        failure = failures.of_http_status(503, 120, options().endpoint())
        assert diagnosis.way(options(), Probe(progress(3), failure), NOW)[3].found.endswith("to wait 2 minutes")

    def test_a_refusal_and_a_wrong_configuration_have_their_own_exit_codes(self) -> None:
        refused = failures.of_http_status(403, None, options().endpoint())
        assert diagnosis.way(options(), Probe(progress(3), refused), NOW)[3].code == ExitCode.REFUSED
        wrong = Failure("the file ca.pem (--ca-file) holds no certificates", kind=FailureKind.CONFIGURATION)
        findings = diagnosis.way(options(), Probe(progress(0), wrong), NOW)
        assert [finding.verdict for finding in findings] == ["skipped", "skipped", "failed", "skipped"]
        assert findings[2].code == ExitCode.USAGE


class TestTheClock:
    @pytest.mark.parametrize(
        ("host_time", "issued_at", "verdict", "words"),
        [
            (NOW - 5, NOW - 60, "ok", "within 30 seconds"),
            (NOW - 125, NOW, "warning", "2 minutes ahead of that of h.example"),
            (NOW + 31, NOW, "warning", "31 seconds behind that of h.example"),
            (None, NOW + 3600, "warning", "issued 1 hour from now"),
            (None, NOW, "skipped", "did not tell"),
        ],
    )
    def test_it_is_compared(self, host_time: float | None, issued_at: float, verdict: str, words: str) -> None:
        seen = Probe(Progress(host_time=host_time, own_time=NOW))
        finding = diagnosis.clock("h.example", seen, jwt(iat=issued_at), NOW)
        assert finding.verdict == verdict
        assert words in finding.found


class TestWatching:
    def test_what_may_not_be_watched_is_named_with_the_reason(self) -> None:
        answers = [
            Subscribed(Resource("workspace", "ws-1"), live=True),
            Subscribed(Resource("workspace", "ws-2"), live=False, reason="PERMISSION_DENIED: no"),
        ]
        finding = diagnosis.watching(2, answers)
        assert finding.found == "1 of 2 subscribed to; workspace ws-2: PERMISSION_DENIED: no"
        assert finding.code == ExitCode.PLATFORM_ERROR
        assert diagnosis.watching(1, answers[:1]).verdict is Verdict.OK

    def test_to_watch_nothing_is_no_failure(self) -> None:
        assert diagnosis.watching(0, []).verdict is Verdict.SKIPPED
