"""The case library: closed rooms, closed complaints and the five stories, found by their words and read alike.

A case is put together when it is read; nothing of it is stored twice. Whoever may not see a complaint does not find it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from muster.accounts import queries as accounts
from muster.accounts.models import Staff
from muster.crisis import access, lines, queries, resemblance, stories
from muster.crisis.models import Room
from muster.crisis.stories import Story
from muster.inbox import access as inbox
from muster.inbox import work
from muster.inbox.models import Case as Complaint
from muster.kit import clock
from muster.kit.errors import NotFound
from muster.kit.text import fold

MOST: Final = 200
# So many lessons of complaints are weighed against an open room.
WEIGHED: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One moment of a case: when, by whom, and what."""

    when: datetime | str
    who: str
    words: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What is read of a case. ``language`` is what its words are in, where that is not the page’s own."""

    ref: str
    kind: str
    title: str
    closed_at: datetime | None
    when: str
    what: str
    outcome: str
    lesson: str
    false_alarm: bool = False
    language: str = ""
    timeline: tuple[Line, ...] = ()
    figures: tuple[tuple[str, str], ...] = field(default=())


def cases(*, by: Staff, words: str = "") -> list[Case]:
    """Return every case that ``by`` may read and that says these words, the latest first, then the stories."""
    wanted = fold(words)
    rooms = access.rooms(by=by).exclude(closed_at=None).order_by("-closed_at", "-id")
    for word in wanted.split():
        rooms = rooms.filter(find_key__contains=word)
    found = [_room(one) for one in rooms[:MOST]]
    found += [
        _complaint(one) for one in work.cases("closed", by=by, words=words) if not one.mistaken
    ]
    found.sort(key=lambda one: one.closed_at.timestamp() if one.closed_at else 0, reverse=True)
    return found[:MOST] + [_story(one) for one in stories.STORIES if _says(one, wanted)]


def case(ref: str, *, by: Staff) -> Case:
    """Return one case with its timeline and figures, or raise ``NotFound``."""
    kind, _dash, name = ref.partition("-")
    if not by.may(access.VIEW):
        raise NotFound
    if kind == "story" and name in stories.BY_SLUG:
        return _story(stories.BY_SLUG[name])
    number = int(name) if name.isascii() and name.isdecimal() and len(name) < 16 else 0
    if kind == "room":
        room = access.room(number, by=by)
        if not room.open:
            return _whole_room(room)
    if kind == "complaint":
        complaint = inbox.case(number, by=by)
        if not complaint.open and not complaint.mistaken:
            return _whole_complaint(complaint)
    raise NotFound


def resembling(room: Room, *, by: Staff) -> list[tuple[Case, tuple[str, ...]]]:
    """Return the cases that resemble a room, each with the words that both say."""
    known = {one.ref: one for one in cases(by=by)[:WEIGHED]}
    told = {ref: f"{one.title} {one.what} {one.outcome} {one.lesson}" for ref, one in known.items()}
    alike = resemblance.alike(f"{room.title} {room.what}", told)
    return [(known[one.key], one.words) for one in alike]


def ref_of(room: Room) -> str:
    """Return what the case of a room is called in an address."""
    return f"room-{room.pk}"


def _room(room: Room) -> Case:
    return Case(
        ref=ref_of(room), kind="room", title=room.title, closed_at=room.closed_at, when="",
        what=room.what, outcome=room.outcome, lesson=room.lesson, false_alarm=room.false_alarm,
    )  # fmt: skip


def _whole_room(room: Room) -> Case:
    told = reversed(queries.log(room))
    return _with(
        _room(room),
        [
            Line(one.at, one.by.name if one.by else "Muster", lines.title(one), lines.text(one))
            for one in told
        ],
        lines.figures(queries.figures(room, clock.now())),
    )


def _complaint(complaint: Complaint) -> Case:
    # Its subject was written by whoever complained, so a case that others may take along does not bear it.
    return Case(
        ref=f"complaint-{complaint.pk}", kind="complaint", title=_("A complaint"),
        closed_at=complaint.closed_at, when="", what="", outcome=complaint.outcome,
        lesson=complaint.lesson,
    )  # fmt: skip


def _whole_complaint(complaint: Complaint) -> Case:
    done = [one for one in reversed(work.timeline(complaint)) if one.verb in lines.COMPLAINT]
    names = accounts.names_of({one.actor for one in done})
    days = (complaint.closed_at - complaint.opened_at).days if complaint.closed_at else 0
    return _with(
        _complaint(complaint),
        [
            Line(one.at, names.get(one.actor, "Muster"), str(lines.COMPLAINT[one.verb]))
            for one in done
        ],
        [
            (_("Conversations in it"), str(complaint.conversations.count())),
            (_("Days until it was closed"), str(days)),
        ],
    )


def _story(story: Story) -> Case:
    return Case(
        ref=f"story-{story.slug}", kind="story", title=str(story.title), closed_at=None,
        when=story.when, what=story.what, outcome="", lesson=story.lesson,
        language=stories.LANGUAGE,
        timeline=tuple(Line(when, "", words) for when, words in story.steps),
        figures=story.figures,
    )  # fmt: skip


def _with(case: Case, timeline: list[Line], figures: list[tuple[str, str]]) -> Case:
    return Case(
        case.ref, case.kind, case.title, case.closed_at, case.when, case.what, case.outcome,
        case.lesson, case.false_alarm, case.language, tuple(timeline), tuple(figures),
    )  # fmt: skip


def _says(story: Story, wanted: str) -> bool:
    told = " ".join(
        (str(story.title), story.what, story.lesson, *(step[1] for step in story.steps))
    )
    there = fold(told)
    return all(word in there for word in wanted.split())
