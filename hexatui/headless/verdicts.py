"""What was found in one step of an examination, and how it is written: for a person, and for a script. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hexatui.exit_codes import ExitCode
from hexatui.text import safe


class Verdict(StrEnum):
    """How a step went."""

    OK = "ok"
    WARNING = "warning"
    """It works, and something about it should be changed."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """It could not be tried."""


_SHAPES = {Verdict.OK: "✓+", Verdict.WARNING: "▲!", Verdict.FAILED: "✗x", Verdict.SKIPPED: "·-"}
"""Each verdict's shape, and the one for a terminal without UTF-8."""

_COLOURS = {Verdict.OK: "32", Verdict.WARNING: "33", Verdict.FAILED: "31", Verdict.SKIPPED: "2"}
"""Of the terminal's own sixteen, so that they suit its background."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one step found."""

    step: str
    verdict: Verdict
    found: str
    """One sentence without a full stop."""
    advice: str = ""
    """What to do, one sentence, or ""."""
    code: ExitCode = ExitCode.DONE
    """What a failure of this step makes the exit code."""


def text_line(finding: Finding, *, unicode: bool, colours: bool) -> str:
    """`SHAPE VERDICT  STEP  FOUND. ADVICE`, in columns, harmless to any terminal."""
    shape = _SHAPES[finding.verdict][0 if unicode else 1]
    verdict = f"{shape} {finding.verdict:<7}"
    if colours:
        verdict = f"\x1b[{_COLOURS[finding.verdict]}m{verdict}\x1b[0m"
    said = safe(". ".join(filter(None, (finding.found, finding.advice))))
    return f"{verdict}  {finding.step:<14}  {said if unicode else said.encode('ascii', 'replace').decode()}"


def json_line(finding: Finding) -> str:
    """The finding as a JSON object, in ASCII alone."""
    fields = {"step": finding.step, "verdict": finding.verdict, "found": finding.found, "advice": finding.advice}
    return json.dumps(fields, separators=(",", ":"))


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """That of the first failure; warnings are none."""
    failures = (finding.code for finding in findings if finding.verdict is Verdict.FAILED)
    return next(failures, ExitCode.DONE)
