"""How dialogues with people who wrote in anger have ended, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from muster.inbox import work
from muster.inbox.models import Dialogue
from muster.web.words import number

if TYPE_CHECKING:
    from muster.accounts.models import Staff

Outcome = Dialogue.Outcome


def sentence(by: Staff) -> str:
    """How dialogues ended so far, in one sentence; empty before the first."""
    found = work.outcomes(by=by)
    total = sum(found.values())
    if not total:
        return ""
    words = ngettext(
        "Of %(n)s dialogue %(stayed)s stayed, %(left)s left and %(blocked)s is blocked.",
        "Of %(n)s dialogues %(stayed)s stayed, %(left)s left and %(blocked)s are blocked.",
        total,
    )
    return words % {
        "n": number(total),
        "stayed": number(found[Outcome.STAYS.value]),
        "left": number(found[Outcome.LEAVES.value]),
        "blocked": number(found[Outcome.BLOCKED.value]),
    }
