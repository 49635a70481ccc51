"""Questions whose answers say whether this installation is safe to send; asked by ``muster check``."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Finding:
    """One answered question: whether it is well, what is so, and the fix if it is not."""

    name: str
    ok: bool
    words: str
    fix: str = ""
    blocking: bool = True


_questions: dict[str, Callable[[], Finding]] = {}


def declare(name: str, question: Callable[[], Finding]) -> None:
    """Add a question at start-up; a second declaration under the same name replaces the first."""
    _questions[name] = question


def ask_all() -> list[Finding]:
    """Ask every question in the order of their names; a question that fails is itself a finding."""
    return [_ask(name) for name in sorted(_questions)]


def _ask(name: str) -> Finding:
    try:
        return _questions[name]()
    except Exception as error:  # noqa: BLE001 - a broken check must show as a failing line, not hide the rest
        return Finding(
            name,
            ok=False,
            words=_("This could not be checked: %(why)s") % {"why": error},
            fix=_("See the log."),
        )
