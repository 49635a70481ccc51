"""What the teams do: skills, tasks, the Saturdays behind them and those to come, with places still free."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from muster.accounts.models import Staff
from muster.groups.models import Group, Membership
from muster.kit import actors
from muster.people.models import IdentityKey, Person
from muster.places.models import Region
from muster.proof.demo.world import LANGUAGE, SEED
from muster.volunteering import actions, series
from muster.volunteering.actions import Ready, Told
from muster.volunteering.models import Shift, SignUp, Skill
from muster.volunteering.models.readiness import WAYS

WEEKS_BEHIND: Final = 6
WEEKS_AHEAD: Final = 3
SLOTS: Final = 8
# Of the latest Saturday nobody has said yet whether these came: their leader does.
LEFT_TO_SAY: Final = 2
# Names, whether only a proof counts, and for how many months one does.
SKILLS: Final[tuple[tuple[dict[str, str], bool, int | None], ...]] = (
    ({"en": "driver", "it": "autista", "pl": "kierowca", "fr": "conducteur"}, True, 60),
    (
        {
            "en": "first aid",
            "it": "primo soccorso",
            "pl": "pierwsza pomoc",
            "fr": "premiers secours",
        },
        True,
        24,
    ),
    ({"en": "boat", "it": "barca", "pl": "łódź", "fr": "bateau"}, False, None),
    (
        {
            "en": "school talks",
            "it": "incontri a scuola",
            "pl": "lekcje w szkołach",
            "fr": "interventions scolaires",
        },
        False,
        None,
    ),
)
CLEAN: Final = {
    "en": ("Clean the beach", "Gloves, bags and tea are there. Bring boots."),
    "pl": ("Sprzątanie plaży", "Rękawice, worki i herbata są na miejscu. Weź kalosze."),
    "it": ("Pulizia della spiaggia", "Guanti, sacchi e tè ci sono. Porta gli stivali."),
    "fr": ("Nettoyage de la plage", "Gants, sacs et thé sont sur place. Prenez des bottes."),
}
VAN: Final = {
    "en": ("Drive the van to the depot", "What was collected goes to the depot after noon."),
    "pl": ("Kurs busem na składowisko", "To, co zebrane, jedzie po południu na składowisko."),
    "it": (
        "Portare il furgone al deposito",
        "Ciò che si raccoglie va al deposito dopo mezzogiorno.",
    ),
    "fr": ("Conduire le fourgon au dépôt", "Ce qui a été ramassé part au dépôt après midi."),
}


def fill(now: datetime) -> None:
    """Give every team its Saturdays."""
    chance = random.Random(SEED + 22)
    bo = Staff.objects.get(name="Bo Lindqvist")
    skills = [
        actions.keep_skill(
            skill=None,
            names=names,
            needs_proof=proof,
            months=months,
            by=bo,
            at=now - timedelta(days=300),
        )
        for names, proof, months in SKILLS
    ]
    for group in Group.objects.filter(kind="region", closed_at=None).select_related("region"):
        held = Membership.objects.filter(group=group, left_at=None).select_related("key__person")
        keys = [one.key for one in held.order_by("id")]
        for key in keys:
            _ready(chance, key, skills, bo, now)
        _saturdays(chance, group, keys, bo, now)
        _van(group, keys[0], skills[0], bo, now)


def _ready(
    chance: random.Random, key: IdentityKey, skills: Sequence[Skill], bo: Staff, now: datetime
) -> None:
    by, at = actors.person(key.person_id or 0), now - timedelta(days=50)
    if chance.random() < 0.7:
        told = Ready(
            ways=[way for way in WAYS if chance.random() < 0.5] or ["in_person"],
            languages=[key.person.language] if key.person else [],
            max_km=chance.choice((10, 20, 50)),
        )
        actions.keep_readiness(key=key, told=told, by=by, at=at)
        for weekday in sorted({5, chance.randint(0, 6)}):
            actions.add_free(
                key=key, weekday=weekday, start_minute=8 * 60, end_minute=18 * 60, by=by, at=at
            )
    for skill in skills:
        if chance.random() < 0.2:
            actions.claim(skill=skill, key=key, by=by, at=at)
            if skill.needs_proof and chance.random() < 0.6:
                actions.prove(
                    skill=skill,
                    key=key,
                    evidence="seen by Bo",
                    until=(now + timedelta(days=400)).date(),
                    by=bo,
                    at=at + timedelta(days=1),
                )


def _saturdays(
    chance: random.Random, group: Group, keys: Sequence[IdentityKey], bo: Staff, now: datetime
) -> None:
    """Six Saturdays that were, three to come; about two thirds of the places are taken."""
    region, at = group.region, now - timedelta(weeks=WEEKS_BEHIND + 1)
    assert region is not None
    person = keys[0].person
    assert person is not None
    title, about = CLEAN[LANGUAGE[region.country]]
    task = actions.keep_task(
        task=None,
        by=bo,
        at=at,
        told=_told(title, about, 180, region, person),
    )
    day = (now - timedelta(weeks=WEEKS_BEHIND)).date()
    first = day + timedelta(days=(5 - day.weekday()) % 7)
    spans = series.weekly(
        first, time(9), time(12), zone=region.zone, weeks=WEEKS_BEHIND + WEEKS_AHEAD
    )
    actions.add_shifts(task=task, spans=spans, slots=SLOTS, by=bo, at=at)
    actions.open_task(task=task, by=bo, at=at)
    shifts = list(Shift.objects.filter(task=task).order_by("starts_at"))
    latest = [shift for shift in shifts if shift.ends_at < now][-1]
    for shift in shifts:
        coming = chance.sample(list(keys), min(len(keys), chance.randint(2, 6)))
        for place, key in enumerate(coming):
            said = shift != latest or place >= LEFT_TO_SAY
            _come(chance, shift, key, bo, now, said=said)


def _come(
    chance: random.Random, shift: Shift, key: IdentityKey, bo: Staff, now: datetime, *, said: bool
) -> None:
    taken = min(shift.starts_at, now) - timedelta(days=3, minutes=chance.randint(1, 2000))
    by = actors.person(key.person_id or 0)
    sign_up: SignUp = actions.take(shift=shift, key=key, by=by, at=taken)
    if shift.ends_at < now:
        missed = chance.random() < 0.06
        if said:
            actions.finish(
                sign_up=sign_up,
                outcome="missed" if missed else "done",
                by=bo,
                at=shift.ends_at,
            )


def _van(group: Group, key: IdentityKey, driver: Skill, bo: Staff, now: datetime) -> None:
    """A task that not everybody may do, and that nobody has taken yet."""
    region, person = group.region, key.person
    assert region is not None
    assert person is not None
    title, about = VAN[LANGUAGE[region.country]]
    task = actions.keep_task(
        task=None,
        by=bo,
        at=now - timedelta(days=4),
        told=_told(title, about, 120, region, person, needs=((driver, True),)),
    )
    day = now.date() + timedelta(days=(5 - now.weekday()) % 7 or 7)
    spans = series.weekly(day, time(13), time(15), zone=region.zone, weeks=2)
    actions.add_shifts(task=task, spans=spans, slots=2, by=bo, at=now - timedelta(days=4))
    actions.open_task(task=task, by=bo, at=now - timedelta(days=4))


def _told(
    title: str,
    about: str,
    minutes: int,
    region: Region,
    person: Person,
    *,
    needs: tuple[tuple[Skill, bool], ...] = (),
) -> Told:
    return Told(
        title=title, about=about, minutes=minutes, country=person.country, needs=needs,
        postcode=person.postcode, place=region.name, contact="Bo, +44 7700 900123",
    )  # fmt: skip
