"""Teams of some regions by the sea, with who leads them and what they write to each other."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count

from muster.accounts.models import Staff
from muster.groups import actions, rights
from muster.groups.models import Group, Membership, Thread
from muster.kit import actors
from muster.people.models import IdentityKey, Person
from muster.places.models import Region
from muster.proof.demo import leading
from muster.proof.demo.world import LANGUAGE, SEED

TEAMS: Final = 8
MEMBERS: Final = (12, 34)
DAYS: Final = 200
# Title, then what is said, by the language of the region.
TALK: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "en": (
        (
            "Who brings gloves on Saturday?",
            "I have six pairs.",
            "Then we lack four. I ask the hardware shop.",
            "They give us ten!",
        ),
        (
            "The pier at low tide",
            "Slippery since the storm, take care by the steps.",
            "Thank you, I have put a rope there.",
        ),
    ),
    "pl": (
        (
            "Kto bierze rękawice na sobotę?",
            "Mam sześć par.",
            "Brakuje czterech, zapytam w sklepie.",
            "Dali dziesięć!",
        ),
        (
            "Molo przy odpływie",
            "Po sztormie ślisko, uwaga przy schodach.",
            "Dzięki, jest już lina.",
        ),
    ),
    "it": (
        (
            "Chi porta i guanti sabato?",
            "Ne ho sei paia.",
            "Ne mancano quattro, chiedo in ferramenta.",
            "Ce ne danno dieci!",
        ),
        (
            "Il molo con la bassa marea",
            "Dopo la burrasca si scivola, attenzione ai gradini.",
            "Grazie, ho messo una corda.",
        ),
    ),
    "fr": (
        (
            "Qui apporte des gants samedi ?",
            "J’en ai six paires.",
            "Il en manque quatre, je demande à la quincaillerie.",
            "Ils nous en donnent dix !",
        ),
        (
            "La jetée à marée basse",
            "Glissante depuis la tempête, attention aux marches.",
            "Merci, j’y ai mis une corde.",
        ),
    ),
}


def fill(now: datetime) -> None:
    """Let people of eight regions be a team each; two of each lead, and some talk."""
    chance = random.Random(SEED + 21)
    bo = Staff.objects.get(name="Bo Lindqvist")
    for region in _regions():
        _team(chance, region, bo, now)
    actions.keep_topic(
        slug="seal-watch",
        name="Seal watch",
        language="en",
        by=bo,
        at=now - timedelta(days=90),
        about="For everybody who counts seals, wherever they live.",
    )


def _regions() -> list[Region]:
    living = Person.objects.living().exclude(region=None).exclude(country="US")
    most = living.values("region").annotate(people=Count("id")).order_by("-people", "region")
    return list(Region.objects.filter(pk__in=[row["region"] for row in most[:TEAMS]]))


def _team(chance: random.Random, region: Region, bo: Staff, now: datetime) -> None:
    keys = IdentityKey.objects.filter(kind="email", person__region=region).select_related("person")
    chosen = list(keys.order_by("id")[: chance.randint(*MEMBERS)])
    for key in chosen:
        if key.person is None:
            continue
        joined = now - timedelta(days=DAYS * chance.random() ** 2)
        actions.place(person=key.person, key=key, by=actors.person(key.person.pk), at=joined)
    group = Group.objects.get(region=region, closed_at=None)
    inside = set(Membership.objects.filter(group=group, left_at=None).values_list("key", flat=True))
    members = [key for key in chosen if key.pk in inside]
    for key in members[:2]:
        actions.give_rights(
            group=group,
            key=key,
            rights_given=sorted(rights.RIGHTS),
            by=bo,
            at=now - timedelta(days=60),
        )
    _talk(chance, group, members, now)
    leading.fill(group, LANGUAGE[region.country], bo, now)


def _talk(chance: random.Random, group: Group, members: list[IdentityKey], now: datetime) -> None:
    for place, (title, first, *rest) in enumerate(TALK[LANGUAGE[group.region.country]]):  # type: ignore[union-attr]
        at = now - timedelta(days=3 * place + 2, minutes=chance.randint(0, 600))
        writers = chance.sample(members, min(len(members), len(rest) + 1))
        begun = actions.start_thread(
            group=group,
            key=writers[0],
            title=title,
            text=first,
            by=actors.person(writers[0].person_id or 0),
            at=at,
        )
        for step, (key, text) in enumerate(zip(writers[1:], rest, strict=False), 1):
            thread = Thread.objects.get(pk=begun.thread_id)
            actions.answer(
                thread=thread,
                key=key,
                text=text,
                by=actors.person(key.person_id or 0),
                at=at + timedelta(minutes=47 * step),
            )
