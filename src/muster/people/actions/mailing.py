"""Links that go to one mailbox for one purpose; for a mailbox we do not know, the same work is done for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from muster.kit import clock, letters, limits
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from muster.people import mail_tokens
from muster.people.models import IdentityKey, MailToken

Link = Callable[[str], str]
MAILS_A_DAY: Final = 3


def may_mail(email: str) -> bool:
    """Whether this mailbox has not had its share of today yet; it takes one of it."""
    return limits.take("letter", email, capacity=MAILS_A_DAY, per=timedelta(days=1))


@transaction.atomic
def mail_link_or_word(
    purpose: str, *, email: str, language: str, link: Link, context: Mapping[str, Any]
) -> None:
    """Mail a link for one purpose to a mailbox we know; to any other the word that we do not know it."""
    if not may_mail(email):
        return
    with entered(Scope.EVERYONE):
        key = IdentityKey.objects.filter(kind="email", value=email).first()
        token = link_or_none(purpose, key)
        letters.post(
            letters.Letter(
                kind=purpose if key else f"{purpose}-unknown",
                to=email,
                language=language,
                context={**context, "url": link(token)},
                idempotency=f"{purpose}:{mail_tokens.digest(purpose, token)}",
                person_id=key.person_id if key else None,
            )
        )


def mail_token(purpose: str, key: IdentityKey) -> str:
    """Make a link for one mailbox and one purpose; only its hash is kept."""
    if key.person_id is None:
        raise NotFound
    return _token(purpose, key_id=key.pk, person_id=key.person_id)


def link_or_none(purpose: str, key: IdentityKey | None) -> str:
    """A link for a mailbox we know, and one that opens nothing for any other, by the very same work.

    What is written for nobody is taken back before it is committed.
    """
    owner = key.person_id if key else None
    with kept_only(if_so=owner is not None):
        return _token(purpose, key_id=key.pk if key and owner else 0, person_id=owner or 0)


@contextmanager
def kept_only(*, if_so: bool) -> Iterator[None]:
    """Keep what is written inside, or take it back; either is the same work, and a stop-watch sees no difference."""
    point = transaction.savepoint()
    yield
    if if_so:
        transaction.savepoint_commit(point)
    else:
        transaction.savepoint_rollback(point)


def _token(purpose: str, *, key_id: int, person_id: int) -> str:
    token, digest = mail_tokens.make(purpose)
    now = clock.db_now()
    MailToken.objects.create(
        digest=digest,
        purpose=purpose,
        person_id=person_id,
        key_id=key_id,
        created_at=now,
        expires_at=now + mail_tokens.LIFETIME[purpose],
    )
    return token
