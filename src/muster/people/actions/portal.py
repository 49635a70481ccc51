"""Signing in without a password: a link goes to the mailbox, and the browser that opens it stays signed in.

Only hashes are stored. A link opens one browser, once; a session ends by itself after thirty days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from muster.audit import actions as audit
from muster.kit import actors, clock
from muster.kit.scope import Scope, entered
from muster.people import mail_tokens
from muster.people.actions.joining import (
    LinkTooOld,
    UnknownLink,
    Wish,
    ask_to_join,
)
from muster.people.actions.mailing import Link, kept_only, mail_link_or_word
from muster.people.models import IdentityKey, MailToken, MemberSession

LIFETIME: Final = timedelta(days=30)
# Noting each page would be a write for each page.
_SEEN_EVERY: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Opened:
    """A browser that was just signed in: the word for its cookie, and whose it is."""

    token: str
    person_id: int


@transaction.atomic
def ask_for_portal(*, email: str, language: str, link: Link, context: Mapping[str, Any]) -> None:
    """Mail a link that signs in, or the word that we do not know the address and how to join."""
    mail_link_or_word("portal", email=email, language=language, link=link, context=context)


@transaction.atomic
def ask_to_come_in(*, wish: Wish, link: Link, joining: Link, context: Mapping[str, Any]) -> None:
    """Mail whoever is known a link that signs in, and whoever is new the question whether they want to join.

    Both are done for everybody and one is taken back: a stop-watch sees no difference.
    """
    with entered(Scope.EVERYONE):
        known = IdentityKey.objects.filter(kind="email", value=wish.email).exists()
    with kept_only(if_so=known):
        ask_for_portal(email=wish.email, language=wish.language, link=link, context=context)
    with kept_only(if_so=not known):
        ask_to_join(wish=wish, link=joining, context=context)


@transaction.atomic
def open_portal(*, token: str) -> Opened:
    """Sign one browser in. The token came from the mailbox, so the address is proved by it as well."""
    digest, now = mail_tokens.digest("portal", token), clock.db_now()
    found = MailToken.objects.select_for_update().filter(digest=digest, purpose="portal")
    link = found.first()
    if link is None:
        raise UnknownLink(_("We do not know this link. Ask for a new one."))
    if link.used_at is not None or link.expires_at < now:
        raise LinkTooOld(_("This link is too old. Ask for a new one."))
    found.update(used_at=now)
    fresh, kept = mail_tokens.make("session")
    with entered(Scope.EVERYONE):
        key = IdentityKey.objects.get(id=link.key_id)
        IdentityKey.objects.filter(id=key.id, verified_at=None).update(verified_at=clock.now())
    person_id = key.person_id or link.person_id
    MemberSession.objects.create(
        digest=kept, person_id=person_id, key_id=key.id, proved_at=now, seen_at=now,
        expires_at=now + LIFETIME,
    )  # fmt: skip
    by = actors.person(person_id)
    audit.record(by=by, verb="member.signed_in", subject=by.actor)
    return Opened(fresh, person_id)


def seen(*, session: MemberSession) -> None:
    """Note that this browser is still used; at most once in ten minutes."""
    now = clock.db_now()
    if now - session.seen_at > _SEEN_EVERY:
        MemberSession.objects.filter(id=session.id).update(seen_at=now)


@transaction.atomic
def close_portal(*, session: MemberSession, everywhere: bool = False) -> int:
    """Sign this browser out, or every browser of the person. Returns how many were signed in."""
    mine = MemberSession.objects.filter(person_id=session.person_id, ended_at=None)
    if not everywhere:
        mine = mine.filter(id=session.id)
    ended = mine.update(ended_at=clock.db_now())
    by = actors.person(session.person_id)
    audit.record(by=by, verb="member.signed_out", subject=by.actor, browsers=ended)
    return ended
