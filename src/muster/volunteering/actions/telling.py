"""Letters about one sign-up, to whoever signed up: to the mailbox they came with, else their first."""

from __future__ import annotations

from typing import Any, Final

from muster.accounts.queries import letterhead, site_url
from muster.kit import letters
from muster.people.models import ConsentState, IdentityKey, Suppression
from muster.people.suppressing import address_mac
from muster.volunteering import links
from muster.volunteering.models import SignUp
from muster.volunteering.wording import when

SPOKEN: Final = ("en", "it", "pl", "fr")


def tell(kind: str, sign_up: SignUp, *, once: str, **more: Any) -> bool:
    """Write one letter, for which ``once`` is the name. False where there is no mailbox to write to."""
    key = _mailbox(sign_up.key)
    if key is None:
        return False
    _post(kind, sign_up, key, once, more)
    return True


def text(kind: str, sign_up: SignUp, *, once: str) -> bool:
    """Send one text, if they ever said yes to texts and the number is open. False if none was sent."""
    key = _telephone(sign_up.key)
    if key is None:
        return False
    _post(kind, sign_up, key, once, {})
    return True


def _post(kind: str, sign_up: SignUp, key: IdentityKey, once: str, more: dict[str, Any]) -> None:
    person = key.person
    told = person.language if person is not None else ""
    language = told if told in SPOKEN else "en"
    letters.post(
        letters.Letter(
            kind=kind,
            to=key.value,
            language=language,
            context={**_context(sign_up, language), **more},
            idempotency=f"volunteering:{once}",
            person_id=key.person_id,
        )
    )


def _context(sign_up: SignUp, language: str) -> dict[str, Any]:
    task = sign_up.shift.task
    return {
        "title": task.title,
        "when": when(sign_up.shift, language),
        "place": task.place,
        "online": task.online,
        "contact": task.contact,
        "given_name": sign_up.key.person.given_name if sign_up.key.person else "",
        "url": links.shift_url(sign_up),
        "tasks_url": f"{site_url()}/tasks/",
        **letterhead(),
        "moved_up": sign_up.moved_up_at is not None,
    }


def _mailbox(key: IdentityKey) -> IdentityKey | None:
    if key.kind == "email":
        return _open([key])
    theirs = IdentityKey.objects.filter(person=key.person_id, kind="email")
    return _open(list(theirs.select_related("person").order_by("id")))


def _telephone(key: IdentityKey) -> IdentityKey | None:
    yes = ConsentState.objects.filter(
        key__person=key.person_id, key__kind="phone", channel="sms", state="granted"
    )
    numbers = IdentityKey.objects.filter(pk__in=yes.values("key"))
    return _open(list(numbers.select_related("person").order_by("id")))


def _open(keys: list[IdentityKey]) -> IdentityKey | None:
    """The first that nothing speaks against."""
    macs = {address_mac(key.kind, key.value): key for key in keys}
    shut = set(
        Suppression.objects.filter(address_mac__in=macs).values_list("address_mac", flat=True)
    )
    return next((key for mac, key in macs.items() if mac not in shut), None)
