"""What processes used of the machine, read where Linux keeps it: CPU seconds and the most memory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_TICK: Final = 1 / os.sysconf("SC_CLK_TCK")
_PROC: Final = Path("/proc")


def cpu(*processes: int) -> float:
    """CPU seconds of these processes so far; one that is gone counts nothing."""
    return sum(_used(process)[0] for process in processes)


def family_cpu(parent: int) -> float:
    """CPU seconds of a process and all its children, those that ended included."""
    own, ended = _used(parent)
    return own + ended + cpu(*_children(parent))


def most_memory(process: int) -> float:
    """The most memory a process ever held, in MB."""
    for line in (_PROC / str(process) / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _used(process: int) -> tuple[float, float]:
    try:
        fields = (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0, 0.0
    user, system, of_children, system_of_children = map(int, fields[11:15])
    return (user + system) * _TICK, (of_children + system_of_children) * _TICK


def _children(parent: int) -> list[int]:
    found = []
    for path in _PROC.glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return found


def parent(process: int) -> int:
    """Whose child a process is."""
    fields = (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    return int(fields[1])
