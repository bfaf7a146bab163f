"""The token in what the platform says, however it is spelled."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexatui.client.masking import SHORTEST_SECRET, TokenMask
from hexatui.recording import MASK

TOKEN = "eyJhbGciOi.b3Bh+cXVl/dG9.rZW4_c2V-jcmV0"

printable = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
tokens = st.text(printable, min_size=SHORTEST_SECRET, max_size=40)


def test_what_does_not_hold_it_is_the_very_same_frame() -> None:
    frame = json.dumps({"type": "log_entry", "message": 'a "quoted" \u00e9 line\n\u001b[1m / <&>'}).encode()
    assert TokenMask(TOKEN).frame(frame) is frame


@pytest.mark.parametrize(
    "spelled",
    [
        TOKEN,
        "\\u0065" + TOKEN[1:],
        TOKEN.replace("/", "\\/"),
        TOKEN.replace("+", "\\u002B").replace("/", "\\u002f"),
        "".join(f"\\u{ord(character):04X}" for character in TOKEN),
        TOKEN + '"}, {"again": "' + TOKEN,
    ],
)
def test_each_spelling_is_masked(spelled: str) -> None:
    frame = TokenMask(TOKEN).frame(f'[{{"message": "the token {spelled} has expired"}}]'.encode())
    assert TOKEN not in str(json.loads(frame))
    assert MASK in str(json.loads(frame))
    assert "the token" in str(json.loads(frame))


@pytest.mark.parametrize("frame", [f'{{"broken": "{TOKEN}', f"\\u0065{TOKEN[1:]}", f"\xff{TOKEN}", f"\\{TOKEN}"])
def test_what_is_no_json_is_masked_like_it(frame: str) -> None:
    assert TOKEN[1:] not in TokenMask(TOKEN).frame(frame.encode("latin-1")).decode("latin-1")


def test_an_escaped_backslash_before_it_keeps_the_frame_whole() -> None:
    said = "a\\" + "\\u0065" + TOKEN[1:]
    frame = json.dumps(said).encode()
    assert json.loads(TokenMask(TOKEN).frame(frame)) == said


def test_one_that_is_too_short_to_be_a_secret_is_not_masked() -> None:
    short = "e" * (SHORTEST_SECRET - 1)
    assert TokenMask(short).frame(short.encode()) == short.encode()
    assert TokenMask(short).text(short) == short
    assert TokenMask().text("words") == "words"


def test_plain_text_is_masked_as_it_stands() -> None:
    assert TokenMask(TOKEN).text(f"bad {TOKEN}!") == f"bad {MASK}!"


def test_a_very_long_one_is_masked_too() -> None:
    token = "0123456789abcdef" * 256
    assert json.loads(TokenMask(token).frame(('"' + "\\u0030" + token[1:] + '"').encode())) == MASK


@given(tokens, st.text(max_size=20), st.data())
def test_no_json_gives_it_away(token: str, around: str, data: st.DataObject) -> None:
    def spell(character: str) -> str:
        plain = json.dumps(character)[1:-1]
        ways = [plain, f"\\u{ord(character):04x}", f"\\u{ord(character):04X}", "\\/" if character == "/" else plain]
        return data.draw(st.sampled_from(ways))

    said = json.dumps(around)[1:-1] + "".join(map(spell, token)) + json.dumps(around)[1:-1]
    masked = TokenMask(token).frame(f'{{"message": "{said}"}}'.encode())
    assert token not in json.loads(masked)["message"] or token in MASK + around


@given(st.lists(st.sampled_from([b"{}", b'"\\n"', TOKEN.encode(), TOKEN.replace("/", "\\/").encode()]), max_size=6))
def test_several_frames_are_masked_as_each_alone(frames: list[bytes]) -> None:
    mask = TokenMask(TOKEN)
    assert mask.frames(frames) == [mask.frame(frame) for frame in frames]
