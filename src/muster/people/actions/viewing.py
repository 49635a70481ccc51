"""Ways of looking at the list of people that staff keep, and lists they hand out as a file."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.people.models import SavedView

EXPORT: Final = "people.export"
# A file of more people than this is an export of the base, which one page must not hand out.
MOST_LISTED: Final = 5_000


class ViewUnnamed(Refused):
    """A view without a name cannot be found again."""


class ViewTaken(Refused):
    """Two of one’s own views under one name would be mistaken for each other."""


class TooLong(Refused):
    """The list is longer than one file may be."""


@transaction.atomic
def keep_view(*, name: str, query: str, shared: bool, by: Staff) -> SavedView:
    """Keep filters and columns under a name, for oneself or for every colleague."""
    word = " ".join(name.replace("\x00", "").split())[:80]
    if not word:
        raise ViewUnnamed(_("Give the view a name."), field="name")
    if SavedView.objects.filter(staff=by, name__iexact=word).exists():
        words = _("You already have a view “%(name)s”. Choose another name.")
        raise ViewTaken(words % {"name": word}, field="name")
    made = SavedView.objects.create(
        staff=by, name=word, query=query[:1000], shared=shared, at=clock.now()
    )
    audit.record(by=by, verb="view.kept", subject=f"view:{made.pk}", shared=shared)
    return made


@transaction.atomic
def drop_view(*, view: SavedView, by: Staff) -> None:
    """Let go of one’s own view; a colleague’s shared view is theirs to drop."""
    if view.staff_id != by.pk:
        raise NotFound
    subject = f"view:{view.pk}"
    view.delete()
    audit.record(by=by, verb="view.dropped", subject=subject)


@transaction.atomic
def hand_out_list(*, count: int, said: str, columns: str, by: Staff) -> None:
    """Write down that a list of people left as a file: how many, by which filters, with which columns."""
    if not by.may(EXPORT):
        raise NotFound
    if count > MOST_LISTED:
        words = _("A file holds at most %(most)s people. Narrow the list first.")
        raise TooLong(words % {"most": MOST_LISTED})
    audit.record(
        by=by, verb="people.exported", subject="people", count=count, filters=said, columns=columns
    )
