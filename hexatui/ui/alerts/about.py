"""What an alert is about: when it began, and whose logs may tell why. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hexatui.text import clipped
from hexatui.ui.logs.moment import Moment

if TYPE_CHECKING:
    from hexatui.state.alerts import AlertEntry

MAX_TITLE = 60
"""Characters of an alert's title in a toast."""

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?")
"""What a pod, a namespace or a workload may be called: more than Kubernetes allows, less than anything."""

_PODS = ("pod", "pods")
_WORKLOADS = ("deployment", "statefulset", "daemonset", "replicaset", "job", "cronjob")


class Named(NamedTuple):
    """What a `resource` names: a pod and its namespace, or else the workload of some pods; "" for what it doesn't."""

    namespace: str = ""
    pod: str = ""
    workload: str = ""


def named_by(resource: str) -> Named:
    """What "pod/api-server-abc123" names, or "deployment/api-server"; a namespace may stand between the two parts."""
    kind, *names = resource.split("/")
    if not 1 <= len(names) <= 2 or not all(_NAME.fullmatch(name) for name in names):
        return Named()
    namespace, name = names if len(names) == 2 else ("", names[0])
    if kind.lower() in _PODS:
        return Named(namespace, pod=name)
    return Named(namespace, workload=name) if kind.lower().removesuffix("s") in _WORKLOADS else Named()


def moment_of(entry: AlertEntry) -> Moment:
    """When an alert began: by the platform's clock, as log lines have it, else when it was first heard of.

    Of one that is not known to have fired, when it was resolved.
    """
    title = clipped(entry.title or entry.type or entry.id or "the alert", MAX_TITLE)
    began, heard, did = entry.platform_since, entry.since, "began"
    if not entry.is_open and entry.fired_since is not None:
        began, heard = entry.platform_fired_since, entry.fired_since
    elif not entry.is_open:
        did = "was resolved"
    return Moment(heard, f"{title} was first heard of") if began is None else Moment(began, f"{title} {did}")
