"""How long the organisation keeps what: what is deleted too early is gone, so two administrators agree."""

from typing import Any

from django.utils.translation import gettext_lazy

from muster.accounts import actions, retention
from muster.accounts.actions.retention import SUBJECT
from muster.accounts.models import Staff
from muster.approvals.kinds.saying import differing
from muster.approvals.registry import Change, Line, State, offer
from muster.kit.retention import holdings

__all__ = ["PERIODS", "SUBJECT", "declare", "now"]

PERIODS = "retention.periods"
PERMISSION = "settings.manage"


def declare() -> None:
    offer(
        Change(
            PERIODS,
            gettext_lazy("How long we keep what"),
            PERMISSION,
            now=lambda _subject: now(),
            apply=_set,
            lines=_lines,
        )
    )


def now() -> dict[str, Any]:
    """The days of every class that an organisation may choose."""
    held = retention.periods()
    return {name: held[name] for name, one in holdings().items() if one.chosen}


def _set(_subject: str, after: State, by: Staff) -> None:
    actions.set_periods(days=dict(after), by=by)


def _lines(before: State, after: State) -> list[Line]:
    return differing({name: one.words for name, one in holdings().items()}, before, after)
