"""From what was seen of the settings, the token, the way to the platform and the conversation to findings. Pure.

What failed is said in the client's own sentences (`client.failures`), as everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hexatui.client.failures import Failure, FailureKind
from hexatui.client.tokens import CommandToken, FileToken, TokenError, TokenSource, claims
from hexatui.exit_codes import ExitCode
from hexatui.headless.narration import TOKEN_WARNING, in_words, utc
from hexatui.headless.verdicts import Finding, Verdict

if TYPE_CHECKING:
    from hexatui.client.options import ConnectionOptions, Endpoint
    from hexatui.client.probing import Probe
    from hexatui.protocol.lifecycle import Link, Slowed, Subscribed
    from hexatui.settings import Survey

CONFIGURATION, TOKEN, NAME, NETWORK = "configuration", "token", "name", "network"
TLS, WEBSOCKET, CLOCK = "TLS", "WebSocket", "clock"
AUTHENTICATION, ROUND_TRIP, WATCHING = "authentication", "round trip", "watching"
LISTING, TERMINAL = "REST", "terminal"

STEPS = (
    CONFIGURATION, TOKEN, NAME, NETWORK, TLS, WEBSOCKET, CLOCK, AUTHENTICATION, ROUND_TRIP, WATCHING, LISTING, TERMINAL,
)  # fmt: skip
"""Everything that is examined, in its order."""

CERTIFICATE_WARNING = 14 * 86_400.0
"""Seconds before its expiry from which a certificate is warned of."""

CLOCK_TOLERANCE = 30.0
"""Seconds by which two clocks may differ without a word."""

CODES = {
    FailureKind.REFUSED: ExitCode.REFUSED,
    FailureKind.CONFIGURATION: ExitCode.USAGE,
    FailureKind.UNREACHABLE: ExitCode.UNREACHABLE,
    FailureKind.RETRY: ExitCode.UNREACHABLE,
}
"""The exit code of each kind of failure."""


def ok(step: str, found: str) -> Finding:
    """A step that went well."""
    return Finding(step, Verdict.OK, found)


def warning(step: str, found: str, advice: str = "") -> Finding:
    """A step that went well, for now."""
    return Finding(step, Verdict.WARNING, found, advice)


def failed(step: str, failure: Failure) -> Finding:
    """A step that did not go well."""
    return Finding(step, Verdict.FAILED, failure.reason, failure.advice, CODES[failure.kind])


def misconfigured(step: str, sentence: str) -> Finding:
    """A step that the settings made impossible."""
    return Finding(step, Verdict.FAILED, sentence, code=ExitCode.USAGE)


def skipped(steps: Iterable[str], because: str) -> list[Finding]:
    """Steps that can't be tried, since another one failed."""
    return [Finding(step, Verdict.SKIPPED, f"not tried, since {because} failed") for step in steps]


def configuration(survey: Survey, file_found: bool) -> Finding:
    """Which file and profile count, and where what they say was given."""
    file = f"file {survey.file.path}" if file_found else f"no file at {survey.file.path}"
    options, origins = survey.prepared.options, dict(survey.origins)
    profile = f'profile "{survey.name}" ({origins.pop("profile")})'
    url = f"{options.url} ({origins.pop('url')})"
    rest = [f"{key} ({origin})" for key, origin in origins.items() if not key.startswith("token")]
    return ok(CONFIGURATION, "; ".join([profile, file, url, *rest]))


def token_missing(source: TokenSource, error: TokenError) -> Finding:
    """There is no token to try."""
    # A command may do better the next time, as a host may.
    code = ExitCode.UNREACHABLE if isinstance(source, CommandToken) else ExitCode.USAGE
    return Finding(TOKEN, Verdict.FAILED, str(error), code=code)


def token(source: TokenSource, secret: str, at: float) -> Finding:
    """Where the token comes from, who else may read it, and until when it holds."""
    times = claims(secret)
    left = None if times is None or times.expires_at is None else times.expires_at - at
    if times is None:
        validity = "not a JWT, so its expiry can't be read"
    elif times.expires_at is None or left is None:
        validity = "without an expiry"
    elif left <= 0:
        validity = f"expired {in_words(-left)} ago, at {utc(times.expires_at)}"
    else:
        validity = f"expires in {in_words(left)}, at {utc(times.expires_at)}"
    found = f"from {source}; {validity}"
    if left is not None and left <= 0:
        return warning(TOKEN, found, "Get a new token")
    if isinstance(source, FileToken) and source.readable_by_others():
        return warning(TOKEN, f"{found}; others may read the file", f"Use chmod 600 {source.path}")
    if times is None or (left is not None and left < TOKEN_WARNING):
        advice = "Check that it is the whole token" if times is None else "Get a new token soon"
        return warning(TOKEN, found, advice)
    return ok(TOKEN, found)


def way(options: ConnectionOptions, seen: Probe, at: float) -> list[Finding]:
    """The steps from the name to the WebSocket: those that went well, the one that failed, and those after it."""
    endpoint, progress, failure = options.endpoint(), seen.progress, seen.failure
    steps = {
        NAME: bool(progress.addresses or progress.proxy),
        NETWORK: progress.reached,
        TLS: progress.secured or not endpoint.secure,
        WEBSOCKET: failure is None,
    }
    if failure is not None and failure.kind is FailureKind.CONFIGURATION:
        return [*skipped((NAME, NETWORK), TLS), failed(TLS, failure), *skipped((WEBSOCKET,), TLS)]
    findings: list[Finding] = []
    for position, (step, went_well) in enumerate(steps.items()):
        if not went_well and failure is not None:
            after = list(steps)[position + 1 :]
            return [*findings, _failed_way(step, failure, options), *skipped(after, step)]
        findings.append(_WAY[step](endpoint, options, seen, at))
    return findings


def _failed_way(step: str, failure: Failure, options: ConnectionOptions) -> Finding:
    finding = failed(step, failure)
    if step == TLS:
        return Finding(step, Verdict.FAILED, f"{failure.reason}; {_trust(options)}", failure.advice, finding.code)
    if failure.retry_after:
        wait = f"{failure.reason}; it asks us to wait {in_words(failure.retry_after)}"
        return Finding(step, Verdict.FAILED, wait, failure.advice, finding.code)
    return finding


def _name(endpoint: Endpoint, options: ConnectionOptions, seen: Probe, at: float) -> Finding:
    if seen.progress.proxy:
        return ok(NAME, f"{endpoint.host} is looked up by the proxy {seen.progress.proxy}")
    addresses = ", ".join(seen.progress.addresses)
    if addresses == endpoint.host:
        return ok(NAME, f"{addresses} is an address" + (" of this machine" if endpoint.loopback else ""))
    here = " (this machine, without asking DNS)" if endpoint.loopback else ""
    return ok(NAME, f"{endpoint.host} is {addresses}{here}")


def _network(endpoint: Endpoint, options: ConnectionOptions, seen: Probe, at: float) -> Finding:
    through = f" through the proxy {seen.progress.proxy}" if seen.progress.proxy else ""
    return ok(NETWORK, f"port {endpoint.port} of {endpoint.host} answers{through}")


def _tls(endpoint: Endpoint, options: ConnectionOptions, seen: Probe, at: float) -> Finding:
    if not endpoint.secure:
        if endpoint.loopback:
            return ok(TLS, "not needed: ws:// to this machine")
        return warning(TLS, f"none: ws:// sends the token unencrypted to {endpoint.host}", "Use wss://")
    shown = seen.progress.certificate
    if shown is None:
        return ok(TLS, f"encrypted; {_trust(options)}")
    left = shown.expires_at - at
    found = f"certificate issued by {shown.issuer}, valid until {utc(shown.expires_at)}; {_trust(options)}"
    if left < CERTIFICATE_WARNING:
        return warning(TLS, f"{found}; that is in {in_words(left)}", "Its owner must renew it")
    return ok(TLS, found)


def _websocket(endpoint: Endpoint, options: ConnectionOptions, seen: Probe, at: float) -> Finding:
    return ok(WEBSOCKET, f"open after {seen.seconds * 1000:.0f} ms")


_WAY = {NAME: _name, NETWORK: _network, TLS: _tls, WEBSOCKET: _websocket}


def _trust(options: ConnectionOptions) -> str:
    return "trusted are the system's issuers" + (f" and --ca-file {options.ca_file}" if options.ca_file else "")


def clock(host: str, seen: Probe, secret: str | None, at: float) -> Finding:
    """Whether this machine's clock can be relied on: against the host's, and against when the token was issued."""
    theirs, ours = seen.progress.host_time, seen.progress.own_time
    times = claims(secret) if secret else None
    if theirs is not None and abs(ours - theirs) > CLOCK_TOLERANCE:
        direction = "ahead of" if ours > theirs else "behind"
        return warning(CLOCK, f"{in_words(abs(ours - theirs))} {direction} that of {host}", "Set this machine's clock")
    if times is not None and times.issued_at is not None and times.issued_at - at > CLOCK_TOLERANCE:
        ahead = in_words(times.issued_at - at)
        return warning(CLOCK, f"the token was issued {ahead} from now", "Set this machine's clock")
    if theirs is None:
        return Finding(CLOCK, Verdict.SKIPPED, f"{host} did not tell its time")
    return ok(CLOCK, f"within {CLOCK_TOLERANCE:.0f} seconds of that of {host}")


def accepted(link: Link) -> Finding:
    """The platform took the token."""
    return ok(AUTHENTICATION, "the token was accepted" + (f" for {link.user_id}" if link.user_id else ""))


def answered(round_trip: float) -> Finding:
    """A ping came back after this many seconds."""
    return ok(ROUND_TRIP, f"{round_trip * 1000:.1f} ms")


def watching(wanted: int, answers: Sequence[Subscribed], slowed: Slowed | None = None) -> Finding:
    """What of the things that are to be watched may be watched; `slowed` where the platform found us too fast."""
    if not wanted:
        return Finding(WATCHING, Verdict.SKIPPED, "nothing is named with -o, -w or -P, nor in the profile")
    live = sum(answer.live for answer in answers)
    refused = [f"{answer.resource.kind} {answer.resource.id}: {answer.reason}" for answer in answers if answer.reason]
    told = f"{live} of {wanted} subscribed to"
    if slowed:
        refused.append(slowed.reason)
    found = "; ".join([told, *refused])
    if live == wanted:
        return warning(WATCHING, found, slowed.advice) if slowed else ok(WATCHING, found)
    advice = slowed.advice if slowed else "Check these ids, and ask who runs it whether you may watch them"
    return Finding(WATCHING, Verdict.FAILED, found, advice, ExitCode.PLATFORM_ERROR)


def listing(failure: Failure | None) -> Finding:
    """Whether the platform lists what exists; a failure is none of the connection's."""
    return warning(LISTING, failure.reason, failure.advice) if failure else ok(LISTING, "lists what exists")


def listing_switched_off() -> Finding:
    """The profile says not to ask."""
    return Finding(LISTING, Verdict.SKIPPED, "switched off in the profile (rest = false)")
