"""What the inbox tells the person page and the panel beside a thread, in a line or two."""

from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.accounts.models import Staff
from muster.inbox import queries, work
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
    return [*shown, *_complaints(person, by=by)]


def _complaints(person: Person, *, by: Staff) -> list[Line]:
    """Their complaints, the latest three: open ones press, closed ones say how they ended."""
    return [
        Line(
            _("Complaint"),
            one.title if one.open else one.outcome[:80],
            _url("office:inbox-case", one.pk),
            warning=one.open,
        )
        for one in work.cases_of(person, by=by)[:3]
    ]


def _line(one: Conversation) -> Line:
    label = _("Waits for us") if one.they_wait else _("Wrote")
    return Line(
        label,
        one.subject or one.preview,
        _url("office:conversation", one.pk),
        warning=one.they_wait,
    )


def _url(name: str, number: int) -> str:
    try:
        return reverse(name, args=[number])
    except NoReverseMatch:
        return ""
