"""Why a conversation that was under way ended, in plain words; `opening` has those for one that never began. Pure."""

from __future__ import annotations

from websockets import exceptions

from hexatui.client import failures
from hexatui.client.failures import Failure
from hexatui.client.masking import TokenMask
from hexatui.client.options import Endpoint
from hexatui.protocol.lifecycle import LinkPhase


def talking_failure(error: BaseException, endpoint: Endpoint, phase: LinkPhase, mask: TokenMask) -> Failure:
    """Any exception of a conversation.

    Args:
        phase: how far the conversation had come.
        mask: keeps the token out of what the platform gives as its reason.
    """
    match error:
        case exceptions.ConnectionClosed():
            return _of_close(error, endpoint, phase, mask)
        case exceptions.WebSocketException():
            return failures.protocol_broken(endpoint)
    return failures.of_error(error, endpoint, connected=phase in (LinkPhase.AUTHENTICATING, LinkPhase.LIVE))


def _of_close(error: exceptions.ConnectionClosed, endpoint: Endpoint, phase: LinkPhase, mask: TokenMask) -> Failure:
    if error.sent is not None and not error.rcvd_then_sent:
        # We closed first, since the library found what came to be wrong.
        if error.sent.code == 1009:
            return failures.message_too_large(endpoint)
        if error.sent.code in (1002, 1003, 1007):
            return failures.protocol_broken(endpoint)
    code, reason = (error.rcvd.code, error.rcvd.reason) if error.rcvd else (None, "")
    return failures.of_close(code, mask.text(reason), endpoint, authenticated=phase is LinkPhase.LIVE)
