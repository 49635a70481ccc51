"""The rules of a call list: what a script may say, how long a call is in one hand, whose number is shown to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muster.groups import leading_errors as errors
from muster.groups import point_people, unspoken
from muster.groups.leading import Lead
from muster.groups.models import CallList, CallTarget, Group
from muster.groups.words import plain
from muster.kit import clock
from muster.kit.errors import NotFound
from muster.people.models import Trait

# A call is one caller’s for so long, by the database’s clock; then another may take it.
HELD_FOR: Final = timedelta(minutes=30)
# A sign-in older than this opens no number: a link found in an old mail is no key.
FRESH: Final = timedelta(hours=12)
# So many numbers a leader sees in a day.
A_DAY: Final = 60
SCRIPT: Final = 4_000
TITLE: Final = 80  # it is the topic of the call
NOTE: Final = 1_000
MOST: Final = 500
NAME: Final = "{given_name}"
_FIELD: Final = re.compile(r"\{[^{}\n]*\}")
OUTCOMES: Final[dict[str, Promise]] = {
    "reached": _("We talked"),
    "no_answer": _("Nobody answered"),
    "left_word": _("I left a message"),
    "wrong_number": _("Wrong number"),
    "asked_not_to_be_called": _("They ask not to be called again"),
}
# How each stands in the log of calls: its outcome there, and what the person wants.
LOGGED: Final = {
    "reached": ("talked", ""),
    "no_answer": ("no_answer", ""),
    "left_word": ("message", ""),
    "wrong_number": ("wrong_number", ""),
    "asked_not_to_be_called": ("talked", "no_more"),
}
NOT_REACHED: Final = frozenset({"no_answer", "left_word"})
SOURCES: Final[dict[str, Promise]] = {
    "unspoken": _("Members nobody has spoken to yet"),
    "own": _("The members I look after"),
    "skill": _("Members with a skill"),
    "again": _("Those an earlier list did not reach"),
}


@dataclass(frozen=True, slots=True)
class InHand:
    """Whoever a caller has in hand: the one place where a leader reads a number."""

    target: CallTarget
    given_name: str
    phone: str
    language: str
    shown_as: str
    taken_at: datetime

    @property
    def until(self) -> datetime:
        """When the call goes back to the list."""
        return self.taken_at + HELD_FOR

    def script(self) -> str:
        """The words to say, with the name of whoever is called in them."""
        return read_out(self.target.call_list.script, self.given_name or self.shown_as)


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list, without a number."""

    target: int
    shown_as: str
    outcome: str
    caller: str
    taken_at: datetime | None
    noted_at: datetime | None
    person_id: int


def script(words: str) -> str:
    """A script as it is kept, or a refusal that says what is wrong with it."""
    kept = plain(words)
    if not kept:
        raise errors.NotAScript(gettext("Write what the caller should say."))
    if len(kept) > SCRIPT:
        raise errors.NotAScript(
            gettext("A script has at most %(most)s signs; this one has %(count)s.")
            % {"most": SCRIPT, "count": len(kept)}
        )
    unknown = next((one for one in _FIELD.findall(kept) if one != NAME), "")
    if unknown:
        raise errors.NotAScript(
            gettext("We do not know %(field)s. A script knows one field: %(name)s.")
            % {"field": unknown, "name": NAME}
        )
    return kept


def read_out(words: str, name: str) -> str:
    """A script with a name in it. The name is data: what looks like a field in it stays as it is."""
    return words.replace(NAME, name)


def fresh(signed_in_at: datetime) -> bool:
    """Whether a sign-in is young enough to be shown a number."""
    return clock.db_now() - signed_in_at <= FRESH


def lists(group: Group) -> QuerySet[CallList]:
    """The lists of a group, open ones first, with how many are called and how many are left."""
    counted = CallList.objects.filter(group=group).annotate(
        people=Count("targets"), left=Count("targets", filter=Q(targets__outcome=""))
    )
    return counted.order_by("-closed_at", "-id")


def left(group: Group) -> int:
    """How many calls of open lists are still to be made."""
    return CallTarget.objects.filter(
        call_list__group=group, call_list__closed_at=None, outcome=""
    ).count()


def call_list(number: int, group: Group) -> CallList:
    """One list of a group already fetched, or not found."""
    found = CallList.objects.select_related("group").filter(group=group, pk=number).first()
    if found is None:
        raise NotFound
    return found


def target(number: int, held: CallList) -> CallTarget:
    """One person of a list already fetched, or not found."""
    found = CallTarget.objects.select_related("call_list").filter(call_list=held, pk=number).first()
    if found is None:
        raise NotFound
    return found


def in_hand(held: CallList, by: Lead) -> InHand | None:
    """Whom a caller has in hand, with the number; the database itself asks whether it is theirs."""
    taken = CallTarget.objects.select_related("call_list").filter(
        call_list=held, taken_by__person=by.person, outcome=""
    )
    found = taken.first()
    if found is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM groups_in_hand(%s, %s::interval)",
            [found.pk, f"{HELD_FOR.total_seconds()} seconds"],
        )
        row = cursor.fetchone()
    return InHand(found, *row) if row else None


def lines(held: CallList) -> list[Line]:
    """Everybody on a list whom the reader may see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM groups_targets(%s)", [held.pk])
        return [Line(*row) for row in cursor.fetchall()]


def skills(*, most: int = 100) -> list[str]:
    """The skills somebody the reader may see holds now."""
    held = Trait.objects.filter(kind="skill", to_at=None).order_by("value")
    return list(held.values_list("value", flat=True).distinct()[:most])


def whom(
    group: Group,
    source: str,
    *,
    at: datetime,
    by: Lead | None = None,
    earlier: CallList | None = None,
    skill: str = "",
) -> list[int]:
    """The people a source means, as far as the reader may see them, in the order they are to be called."""
    if source == "unspoken":
        waiting = unspoken.of(group, at, most=MOST).first
        return [one.person_id for one in waiting if not one.refused]
    if source == "own" and by is not None:
        mine = point_people.team(group, most=MOST, leader=by.person.pk)
        return [one.person_id for one in mine]
    if source == "again" and earlier is not None:
        return [one.person_id for one in lines(earlier) if one.outcome in NOT_REACHED]
    if source == "skill" and skill:
        able = set(
            Trait.objects.filter(kind="skill", value=skill, to_at=None).values_list(
                "person_id", flat=True
            )
        )
        return [
            one.person_id for one in point_people.team(group, most=MOST) if one.person_id in able
        ]
    return []
