"""What people do in one week, each by the action that a page or a colleague would call, and the steps it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.gifts import actions as gifts
from muster.gifts.actions import NewEntry
from muster.groups import actions as groups
from muster.groups.models import Group, Thread
from muster.kit import actors
from muster.kit.money import Money
from muster.people import actions as people
from muster.people import attention
from muster.people.models import IdentityKey, Person
from muster.proof.stories.dashboard.steps import Step
from muster.proof.stories.dashboard.volunteers import Doings, Volunteer, doings
from muster.proof.stories.dashboard.weeks import Weeks
from muster.sources.actions import looking
from muster.volunteering import actions as volunteering
from muster.volunteering.models import Shift, SignUp, Skill

PURPOSE: Final = "campaign"
_DESK: Final = actors.system("volunteer desk")


@dataclass(frozen=True, slots=True)
class Member:
    """A volunteer as the record knows them: the person, their mailbox, and their telephone once they told it."""

    who: Volunteer
    person: int
    key: int
    phone: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """A week of some regions; by region the shift of that week, and the thread that people write to."""

    week: int
    seed: int
    calendar: Weeks
    members: list[Member]
    shifts: dict[str, int]
    boards: dict[str, int]


def play(job: Job) -> list[Step]:
    """Everything these people do in that week, one after the other; returns it as steps."""
    job.calendar.be(job.calendar.at(7 * job.week + 6, 23))
    did = [(one, doings(one.who, job.week, job.seed)) for one in job.members]
    fresh = [one for one in job.members if one.who.week == job.week - 1]
    _introduce(job, fresh)
    return [
        *_looked(job, did),
        *_gave(job, did),
        *_called(job, did),
        *_wrote(job, did),
        *_helped(job, did),
    ]


def _introduce(job: Job, fresh: list[Member]) -> None:
    """In their second week they say what they can do and when, and whether their steps may be noted."""
    at = job.calendar.at(7 * job.week, 9)
    skills = {skill.slug: skill for skill in Skill.objects.all()}
    keys = IdentityKey.objects.select_related("person").in_bulk([one.key for one in fresh])
    for one in fresh:
        by = actors.person(one.person)
        if one.who.attentive:
            people.grant(
                key_id=one.key, channel=attention.CHANNEL, purpose=attention.PURPOSE, by=by, at=at,
                evidence="own page", source="own page", wording=attention.wording(),
            )  # fmt: skip
        for slug in one.who.skills:
            _tell_skill(keys[one.key], skills[slug], one, at)


def _tell_skill(key: IdentityKey, skill: Skill, one: Member, at: datetime) -> None:
    """A skill with how far and when they can help; of a licence somebody of ours sees the paper."""
    by = actors.person(one.person)
    volunteering.claim(skill=skill, key=key, by=by, at=at)
    if skill.needs_proof and one.who.proved:
        volunteering.prove(
            skill=skill, key=key, evidence="licence shown at the desk", until=None, by=_DESK, at=at
        )
    ready = volunteering.Ready(
        ways=("in_person", "drive", "online"),
        languages=("en",),
        max_km=10 + one.who.number % 5 * 20,
    )
    volunteering.keep_readiness(key=key, told=ready, by=by, at=at)
    day = 5 + one.who.number % 2
    volunteering.add_free(
        key=key, weekday=day, start_minute=8 * 60, end_minute=20 * 60, by=by, at=at
    )


def _looked(job: Job, did: list[tuple[Member, Doings]]) -> Iterator[Step]:
    """Pages and searches of those who said yes to that, noted as our own pages note them."""
    facts = []
    for one, deeds in did:
        for kind, seen in (("page.viewed", deeds.pages), ("search.made", deeds.searches)):
            for share, ref in seen:
                at = job.calendar.share(job.week, share)
                facts.append(NewFact(kind, one.key, at, looking.SOURCE, ref=ref))
                yield Step(one.person, kind, ref)
    activity.append(facts)


def _gave(job: Job, did: list[tuple[Member, Doings]]) -> Iterator[Step]:
    entries = []
    for one, deeds in did:
        if deeds.gift:
            at = job.calendar.share(job.week, (one.who.number % 97) / 97)
            told = f"story:{one.who.number}:{job.week}"
            entries.append(NewEntry(one.key, Money(deeds.gift, "USD"), at, told, purpose=PURPOSE))
            yield Step(one.person, "gift.received", PURPOSE)
    gifts.record(entries=entries, source="campaign page", by=_DESK)


def _called(job: Job, did: list[tuple[Member, Doings]]) -> Iterator[Step]:
    """The telephone desk rings; most pick up."""
    rung = [(one, deeds) for one, deeds in did if one.phone and deeds.call is not None]
    persons = Person.objects.in_bulk([one.person for one, _deeds in rung])
    for one, deeds in rung:
        talked = one.who.number % 3 > 0
        people.log_call(
            person=persons[one.person], key_id=one.phone, direction="out", topic=deeds.topic,
            outcome="talked" if talked else "no_answer", minutes=4 if talked else 0, by=_DESK,
            at=job.calendar.share(job.week, deeds.call or 0.0),
        )  # fmt: skip
        yield Step(one.person, "call.logged", deeds.topic)


def _wrote(job: Job, did: list[tuple[Member, Doings]]) -> Iterator[Step]:
    said = [(one, deeds) for one, deeds in did if deeds.saying]
    threads = Thread.objects.select_related("group").in_bulk(list(job.boards.values()))
    keys = IdentityKey.objects.select_related("person").in_bulk([one.key for one, _deeds in said])
    for place, (one, deeds) in enumerate(said):
        thread = threads[job.boards[one.who.region]]
        at = job.calendar.share(job.week, place / len(said))
        by = actors.person(one.person)
        groups.answer(thread=thread, key=keys[one.key], text=deeds.saying, by=by, at=at)
        yield Step(one.person, "post.made", str(thread.group))


def _helped(job: Job, did: list[tuple[Member, Doings]]) -> Iterator[Step]:
    """They take a place in the shift of the week; on Sunday somebody says who came."""
    wanted = [one for one, deeds in did if deeds.shift]
    comes = {one.person: deeds.comes for one, deeds in did}
    shifts = Shift.objects.select_related("task").in_bulk(list(job.shifts.values()))
    keys = IdentityKey.objects.select_related("person").in_bulk([one.key for one in wanted])
    at, after = job.calendar.at(7 * job.week + 1, 19), job.calendar.at(7 * job.week + 6, 20)
    taken: list[tuple[Member, SignUp, str]] = []
    for place, one in enumerate(wanted):
        shift = shifts[job.shifts[one.who.region]]
        by, moment = actors.person(one.person), at + timedelta(seconds=place)
        taking = volunteering.take(shift=shift, key=keys[one.key], by=by, at=moment)
        taken.append((one, taking, str(shift.task)))
        yield Step(one.person, "shift.joined", str(shift.task))
    for one, sign_up, ref in taken:
        outcome: volunteering.Outcome = "done" if comes[one.person] else "missed"
        volunteering.finish(sign_up=sign_up, outcome=outcome, by=_DESK, at=after)
        yield Step(one.person, f"shift.{outcome}", ref)


@transaction.atomic
def open_board(group: Group, first: Member, at: datetime) -> tuple[Thread, Step]:
    """The first of a team begins the thread that the others write to."""
    key = IdentityKey.objects.select_related("person").get(pk=first.key)
    post = groups.start_thread(
        group=group, key=key, title="Hello from all of us", text="Who are you, and what brought you here?",
        by=actors.person(first.person), at=at,
    )  # fmt: skip
    return post.thread, Step(first.person, "post.made", str(group))
