"""What staff change about a group itself: a new topic, other words, its end and its new beginning."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.groups import errors, words
from muster.groups.models import Group
from muster.kit.text import clean


@transaction.atomic
def keep_topic(
    *, slug: str, name: str, about: str, language: str, by: Staff, at: datetime
) -> Group:
    """Open a group for a topic, which anybody with a record may join."""
    title, text = _checked(name, about)
    try:
        with transaction.atomic():
            made = Group.objects.create(
                slug=slug, name=title, about=text, language=language, kind=Group.Kind.TOPIC, opened_at=at
            )  # fmt: skip
    except IntegrityError as error:
        raise errors.SlugTaken from error
    audit.record(by=by, verb="group.opened", subject=str(made), at=at)
    return made


@transaction.atomic
def reword(*, group: Group, name: str, about: str, by: Staff, at: datetime) -> Group:
    """Another name, other words about it; its address stays, so that links live on."""
    title, text = _checked(name, about)
    held = Group.objects.select_for_update().get(pk=group.pk)
    held.name, held.about = title, text
    held.save(update_fields=["name", "about"])
    audit.record(by=by, verb="group.reworded", subject=str(held), at=at)
    return held


@transaction.atomic
def close_group(*, group: Group, by: Staff, at: datetime) -> Group:
    """Nobody joins or writes any more; members can still read. The team of a region stays open."""
    held = Group.objects.select_for_update().get(pk=group.pk)
    if held.kind == Group.Kind.REGION:
        raise errors.RegionStays
    if held.closed_at is None:
        held.closed_at = at
        held.save(update_fields=["closed_at"])
        audit.record(by=by, verb="group.closed", subject=str(held), at=at)
    return held


@transaction.atomic
def reopen_group(*, group: Group, by: Staff, at: datetime) -> Group:
    """Open it again, with the members it has."""
    held = Group.objects.select_for_update().get(pk=group.pk)
    if held.closed_at is not None:
        held.closed_at = None
        try:
            with transaction.atomic():
                held.save(update_fields=["closed_at"])
        except IntegrityError as error:
            raise errors.RegionHasOne from error
        audit.record(by=by, verb="group.reopened", subject=str(held), at=at)
    return held


def _checked(name: str, about: str) -> tuple[str, str]:
    title, text = clean(name), words.plain(about)
    if not title:
        raise errors.Wordless(_("Write the name of the team."), "name")
    if len(title) > words.NAME:
        raise errors.TooLong(words.NAME, len(title), "name")
    if len(text) > words.ABOUT:
        raise errors.TooLong(words.ABOUT, len(text), "about")
    return title, text
