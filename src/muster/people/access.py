"""The only way to fetch a person *for* somebody: absent and not yours look the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.kit import clock
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from muster.people import mail_tokens, pairs
from muster.people.actions.joining import LinkTooOld, UnknownLink
from muster.people.models import (
    IdentityKey,
    KeptApart,
    MailToken,
    MemberSession,
    MergeEdge,
    Person,
    PossibleMatch,
    SavedView,
    SignUp,
)


class Reader(Protocol):
    """Whoever asks: all we need is how far they may see."""

    @property
    def scope(self) -> Scope: ...


def person(number: int, *, by: Reader) -> Person:
    """The person with this number, if the reader answers for their region."""
    found = Person.objects.visible_to(by.scope).select_related("region").filter(id=number).first()
    if found is None:
        raise NotFound
    return found


def living(number: int, *, by: Reader) -> Person:
    """The same, unless the record was erased."""
    found = person(number, by=by)
    if found.erased_at is not None:
        raise NotFound
    return found


def identity(number: int, *, of: Person) -> IdentityKey:
    """One identity of a person already fetched."""
    found = IdentityKey.objects.filter(pk=number, person=of).first()
    if found is None:
        raise NotFound
    return found


def join(number: int, *, into: Person, by: Reader) -> MergeEdge:
    """A join that made this record, if the reader answers for both people it joined."""
    found = MergeEdge.objects.filter(id=number, into_person=into.id).first()
    if found is None:
        raise NotFound
    person(found.from_person, by=by)
    return found


def view(number: int, *, by: Staff) -> SavedView:
    """A view of the list that is one’s own or shared."""
    found = SavedView.objects.for_staff(by).filter(id=number).first()
    if found is None:
        raise NotFound
    return found


def match(number: int, *, by: Reader) -> PossibleMatch:
    """A pair that waits for a decision, if the reader answers for both people."""
    found = pairs.waiting(by.scope).filter(id=number).select_related("one", "other").first()
    if found is None:
        raise NotFound
    return found


def apart(number: int, *, by: Reader) -> KeptApart:
    """A pair that was kept apart, if the reader answers for both people."""
    found = KeptApart.objects.filter(id=number).first()
    if found is None:
        raise NotFound
    for one in (found.one_id, found.other_id):
        living(one, by=by)
    return found


def holder(purpose: str, token: str) -> MailToken:
    """The link behind a token that travelled by mail, while it is good for this purpose."""
    digest = mail_tokens.digest(purpose, token)
    link = MailToken.objects.filter(digest=digest, purpose=purpose).first()
    if link is None:
        raise UnknownLink(_("We do not know this link. Ask for a new one."))
    if link.expires_at < clock.db_now() or (purpose != "preferences" and link.used_at is not None):
        raise LinkTooOld(_("This link is too old. Ask for a new one."))
    return link


def oneself(link: MailToken) -> Person:
    """The person a link was mailed to, for that person."""
    found = Person.objects.select_related("region").living().filter(id=link.person_id).first()
    if found is None:
        raise NotFound
    return found


def waiting(token: str) -> SignUp:
    """The sign-up a mailed link belongs to, confirmed or not; too old only if it still waits."""
    digest = mail_tokens.digest("confirm", token)
    found = SignUp.objects.filter(token_digest=digest).first()
    if found is None:
        raise UnknownLink(_("We do not know this link. Perhaps a newer one is in your mailbox."))
    if found.confirmed_at is None and found.expires_at < clock.db_now():
        raise LinkTooOld(_("This link is too old. We can send you a new one."))
    return found


@dataclass(frozen=True, slots=True)
class Member:
    """A supporter who is signed in: the browser, the address it was proved by, and whose that is today."""

    session: MemberSession
    key: IdentityKey
    person: Person


def member(token: str) -> Member | None:
    """Who is behind the cookie of a supporter’s browser, while it lasts."""
    if not token:
        return None
    digest = mail_tokens.digest("session", token)
    holds = MemberSession.objects.filter(digest=digest, ended_at=None)
    session = holds.filter(expires_at__gt=clock.db_now()).first()
    if session is None:
        return None
    # Looked up beyond the visitor’s empty scope; records may have been joined since the link was mailed.
    with entered(Scope.EVERYONE):
        key = IdentityKey.objects.filter(pk=session.key_id, person__isnull=False).first()
        owner = key.person_id if key is not None else None
        people = Person.objects.living().select_related("region")
        person = people.filter(pk=owner).first() if owner is not None else None
    return None if key is None or person is None else Member(session, key, person)
