"""Which containers a pod is likely to have, where only the pod was named: those that are known, else guesses. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from hexatui.protocol.names import LogSource
from hexatui.text import safe

if TYPE_CHECKING:
    from hexatui.state.streams import Stream

MAX_GUESSES = 8
"""The most containers guessed of one pod: each may have to be asked for."""

MAX_VOTES = 1_000
"""The most containers that are looked at for how they are called in a workspace."""

DEFAULT_NAMESPACE = "default"
"""The namespace of what was put into none, as Kubernetes has it."""

_HASH = "[bcdf-hj-np-tv-xz2456789]"
_OWN_OF_POD = re.compile(rf"-{_HASH}{{8,10}}-[a-z0-9]{{5}}$|-\d+-{_HASH}{{5}}$|-[a-z]*\d[a-z0-9]*$|-{_HASH}{{5}}$")
"""What tells a pod from the others of its workload: hashes (with Kubernetes' letters for these), or a number."""

_NOT_FOUND = "RESOURCE_NOT_FOUND"

_COUNTED = re.compile(r"-\d+$")


class Guess(NamedTuple):
    """A container that a pod may have."""

    source: LogSource
    ground: str = ""
    """Why it is believed to: "as api-server-xyz has it"; "" where it is known."""


@dataclass(frozen=True)
class Likely:
    """The containers of a pod, the likeliest first."""

    guesses: Sequence[Guess]
    is_clear: bool
    """Whether there is but one to think of: of this pod, or of all others of its workload."""

    @property
    def namespace(self) -> str:
        """The namespace where it is known; "" where there are several, or it is guessed."""
        spaces = {guess.source.namespace for guess in self.guesses}
        return "" if len(spaces) != 1 or self.is_guessed else spaces.pop()

    @property
    def is_guessed(self) -> bool:
        """Whether none of it is known."""
        return any(guess.ground for guess in self.guesses)

    def note(self, source: LogSource, wrong: int = 0) -> str:
        """That a container is a guess, and why, after so many wrong ones; "" where it is known."""
        ground = next((guess.ground for guess in self.guesses if guess.source == source), "")
        after = f", after {wrong} that there {'is' if wrong == 1 else 'are'} not" if wrong else ""
        return safe(f"{source.container} is a guess{after}: {ground}") if ground else ""

    def others(self, source: LogSource) -> list[Guess]:
        """What else may be tried where one of the guesses was wrong; none where it was no guess."""
        if source not in (guess.source for guess in self.guesses if guess.ground):
            return []
        return [guess for guess in self.guesses if guess.source != source]


@dataclass
class Try:
    """A guess that was asked for; `until` is when it counts as closed if there is no stream of it (Unix seconds)."""

    source: LogSource
    others: Sequence[Guess]
    """What to try after it; at least one."""
    tail_lines: int
    until: float
    wrong: int = 0
    """How many were asked for before it."""
    is_shown: bool = False
    """Whether the log stands on the screen."""

    def outcome(self, stream: Stream | None, now: float) -> Literal["open", "right", "wrong", "unknown"]:
        """What became of it. It is wrong where the platform knows no such container, not for any other refusal."""
        if stream is None:
            return "open" if now < self.until else "unknown"
        if stream.phase in ("opening", "interrupted"):
            return "open"
        if stream.phase != "failed" or len(stream.buffer):
            return "right"
        return "wrong" if _NOT_FOUND in stream.reason else "unknown"


NOTHING_LIKELY = Likely((), is_clear=False)


def workload_of(pod: str) -> str:
    """The workload that a pod belongs to: its name without what is its own."""
    return _OWN_OF_POD.sub("", pod)


def containers_of(workload: LogSource, known: Iterable[LogSource]) -> list[LogSource]:
    """The known containers of a workload, whose name stands in the place of a pod's; its namespace may be ""."""
    return [
        one
        for one in dict.fromkeys(known)
        if one.workspace_id == workload.workspace_id
        and workload.namespace in ("", one.namespace)
        and workload.pod in (one.pod, workload_of(one.pod))
    ]


def likely_containers(pod: LogSource, known: Iterable[LogSource], namespaces: Iterable[str]) -> Likely:
    """The containers of a pod.

    Args:
        pod: its workspace and its name; its namespace or "".
        known: containers, of which nothing is unknown, those first that are likelier meant.
        namespaces: those known of its workspace.
    """
    known = list(dict.fromkeys(known))
    here = [one for one in known if one.workspace_id == pod.workspace_id]
    spaces = [pod.namespace] if pod.namespace else list(dict.fromkeys([*namespaces, *(one.namespace for one in here)]))
    own = [one for one in here if one.pod == pod.pod and pod.namespace in ("", one.namespace)]
    # A name that is counted up may be there once in each namespace; one with a hash is there but once.
    is_unique = len(spaces) < 2 or (workload_of(pod.pod) != pod.pod and not _COUNTED.search(pod.pod))
    if own:
        return Likely([Guess(one) for one in own], is_clear=is_unique and len(own) == 1)
    workload = workload_of(pod.pod)
    # The prefix is far cheaper than the expression; a hostile platform names thousands.
    same = [one for one in known if one.pod.startswith(workload) and workload_of(one.pod) == workload]
    kin = {
        pod._replace(namespace=one.namespace, container=one.container): one.pod
        for one in same
        if one.workspace_id == pod.workspace_id and pod.namespace in ("", one.namespace)
    }
    if kin:
        guesses = [Guess(source, f"as {of} has it") for source, of in kin.items()]
        return Likely(guesses[:MAX_GUESSES], is_clear=is_unique and len(guesses) == 1)
    # The same program may run in several workspaces, in namespaces of the same name.
    spaces.sort(key=lambda space: all(one.namespace != space for one in same))
    usual = dict(_usual_names(workload, here[:MAX_VOTES]))
    guesses = [
        Guess(pod._replace(namespace=space, container=container), ground)
        for container, ground in ({one.container: f"as {one.pod} has it" for one in same} | usual).items()
        for space in spaces or [DEFAULT_NAMESPACE]
    ]
    return Likely(guesses[:MAX_GUESSES], is_clear=False)


def _usual_names(workload: str, here: Iterable[LogSource]) -> list[tuple[str, str]]:
    """How a container of this workload may be called, and why: as most here are, else as the workload is."""
    votes = Counter({workload: 1})
    for name, container in {(workload_of(one.pod), one.container) for one in here}:
        votes[workload if container == name else container] += 1
    # The reference calls the container of "api-server-abc123" "api".
    first = workload.partition("-")[0]
    votes.setdefault(first, 0)
    grounds = {first: "called as its workload begins", workload: "called as its workload"}
    return [(name, grounds.get(name, "called as others here")) for name, _ in votes.most_common(MAX_GUESSES)]
