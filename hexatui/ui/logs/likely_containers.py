"""Which containers a pod is likely to have, where only the pod was named: those that are known, else guesses. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hexatui.protocol.names import LogSource

MAX_GUESSES = 8
"""The most containers guessed of one pod: each may have to be asked for."""

DEFAULT_NAMESPACE = "default"
"""The namespace of what was put into none, as Kubernetes has it."""

_HASH = "[bcdf-hj-np-tv-xz2456789]"
_OWN_OF_POD = re.compile(rf"-{_HASH}{{8,10}}-[a-z0-9]{{5}}$|-\d+-{_HASH}{{5}}$|-[a-z]*\d[a-z0-9]*$|-{_HASH}{{5}}$")
"""What tells a pod from the others of its workload: hashes (with Kubernetes' letters for these), or a number."""

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

    def others(self, source: LogSource) -> list[Guess]:
        """What else may be tried where one of the guesses was wrong; none where it was no guess."""
        if source not in (guess.source for guess in self.guesses if guess.ground):
            return []
        return [guess for guess in self.guesses if guess.source != source]


NOTHING_LIKELY = Likely((), is_clear=False)


def workload_of(pod: str) -> str:
    """The workload that a pod belongs to: its name without what is its own."""
    return _OWN_OF_POD.sub("", pod)


def likely_containers(pod: LogSource, known: Iterable[LogSource], namespaces: Iterable[str]) -> Likely:
    """The containers of a pod.

    Args:
        pod: its workspace and its name; its namespace or "".
        known: containers, of which nothing is unknown, those first that are likelier meant.
        namespaces: those known of its workspace.
    """
    here = list(dict.fromkeys(one for one in known if one.workspace_id == pod.workspace_id))
    spaces = [pod.namespace] if pod.namespace else list(dict.fromkeys([*namespaces, *(one.namespace for one in here)]))
    own = [one for one in here if one.pod == pod.pod and pod.namespace in ("", one.namespace)]
    # A name that is counted up may be there once in each namespace; one with a hash is there but once.
    is_unique = len(spaces) < 2 or (workload_of(pod.pod) != pod.pod and not _COUNTED.search(pod.pod))
    if own:
        return Likely([Guess(one) for one in own], is_clear=is_unique and len(own) == 1)
    workload = workload_of(pod.pod)
    kin = {
        pod._replace(namespace=one.namespace, container=one.container): one.pod
        for one in here
        if workload_of(one.pod) == workload and pod.namespace in ("", one.namespace)
    }
    if kin:
        guesses = [Guess(source, f"as {of} has it") for source, of in kin.items()]
        return Likely(guesses[:MAX_GUESSES], is_clear=is_unique and len(guesses) == 1)
    guesses = [
        Guess(pod._replace(namespace=space, container=container), ground)
        for container, ground in _usual_names(workload, here)
        for space in spaces or [DEFAULT_NAMESPACE]
    ]
    return Likely(guesses[:MAX_GUESSES], is_clear=False)


def _usual_names(workload: str, here: Iterable[LogSource]) -> list[tuple[str, str]]:
    """How a container of this workload may be called, and why: as most here are, else as the workload is."""
    votes = Counter({workload: 1})
    for name, container in {(workload_of(one.pod), one.container) for one in here}:
        votes[workload if container == name else container] += 1
    # The reference calls the container of "api-server-abc123" "api".
    votes.setdefault(workload.partition("-")[0], 0)
    grounds = {workload: "called as its workload", workload.partition("-")[0]: "called as its workload begins"}
    return [(name, grounds.get(name, "called as others here")) for name, _ in votes.most_common(MAX_GUESSES)]
