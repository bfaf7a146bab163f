"""Expressions for RE2, which searches in linear time, and what is wrong with those that can't be looked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from re2._re2 import RE2

MAX_PROGRAM = 2_000
"""The most steps of an expression: RE2 is linear in the text, but at each place any number of steps may cost."""

_ESCAPE = re.compile(r"\\Q.*?(?:\\E|$)|\\[pP](?:\{[^}]*\}|.)|\\.", re.DOTALL)
"""What a backslash begins."""

_IN_ONE_LINE = {r"\A": "^", r"\z": "$", r"\Z": "$"}
"""Each line is searched as if there were no other."""

_AROUND = ("(?=", "(?!", "(?<=", "(?<!")

_WRONG = {
    "missing ): ": "a bracket ( is not closed",
    "unexpected ): ": "a bracket ) was never opened",
    "missing ]: ": "a bracket [ is not closed",
    "no argument for repetition operator: ": "nothing stands before {} that could be repeated",
    "bad repetition operator: ": "{} repeats what is repeated already",
    "invalid repetition size: ": "{} is no number of repetitions (1000 at most)",
    "invalid character class range: ": "{} is no range or class of characters",
    "invalid named capture group: ": "{} is no name of a group",
    "invalid escape sequence: ": "{} has no meaning",
    "invalid perl operator: ": "{} begins no known kind of group",
    "trailing \\": "the \\ at the end stands before nothing",
    "pattern too large": "it is too large",
}
"""RE2's words for what is wrong, and ours."""


class BadExpression(ValueError):
    """What is looked for can't be; one sentence says why."""


def compiled_text(text: str, *, ignores_case: bool) -> RE2:
    """What finds a text, as it is.

    Raises:
        BadExpression: it holds half a character.
    """
    return _compiled(text, ignores_case, True)


def compiled_expression(expression: str, *, ignores_case: bool) -> RE2:
    """What finds an expression in the lines of a text, each as if there were no other.

    Raises:
        BadExpression: it is wrong, too large, or needs what RE2 can't do (looking around, references back).
    """
    # Once as it was typed, so that what is wrong is said of that.
    _compiled(_translated(expression, {r"\Z": r"\z"}), False, False)
    if r"\C" in _ESCAPE.findall(expression):
        raise BadExpression(r"single bytes (\C) can't be looked for")
    return _compiled("(?m)" + _translated(expression, _IN_ONE_LINE), ignores_case, False)


def has_capital(expression: str) -> bool:
    """Whether there is a capital letter that stands for itself."""
    return any(letter.isupper() for letter in _ESCAPE.sub("", expression))


def _translated(expression: str, table: dict[str, str]) -> str:
    return _ESCAPE.sub(lambda found: table.get(found[0], found[0]), expression)


def _compiled(pattern: str, ignores_case: bool, is_literal: bool) -> RE2:
    from re2._re2 import RE2

    options = RE2.Options()
    options.literal = is_literal
    options.case_sensitive = not ignores_case
    options.never_nl = True  # No match goes over a line's end, and many lines can be searched at once.
    options.never_capture = True
    options.log_errors = False
    try:
        regexp = RE2(pattern.encode(), options)
    except UnicodeEncodeError:
        raise BadExpression("half a character can't be looked for") from None
    if not regexp.ok():
        raise BadExpression(_words(regexp.error().decode("utf-8", "replace")))
    if not 0 <= regexp.ProgramSize() <= MAX_PROGRAM:
        raise BadExpression("the expression is too large")
    return regexp


def _words(error: str) -> str:
    """What is wrong, in our words."""
    for start, words in _WRONG.items():
        if error.startswith(start):
            part = error[len(start) :]
            if part in _AROUND:
                return f"looking ahead or behind, {part}...), is not possible here"
            if re.fullmatch(r"\\[1-9]|\(\?P=?", part):
                return "references back to a group, such as \\1, are not possible here"
            return f"the expression is wrong: {words.format(part)}"
    return f"the expression is wrong: {error}"
