"""What the inbox tells the person page and the panel beside a thread, in a line or two."""

from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.accounts.models import Staff
from muster.inbox import queries
from muster.inbox.models import Conversation
from muster.people.models import Person
from muster.people.summaries import Line


def lines(person: Person, *, by: Staff) -> Sequence[Line]:
    """Return what waits for us and the latest threads."""
    found = queries.summary(person, by=by)
    shown = [_line(one) for one in found.threads[:3]]
    more = len(found.threads) - len(shown)
    if more > 0:
        shown.append(
            Line(
                _("Earlier"),
                ngettext("%(n)s conversation", "%(n)s conversations", more) % {"n": more},
            )
        )
    return shown


def _line(one: Conversation) -> Line:
    label = _("Waits for us") if one.they_wait else _("Wrote")
    return Line(label, one.subject or one.preview, _url(one.pk), warning=one.they_wait)


def _url(conversation_id: int) -> str:
    try:
        return reverse("office:conversation", args=[conversation_id])
    except NoReverseMatch:
        return ""
