"""Finding a conversation by who writes, what about, or its last words."""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.inbox import access, words
from muster.inbox.models import Conversation
from muster.kit.found import Hit
from muster.kit.text import holds
from muster.people import finding as people
from muster.people.models import Person

SHOWN: Final = 6
# People of a name are looked at up to here; who has that many namesakes says more.
_NAMESAKES: Final = 50


def search(text: str, *, by: Staff, limit: int = SHOWN) -> list[Hit]:
    """Conversations that ``by`` may see, the latest first."""
    return [_hit(one, text) for one in conversations(text, by=by, limit=limit)]


def conversations(text: str, *, by: Staff, limit: int) -> list[Conversation]:
    """The threads themselves, latest first: by what was written, or by whom it is proved to be with."""
    asked = words.asked(text)
    if not asked:
        return []
    # Two short lists by an index each; one question for both would look at every thread.
    numbers = _by_words(asked, limit) | _by_people(text, by, limit)
    seen = access.conversations(by=by).filter(pk__in=numbers, merged_into=None)
    rows = seen.select_related("key__person", "assignee").order_by("-last_at", "-id")
    return list(rows[:limit])


def _by_words(asked: str, limit: int) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM inbox_found(%s, %s)", [asked, limit])
        return {row[0] for row in cursor.fetchall()}


def _by_people(text: str, by: Staff, limit: int) -> set[int]:
    named = Person.objects.visible_to(by.scope).living().filter(people.fitting(text))
    known = list(named.order_by("id").values_list("id", flat=True)[:_NAMESAKES])
    if not known:
        return set()
    theirs = Conversation.objects.filter(proven=True, key__person__in=known)
    return set(theirs.order_by("-last_at", "-id").values_list("id", flat=True)[:limit])


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
