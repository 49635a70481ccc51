"""One broadcast that went its whole way, and one that waits for approval with a slip to catch."""

from collections.abc import Mapping
from datetime import datetime

from muster.accounts.models import Staff
from muster.audiences import actions as audiences
from muster.audiences.definition import load
from muster.audiences.models import Audience
from muster.broadcasts import actions as broadcasts
from muster.broadcasts.models import Broadcast
from muster.kit import clock
from muster.proof.demo.texts import AUTUMN, CLEAN, Draft

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
}


def fill(now: datetime) -> None:
    """Make the audiences and play both broadcasts."""
    del now
    staff = {one.email.partition("@")[0]: one for one in Staff.objects.filter(demo=True)}
    made = {
        name: audiences.create(name=name, definition=load(definition), by=staff["ana"])
        for name, definition in AUDIENCES.items()
    }
    _sent(AUTUMN, made, author=staff["ana"], approver=staff["maja"])
    _submitted(CLEAN, made, author=staff["bo"])


def _sent(draft: Draft, made: dict[str, Audience], *, author: Staff, approver: Staff) -> None:
    from muster.delivery.pump import run_until_idle

    broadcast, digest = _submitted(draft, made, author=author)
    broadcasts.decide(
        broadcast_id=broadcast.pk,
        digest=digest,
        kind="approve",
        by=approver,
        authenticated_at=clock.db_now(),
        session_mac="demo approver",
    )
    broadcasts.release(broadcast_id=broadcast.pk, digest=digest, by=author)
    run_until_idle(seconds=300)


def _submitted(draft: Draft, made: dict[str, Audience], *, author: Staff) -> tuple[Broadcast, str]:
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
    submission = broadcasts.submit(broadcast_id=broadcast.pk, by=author, session_mac=session)
    return broadcast, submission.document.digest
