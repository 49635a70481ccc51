"""What a visitor may start and only a mailbox may finish: joining, preferences, a copy of the data.

A request says the same to everybody. What differs goes by mail, to the one person entitled to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit import actors, clock, letters, limits
from muster.kit.errors import Refused
from muster.kit.scope import Scope, entered
from muster.people import mail_tokens
from muster.people.actions import ledger, phones
from muster.people.actions.mailing import Link, mail_link_or_word, mail_token, may_mail
from muster.people.actions.resolve import resolve
from muster.people.keys import Key
from muster.people.known import Claim, Known
from muster.people.models import IdentityKey, MailToken, MemberSession, SignUp, Suppression
from muster.people.purposes import NEWS
from muster.people.suppressing import address_mac

SOURCE: Final = "sign-up form"


class UnknownLink(Refused):
    """We never made this link, or it was cleared away long ago."""

    status = 404


class LinkTooOld(Refused):
    """The link was good once; a new one can be asked for."""

    status = 410


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form says, checked and made comparable."""

    email: str
    country: str
    postcode: str
    language: str
    given_name: str = ""
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None
    wants_news: bool = False
    wording: str = ""
    # A number, and the words ticked beside it; neither without the other.
    phone: str = ""
    texts_wording: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who confirmed; ``again`` when the button had been pressed before."""

    person_id: int
    again: bool


@transaction.atomic
def ask_to_join(*, wish: Wish, link: Link, context: Mapping[str, Any]) -> None:
    """Keep the wish and ask the mailbox. Whether the address is known shows in the letter alone."""
    if not may_mail(wish.email):
        return
    asked = _wordings(wish)
    token, digest = mail_tokens.make("confirm")
    now = clock.db_now()
    sign_up = SignUp.objects.create(
        token_digest=digest,
        email=wish.email,
        given_name=wish.given_name,
        country=wish.country,
        postcode=wish.postcode,
        region_code=wish.region,
        latitude=wish.latitude,
        longitude=wish.longitude,
        language=wish.language,
        wants_news=wish.wants_news,
        wording_id=asked.get(wish.wording),
        phone=wish.phone if wish.texts_wording else "",
        texts_wording_id=asked.get(wish.texts_wording),
        created_at=now,
        expires_at=now + mail_tokens.LIFETIME["confirm"],
    )
    _ask_mailbox(sign_up, link(token), context)


@transaction.atomic
def renew(*, token: str, link: Link, context: Mapping[str, Any]) -> None:
    """Mail a new link in place of one that grew too old."""
    old = _sign_up(token)
    if old.confirmed_at is not None or not may_mail(old.email):
        return
    fresh, old.token_digest = mail_tokens.make("confirm")
    old.expires_at = clock.db_now() + mail_tokens.LIFETIME["confirm"]
    old.save(update_fields=["token_digest", "expires_at"])
    _ask_mailbox(old, link(fresh), context)


@transaction.atomic
def confirm(*, token: str) -> Confirmed:
    """Make the wish true. The token came from the mailbox, so it may touch this address’s record."""
    sign_up = _sign_up(token)
    if sign_up.person_id is not None:
        return Confirmed(sign_up.person_id, again=True)
    if sign_up.expires_at < clock.db_now():
        raise LinkTooOld(_("This link is too old. We can send you a new one."))
    with entered(Scope.EVERYONE):
        person_id = _make_true(sign_up)
    return Confirmed(person_id, again=False)


@transaction.atomic
def ask_for_preferences(
    *, email: str, language: str, link: Link, context: Mapping[str, Any]
) -> None:
    """Mail a link to the preference centre, or the word that we hold nothing."""
    mail_link_or_word("preferences", email=email, language=language, link=link, context=context)


@transaction.atomic
def ask_for_copy(*, key: IdentityKey, link: Link, context: Mapping[str, Any]) -> bool:
    """Mail a fresh link for the copy; False when the mailbox had its share for today."""
    return _mail_link("export", "copy", key, link, context)


@transaction.atomic
def ask_for_erasure(*, key: IdentityKey, link: Link, context: Mapping[str, Any]) -> bool:
    """Mail a fresh link that can erase everything; False when the mailbox had its share for today."""
    return _mail_link("erasure", "erase", key, link, context)


@transaction.atomic
def clear_stale(*, older_than: timedelta = timedelta(days=14)) -> int:
    """Drop wishes no mailbox confirmed, and links and sessions past their use."""
    before = clock.db_now() - older_than
    unconfirmed = SignUp.objects.filter(confirmed_at=None, expires_at__lt=before)
    links = MailToken.objects.filter(expires_at__lt=before)
    sessions = MemberSession.objects.filter(expires_at__lt=before)
    gone = unconfirmed.delete()[0] + links.delete()[0] + sessions.delete()[0]
    return gone + limits.sweep(older_than=older_than)


def _wordings(wish: Wish) -> dict[str, int]:
    """The number of each wording that was ticked."""
    shown = [(text, wish.language) for text in (wish.wording, wish.texts_wording) if text]
    return {text: number for (text, _language), number in ledger.wording_ids(shown).items()}


def _ask_mailbox(sign_up: SignUp, url: str, context: Mapping[str, Any]) -> None:
    # One look at the keys beyond the visitor’s scope, so that a known person gets another letter.
    with entered(Scope.EVERYONE):
        known = IdentityKey.objects.filter(kind="email", value=sign_up.email).exists()
        letters.post(
            letters.Letter(
                kind="confirm-known" if known else "confirm",
                to=sign_up.email,
                language=sign_up.language,
                context={**context, "url": url, "given_name": sign_up.given_name},
                idempotency=f"confirm:{sign_up.token_digest}",
            )
        )


def _sign_up(token: str) -> SignUp:
    digest = mail_tokens.digest("confirm", token)
    sign_up = SignUp.objects.select_for_update().filter(token_digest=digest).first()
    if sign_up is None:
        raise UnknownLink(_("We do not know this link. Perhaps a newer one is in your mailbox."))
    return sign_up


def _make_true(sign_up: SignUp) -> int:
    now = clock.now()
    # Whoever opens the mailbox today may be written to, whatever was noted about it before.
    Suppression.objects.filter(
        channel="email", address_mac=address_mac("email", sign_up.email)
    ).delete()
    [resolved] = resolve(
        known=[_known(sign_up, now)],
        source=SOURCE,
        by=actors.system("site"),
        at=now,
        told_as="person.joined",
    )
    if resolved.person_id is None:
        raise UnknownLink(_("We do not know this link. Perhaps a newer one is in your mailbox."))
    key_id = resolved.key_ids[0]
    IdentityKey.objects.filter(id=key_id).update(verified_at=now)
    SignUp.objects.filter(id=sign_up.id).update(person=resolved.person_id, confirmed_at=now)
    activity.append([NewFact("address.confirmed", key_id, now, SOURCE)])
    _ask_phone(sign_up, resolved.person_id, now)
    by = actors.person(resolved.person_id)
    audit.record(by=by, verb="person.confirmed", subject=by.actor)
    return resolved.person_id


def _ask_phone(sign_up: SignUp, person_id: int, now: datetime) -> None:
    """Let the number speak for itself, if it became this person’s; somebody else’s is left alone."""
    key = IdentityKey.objects.filter(kind="phone", value=sign_up.phone, person=person_id).first()
    if key is not None and sign_up.texts_wording is not None:
        phones.ask(
            key=key, purpose=NEWS, wording=sign_up.texts_wording.text, language=sign_up.language,
            source=SOURCE, evidence=f"sign-up {sign_up.id}, waits for the telephone", at=now,
        )  # fmt: skip


def _known(sign_up: SignUp, now: Any) -> Known:
    fields: dict[str, Any] = {
        "given_name": sign_up.given_name,
        "country": sign_up.country,
        "postcode": sign_up.postcode,
        "region": sign_up.region_code or None,
        "latitude": sign_up.latitude,
        "longitude": sign_up.longitude,
        "language": sign_up.language,
    }
    wording = sign_up.wording.text if sign_up.wording else ""
    evidence = f"sign-up {sign_up.id}, confirmed from the mailbox"
    yes = Claim("email", NEWS, "granted", now, evidence, wording, sign_up.language)
    keys = [Key("email", sign_up.email)]
    # A number that somebody has already is no reason to join two records: anyone may type it.
    if sign_up.phone and not IdentityKey.objects.filter(kind="phone", value=sign_up.phone).exists():
        keys.append(Key("phone", sign_up.phone))
    return Known(
        keys=keys,
        fields=fields,
        consents=[yes] if sign_up.wants_news else [],
    )


def _mail_link(
    purpose: str, kind: str, key: IdentityKey, link: Link, context: Mapping[str, Any]
) -> bool:
    if not may_mail(key.value):
        return False
    token = mail_token(purpose, key)
    letters.post(
        letters.Letter(
            kind=kind,
            to=key.value,
            language=str(context.get("language", "en")),
            context={**context, "url": link(token)},
            idempotency=f"{kind}:{mail_tokens.digest(purpose, token)}",
            person_id=key.person_id,
        )
    )
    return True
