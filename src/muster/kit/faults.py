"""Named points where a test may kill, delay or break the process; nothing happens otherwise.

``MUSTER_FAULT=name:nth:action`` with action kill9, sleep or raise arms one point.
"""

import os
import signal
import time


class InjectedFault(RuntimeError):
    """Raised at an armed point; never seen outside tests."""


_ARMED = os.environ.get("MUSTER_FAULT", "")
# What runs for every single message asks this first: a call that does nothing costs something, too.
ARMED = bool(_ARMED)
_seen: dict[str, int] = {}


def fault(name: str) -> None:
    """Do nothing, unless the environment armed this very point."""
    if _ARMED and _ARMED.startswith(f"{name}:"):
        _strike(name)


def _strike(name: str) -> None:
    _, nth, action = _ARMED.split(":")
    _seen[name] = _seen.get(name, 0) + 1
    if _seen[name] != int(nth):
        return
    if action == "kill9":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action == "sleep":
        time.sleep(2)
    else:
        raise InjectedFault(name)
