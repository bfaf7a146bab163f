"""The fleet and its client together, over a real connection."""

from __future__ import annotations

from support.caller import until
from support.village import Village

from hexatui.client.options import ConnectionOptions
from hexatui.client.tokens import TokenSource
from hexatui.prepared import Prepared
from hexatui.protocol.names import Resource
from hexatui.recording import MASK
from hexatui.server.gateway import Gateway
from hexatui.ui.live import Live


async def test_every_frame_is_held_both_ways_and_the_token_in_none() -> None:
    async with Gateway(Village()) as gateway:
        token = TokenSource.from_value(gateway.token)
        options = ConnectionOptions(gateway.url, token, (Resource("workspace", "ws-123"),))
        live = Live()
        live.start(lambda: Prepared(options, [], [], "test"), lambda: 0.0, lambda error: None)
        try:
            await until(lambda: any('"workspace_status"' in frame.text for frame in live.frames))
            frames = list(live.frames)
        finally:
            live.stop()
    assert [frame.direction for frame in frames[:2]] == ["out", "in"]
    assert '"auth"' in frames[0].text
    assert MASK in frames[0].text
    assert not [frame for frame in frames if gateway.token in frame.text]
    assert [frame.at for frame in frames] == sorted(frame.at for frame in frames)
