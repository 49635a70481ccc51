"""One broadcast that went its whole way, one that waits for approval with a slip, and two ready to leave."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from muster.accounts.models import Staff
from muster.audiences import actions as audiences
from muster.audiences.definition import load
from muster.audiences.interests import Meaning
from muster.audiences.models import Audience
from muster.broadcasts import actions as broadcasts
from muster.broadcasts.models import Broadcast
from muster.delivery.pump import run_until_idle
from muster.kit import clock
from muster.proof.demo.texts import AUTUMN, CLEAN, STORM, WALK, Draft
from muster.proof.demo.world import PEOPLE

AUDIENCES: dict[str, Mapping[str, object]] = {
    "Baltic coast, said yes to news": {
        "all": [
            {"is": "lives", "regions": ["PL-22", "PL-32"]},
            {"is": "said_yes", "channel": "email", "purpose": "news"},
        ]
    },
    "Gave in the last 90 days": {
        "all": [
            {"is": "gave", "compare": "at_least", "minor": 1000, "currency": "EUR", "days": 90},
            {"is": "messaged", "was": "was_not", "days": 7},
        ]
    },
    "Beach cleaners in Italy": {
        "all": [
            {"is": "country", "country": "IT"},
            {"is": "has", "trait": "tag", "value": "beach clean"},
            {"is": "said_yes", "channel": "email", "purpose": "news"},
        ]
    },
    "Looked for seals lately": {
        "any": [
            {"is": "did", "fact": "search.made", "ref": "seal rescue", "times": 1, "days": 90},
            {"is": "did", "fact": "page.viewed", "ref": "/seals/", "times": 2, "days": 90},
        ]
    },
    "Yes to news in Brittany and Provence": {
        "all": [
            {"is": "lives", "regions": ["FR-BRE", "FR-PAC"]},
            {"is": "said_yes", "channel": "email", "purpose": "news"},
        ]
    },
    "Yes to news in Britain and America": {
        "all": [
            {"any": [{"is": "country", "country": "GB"}, {"is": "country", "country": "US"}]},
            {"is": "said_yes", "channel": "email", "purpose": "news"},
        ]
    },
}


INTERESTS: dict[str, Meaning] = {
    "Seals": Meaning({"searched": ("seal",), "read": ("/seals/", "/stories/")}),
    "Beach cleans": Meaning({"searched": ("beach clean",), "did": ("Signed up for a clean",)}),
    "Plastic": Meaning({"searched": ("plastic",), "read": ("/plastic/",)}, {"read": 3}),
}


def fill(now: datetime, people: int = PEOPLE) -> None:
    """Make the audiences and play every broadcast as far as the story has come."""
    del now
    staff = {one.email.partition("@")[0]: one for one in Staff.objects.filter(demo=True)}
    made = {
        name: audiences.create(name=name, definition=load(definition), by=staff["ana"])
        for name, definition in AUDIENCES.items()
    }
    for name, meaning in INTERESTS.items():
        audiences.keep_interest(interest=None, name=name, meaning=meaning, by=staff["ana"])
    sent = drafted(scaled(AUTUMN, people), made, author=staff["ana"])
    let_go(sent, author=staff["ana"], approver=staff["maja"])
    run_until_idle(seconds=300)
    waits = drafted(scaled(CLEAN, people), made, author=staff["bo"])
    _submit(waits, author=staff["bo"])
    # Each by somebody else: what one author sends in a day adds up to stricter approval.
    for draft, author in ((STORM, staff["elin"]), (WALK, staff["piotr"])):
        ready = drafted(scaled(draft, people), made, author=author)
        _approve(ready, author=author, approver=staff["maja"])


def scaled(draft: Draft, people: int) -> Draft:
    """The same draft for a demo of another size."""
    return replace(draft, declared_size=max(1, draft.declared_size * people // PEOPLE))


def drafted(draft: Draft, made: dict[str, Audience], *, author: Staff) -> Broadcast:
    """Declare it, choose its people and write it."""
    session = f"demo {author.pk}"
    broadcast = broadcasts.declare(
        title=draft.title,
        declared_text=draft.declared_text,
        declared_size=draft.declared_size,
        by=author,
        session_mac=session,
    )
    broadcasts.choose_audience(
        broadcast_id=broadcast.pk, audience=made[draft.audience], by=author, session_mac=session
    )
    broadcasts.edit(
        broadcast_id=broadcast.pk,
        changes={"subject": draft.subject, "body": draft.body, "language": draft.language},
        by=author,
        session_mac=session,
    )
    return broadcast


def let_go(broadcast: Broadcast, *, author: Staff, approver: Staff) -> None:
    """Submit it, have it approved and release it; a worker takes it from there."""
    digest = _approve(broadcast, author=author, approver=approver)
    broadcasts.release(broadcast_id=broadcast.pk, digest=digest, by=author)


def _approve(broadcast: Broadcast, *, author: Staff, approver: Staff) -> str:
    digest = _submit(broadcast, author=author)
    broadcasts.decide(
        broadcast_id=broadcast.pk,
        digest=digest,
        kind="approve",
        by=approver,
        authenticated_at=clock.db_now(),
        session_mac="demo approver",
    )
    return digest


def _submit(broadcast: Broadcast, *, author: Staff) -> str:
    asked = broadcasts.submit(broadcast_id=broadcast.pk, by=author, session_mac=f"demo {author.pk}")
    return asked.document.digest
