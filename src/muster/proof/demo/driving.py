"""A drive that runs while somebody looks around, and the one of last year beside it; no card is charged."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from muster.accounts.models import Staff
from muster.drives import actions, codes
from muster.drives.actions import Told
from muster.drives.models import Drive
from muster.gifts import actions as gifts
from muster.gifts import giving
from muster.gifts.giving import Wish
from muster.gifts.kinds import practice
from muster.kit.money import Money
from muster.people.models import IdentityKey
from muster.proof.demo.world import SEED

GIVERS: Final = 90
MINUTES: Final = 50
# Longer than ninety minutes, so that it still runs when somebody comes to look.
LASTS: Final = timedelta(hours=8)
STORY: Final = (
    "The seal station needs a new pump before winter. 250 people who give a little each are enough."
)


def fill(now: datetime) -> None:
    """Last year’s drive from a file; this year’s with its gifts, relays and a hat."""
    chance, currency = random.Random(SEED + 9), giving.house_currency()
    unit = giving.usual(currency)[0]
    bo = Staff.objects.get(name="Bo Lindqvist")
    _last_year(chance, bo, now, currency, unit)
    start = now - timedelta(minutes=MINUTES)
    told = Told(
        slug="seals", title="250 × 10 for the seal station", currency=currency, people=250,
        each_minor=unit, starts_at=start, ends_at=start + LASTS, zone="Europe/Stockholm",
        story=STORY, suggested=(unit, 2 * unit, 5 * unit), names=Drive.Names.SHOWN,
    )  # fmt: skip
    drive = actions.keep_drive(drive=None, told=told, by=bo, at=start)
    for part, words in ((50, "A pump"), (150, "A tank"), (250, "The whole winter")):
        actions.add_milestone(drive=drive, minor=part * unit, words=words, by=bo, at=start)
    actions.add_match(
        drive=drive, name="The boat club", minor=25 * unit, giver=100, by=bo, at=start
    )
    stage = actions.make_link(drive=drive, kind="asker", label="Bo, on stage", by=bo, at=start)
    _give(chance, drive, stage.code, start)
    _hat(drive, bo, now, unit)


def _give(chance: random.Random, drive: Drive, stage: str, start: datetime) -> None:
    """Each by a link of somebody before, the stage, the wall, or nobody knows how."""
    keys = IdentityKey.objects.filter(kind="email", person__isnull=False).select_related("person")
    words: list[str] = []
    for number, key in enumerate(keys.order_by("id")[7 : 7 + GIVERS * 17 : 17]):
        at = start + timedelta(minutes=MINUTES * ((number + 1) / GIVERS) ** 0.8)
        ways = [stage, codes.of_wall(drive.pk), "", *words[-20:]]
        person = key.person
        name = f"{person.given_name} {person.family_name[:1]}." if person else ""
        wish = Wish(
            money=Money(chance.choice(drive.suggested[:2]), drive.currency), once=f"drive:{number}",
            purpose=drive.purpose, relay=chance.choice(ways), email=key.value, name=name,
            shown=chance.random() < 0.7,
        )  # fmt: skip
        payment = gifts.begin(wish=wish, at=at, gateway=practice.GATEWAY.name)
        gifts.keep(heard=[practice.heard(payment, "paid", at=at)], gateway=payment.gateway)
        words.append(codes.of_payment(payment.pk))
    gifts.fold(at=start + timedelta(minutes=MINUTES))
    actions.follow(drive=drive, at=start + timedelta(minutes=MINUTES))


def _hat(drive: Drive, bo: Staff, now: datetime, unit: int) -> None:
    """The first rows are in the books; the door waits for a second counter."""
    gwen = Staff.objects.get(name="Gwenaëlle Jaouen")
    for name, counters in (("Rows 1 to 9", (bo, gwen)), ("Door", (bo,))):
        hat = gifts.open_hat(
            purpose=drive.purpose, name=name, currency=drive.currency, by=bo, at=now
        )
        for by in counters:
            gifts.count(hat=hat, money=Money(32 * unit, drive.currency), by=by, at=now)


def _last_year(chance: random.Random, bo: Staff, now: datetime, currency: str, unit: int) -> None:
    """Slower: the same sum took a whole day."""
    start = now - timedelta(days=364, minutes=MINUTES)
    moments = sorted(start + timedelta(hours=24) * chance.random() for _gift in range(240))
    major = Money(unit, currency).amount
    rows = "".join(f"{at.isoformat()},{major}\n" for at in moments)
    told = Told(
        slug="seals-last-year", title="250 × 10, last year", currency=currency, people=250,
        each_minor=unit, starts_at=start, ends_at=start + timedelta(hours=24),
        zone="Europe/Stockholm",
    )  # fmt: skip
    lines = [f"at,amount\n{rows}".encode()]
    actions.bring_earlier(told=told, lines=lines, by=bo, at=now)
