"""Shifts of the next days that still want people, as one line of Today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.volunteering import queries
from muster.web import helping
from muster.web.office.today_line import Waiting
from muster.web.words import number, span

if TYPE_CHECKING:
    from datetime import datetime

    from muster.accounts.models import Staff


def waiting(staff: Staff, now: datetime) -> list[Waiting]:
    """Shifts of the next days that still want people; one line for all of them."""
    found = queries.short(by=staff, at=now, within=queries.SOON)
    first, count = found.first(), found.count()
    if first is None or not staff.may("tasks.run"):
        return []
    words = ngettext(
        "%(n)s shift is short of people within 7 days",
        "%(n)s shifts are short of people within 7 days",
        count,
    )
    return [
        Waiting(
            kind="shifts",
            icon="shift",
            title=words % {"n": number(count)},
            words=_("The first begins in %(span)s: %(title)s, %(when)s.")
            % {
                "span": span(first.starts_at - now),
                "title": first.task.title,
                "when": helping.when(first),
            },
            url=reverse("office:tasks"),
            # It lies ahead: nobody has waited for it yet.
            since=now,
            due=first.starts_at,
            action=_("Find people"),
        )
    ]
