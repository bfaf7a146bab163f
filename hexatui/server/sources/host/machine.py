"""What this machine measures of itself. The one module that imports psutil."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import psutil

_MAX_DISKS = 16

_NO_REAL_DISKS = ("squashfs", "iso9660", "udf", "erofs", "cramfs")
"""File systems that are always full, since nothing can be written to them."""

_MI = 1 << 20


class Rates(NamedTuple):
    """Network traffic of all but the loopback interfaces, in bytes a second."""

    ingress: float
    egress: float


@dataclass(frozen=True, slots=True)
class Measures:
    """One look at the machine; what couldn't be measured is None or missing."""

    cpu_percent: float
    cores: int
    memory_used_mi: int
    memory_total_mi: int
    memory_percent: float
    network: Rates | None = None
    load: float | None = None
    """Runnable processes, averaged over one minute."""
    disks: dict[str, float] = field(default_factory=dict)
    """Percentages in use by mount point."""


def host_name() -> str:
    """What this machine is called."""
    return socket.gethostname().partition(".")[0] or "localhost"


class Machine:
    """Measures this machine; processor and network are measured from one look to the next."""

    def __init__(self) -> None:
        psutil.cpu_percent(None)
        self._traffic = _traffic()
        self._looked = time.monotonic()

    def look(self) -> Measures:
        """Measure now. May take long where a file system doesn't answer, so not to be called in an event loop."""
        memory = psutil.virtual_memory()
        return Measures(
            cpu_percent=psutil.cpu_percent(None),
            cores=psutil.cpu_count() or 1,
            memory_used_mi=(memory.total - memory.available) // _MI,
            memory_total_mi=memory.total // _MI,
            memory_percent=memory.percent,
            network=self._rates(),
            load=_load(),
            disks=_disks(),
        )

    def _rates(self) -> Rates | None:
        before, since = self._traffic, self._looked
        self._traffic, self._looked = _traffic(), time.monotonic()
        seconds = self._looked - since
        if before is None or self._traffic is None or seconds <= 0:
            return None
        # Counters begin anew when an interface does.
        received, sent = (max(0, now - then) for now, then in zip(self._traffic, before, strict=True))
        return Rates(received / seconds, sent / seconds)


def _traffic() -> tuple[int, int] | None:
    try:
        counters = psutil.net_io_counters(pernic=True)
    except (OSError, psutil.Error):
        return None
    outside = [count for name, count in counters.items() if not name.lower().startswith(("lo", "loopback"))]
    return sum(count.bytes_recv for count in outside), sum(count.bytes_sent for count in outside)


def _load() -> float | None:
    try:
        return os.getloadavg()[0]
    except (OSError, AttributeError):
        return None


def _disks() -> dict[str, float]:
    try:
        partitions = psutil.disk_partitions(all=False)
    except (OSError, psutil.Error):
        partitions = []
    writable = (disk for disk in partitions if disk.fstype not in _NO_REAL_DISKS and "ro" not in disk.opts.split(","))
    # One entry a device: containers mount files of the same disk in many places.
    by_device = {disk.device: disk.mountpoint for disk in writable if os.path.isdir(disk.mountpoint)}
    found = {}
    for mount in islice({os.path.abspath(os.sep): None, **dict.fromkeys(by_device.values())}, _MAX_DISKS):
        try:
            found[mount] = psutil.disk_usage(mount).percent
        except OSError:
            continue
    return found
