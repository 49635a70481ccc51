"""A member asks a moderator to look at a post; a moderator keeps it or hides it and says why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.groups import errors, words
from muster.groups.actions import board
from muster.groups.models import Hiding, Membership, Post, Report, Thread
from muster.kit import letters, limits
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.people.models import IdentityKey

A_DAY: Final = 20


@transaction.atomic
def report(*, post: Post, key: IdentityKey, reason: str, by: Doer, at: datetime) -> Report:
    """Put a post before the moderators, with a reason. It stays as it is until one has decided."""
    why = words.plain(reason)
    if not why:
        raise errors.Wordless(_("Say in a few words what is wrong with it."), "reason")
    if len(why) > words.REASON:
        raise errors.TooLong(words.REASON, len(why), "reason")
    members = Membership.objects.filter(
        group=post.group_id, key__person=key.person_id, left_at=None
    )
    if not members.exists():
        raise errors.NotAMember
    if Report.objects.filter(post=post, key__person=key.person_id, decided_at=None).exists():
        raise errors.ReportedAlready
    if not limits.take("report", str(key.person_id), capacity=A_DAY, per=timedelta(days=1)):
        raise errors.TooFast
    try:
        with transaction.atomic():
            made = Report.objects.create(post=post, key=key, reason=why, at=at)
    except IntegrityError as error:
        raise errors.ReportedAlready from error
    activity.append([NewFact("post.reported", key.pk, at, "groups", ref=f"group:{post.group_id}")])
    audit.record(by=by, verb="post.reported", subject=str(post), at=at)
    return made


@transaction.atomic
def decide(
    *, post: Post, hide: bool, reason: str, by: Doer, at: datetime, context: Mapping[str, Any]
) -> None:
    """Answer everything that was asked about a post. Hidden, its author is told why by letter.

    ``context`` is what every letter says of us; a door knows it.
    """
    why = words.plain(reason)
    if hide and not why:
        raise errors.Wordless(_("Say why, in words that its author will read."), "reason")
    if len(why) > words.REASON:
        raise errors.TooLong(words.REASON, len(why), "reason")
    held = Post.objects.select_for_update(of=("self",)).select_related("thread").get(pk=post.pk)
    if IdentityKey.objects.filter(pk=held.key_id or 0, person__in=_themselves(by)).exists():
        raise errors.OwnPost
    if Hiding.objects.filter(post=held).exists():
        raise errors.DecidedAlready
    title = held.thread.title
    open_ones = Report.objects.filter(post=held, decided_at=None)
    if not hide and not open_ones.exists():
        raise errors.DecidedAlready
    outcome = Report.Outcome.HIDDEN if hide else Report.Outcome.KEPT
    open_ones.update(decided_at=at, decided_by=by.actor, outcome=outcome)
    if hide:
        _hide(held, why, by, at)
    elif held.waits:
        held.waits = False
        held.save(update_fields=["waits"])
        board.show(held)
    audit.record(by=by, verb=f"post.{outcome}", subject=str(held), at=at)
    if hide:
        _write_to_author(held, why, title, context)


def _themselves(by: Doer) -> list[int]:
    """The person who decides, where it is a member."""
    sort, _colon, number = by.actor.partition(":")
    return [int(number)] if sort == "person" else []


def _hide(post: Post, why: str, by: Doer, at: datetime) -> None:
    Hiding.objects.create(post=post, at=at, by=by.actor, reason=why)
    if not Post.objects.filter(thread=post.thread_id, id__lt=post.pk).exists():
        # What a thread is called came with its first words, and goes with them.
        Thread.objects.filter(pk=post.thread_id).update(title="")
    if not post.waits:
        Thread.objects.filter(pk=post.thread_id).update(posts=F("posts") - 1)


def _write_to_author(post: Post, why: str, title: str, context: Mapping[str, Any]) -> None:
    """By e-mail, in their language; an author without an address reads it on the board alone."""
    # The author may live in a region that a moderator does not answer for.
    with entered(Scope.EVERYONE):
        author = IdentityKey.objects.filter(pk=post.key_id or 0).select_related("person").first()
        if author is None or author.person is None:
            return
        mail = IdentityKey.objects.filter(person=author.person, kind="email").order_by(
            F("verified_at").desc(nulls_last=True), "id"
        )
        address = author if author.kind == "email" else mail.first()
        if address is None:
            return
        said = {"team": post.group.name, "title": title, "reason": why}
        letters.post(
            letters.Letter(
                kind="post-hidden", to=address.value, language=author.person.language or "en",
                context={**context, **said}, idempotency=f"post-hidden:{post.pk}", person_id=author.person_id,
            )
        )  # fmt: skip
