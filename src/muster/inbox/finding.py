"""Finding a conversation by who writes, what about, or its last words."""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.inbox import access
from muster.inbox.models import Conversation
from muster.kit.found import Hit
from muster.kit.text import fold, holds
from muster.people import finding as people
from muster.people.models import Person

SHOWN: Final = 6


def search(text: str, *, by: Staff, limit: int = SHOWN) -> list[Hit]:
    """Conversations that ``by`` may see, the latest first."""
    words = fold(text).split()
    if not words:
        return []
    said = Q()
    for word in words:
        said &= Q(find_key__contains=word)
    named = Person.objects.visible_to(by.scope).living().filter(people.fitting(text))
    seen = access.conversations(by=by).filter(said | Q(proven=True, key__person__in=named))
    rows = seen.select_related("key__person").order_by("-last_at", "-id")[:limit]
    return [_hit(one, text) for one in rows]


def _hit(one: Conversation, text: str) -> Hit:
    who = (one.person and one.person.name) or one.name or one.address or _("Somebody")
    title = one.subject or _("Without a subject")
    return Hit(one.pk, title, _reason(one, text), detail=who, state=one.state)


def _reason(one: Conversation, text: str) -> str:
    if holds(one.subject, text):
        return _("By subject")
    if holds(f"{one.name} {one.address}", text) or not holds(one.find_key, text):
        return _("By who writes")
    return _("By its words: %(value)s") % {"value": one.preview}
