"""Making a call list, taking one person of it, and writing down what came of the call.

A caller has one person in hand at a time, and no two callers have the same: the row is locked while it is taken,
and rows that others are taking are passed over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.groups import calls, queries
from muster.groups import leading_errors as errors
from muster.groups.errors import NoSuchPower
from muster.groups.leading import Lead
from muster.groups.models import CallList, CallTarget, Group, Leadership
from muster.kit import clock, limits
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.kit.text import clean
from muster.people import actions as people
from muster.people.models import ConsentState, IdentityKey
from muster.people.purposes import CALLS

SOURCE: Final = "groups"


@transaction.atomic
def make_list(
    *,
    group: Group,
    title: str,
    script: str,
    source: str,
    members: list[int],
    by: Doer,
    at: datetime,
) -> CallList:
    """A list of these people, as far as they have a number and did not ask us not to call."""
    if isinstance(by, Lead):
        by.needs("call")
    if source not in calls.SOURCES:
        raise errors.NotASource
    name = clean(title)[: calls.TITLE]
    if not name:
        raise errors.NoTitle
    words = calls.script(script)
    # A leader sees no number of the people they list; nor does the list.
    with entered(Scope.EVERYONE):
        numbers = _numbers(members[: calls.MOST])
        if not numbers:
            raise errors.NobodyToCall
        made = CallList.objects.create(
            group=group, title=name, script=words, source=source, made_at=at, made_by=by.actor
        )
        CallTarget.objects.bulk_create(CallTarget(call_list=made, key_id=key) for key in numbers)
    audit.record(
        by=by, verb="call-list.made", subject=str(group), at=at, list=made.pk, people=len(numbers)
    )
    return made


@transaction.atomic
def close_list(*, call_list: CallList, by: Doer, at: datetime) -> None:
    """Nobody is called from it any more. A second time changes nothing."""
    if isinstance(by, Lead):
        by.needs("call")
    if CallList.objects.filter(pk=call_list.pk, closed_at=None).update(closed_at=at):
        audit.record(by=by, verb="call-list.closed", subject=str(call_list), at=at)


@transaction.atomic
def take(*, call_list: CallList, by: Lead, signed_in_at: datetime) -> CallTarget:
    """Take the next person into one’s hand; whoever has one in hand keeps that one."""
    by.needs("call")
    if not calls.fresh(signed_in_at):
        raise errors.SignInAgain
    _alone(by)
    if CallList.objects.filter(pk=call_list.pk).exclude(closed_at=None).exists():
        raise errors.ListClosed
    mine = CallTarget.objects.filter(call_list=call_list, taken_by__person=by.person, outcome="")
    taken = mine.select_for_update(of=("self",)).first() or _next(call_list)
    if not limits.take(
        "leader-numbers", str(by.person.pk), capacity=calls.A_DAY, per=timedelta(days=1)
    ):
        raise errors.EnoughNumbers
    taken.taken_by, taken.taken_at = by.key, clock.db_now()
    taken.save(update_fields=["taken_by", "taken_at"])
    audit.record(
        by=by, verb="number.shown", subject=str(taken), key=taken.key_id, list=call_list.pk
    )
    return taken


@transaction.atomic
def put_back(*, target: CallTarget, by: Lead) -> None:
    """Give a person back to the list without a call."""
    held = _in_hand(target, by)
    held.taken_by, held.taken_at = None, None
    held.save(update_fields=["taken_by", "taken_at"])


@transaction.atomic
def note_outcome(
    *, target: CallTarget, outcome: str, note: str, by: Lead, at: datetime
) -> CallTarget:
    """Write down how a call ended: on the list, and as a fact of the person."""
    by.needs("call")
    if outcome not in calls.LOGGED:
        raise errors.NotAnOutcome
    held = _in_hand(target, by)
    words = note.strip().replace("\x00", "")[: calls.NOTE]
    held.outcome, held.noted_at, held.note = outcome, at, words
    held.save(update_fields=["outcome", "noted_at", "note"])
    ended, wants = calls.LOGGED[outcome]
    title = held.call_list.title
    # What the caller did stands on their own record, without whom they called.
    activity.append([NewFact("call.made", by.key.pk, at, SOURCE, ref=title)])
    # The person is beyond the scope of a leader, but the word about their call is not.
    with entered(Scope.EVERYONE):
        key = IdentityKey.objects.select_related("person").get(pk=held.key_id)
        if key.person is not None:
            people.log_call(
                person=key.person, key_id=key.pk, direction="out", outcome=ended, wants=wants,
                by=by, at=at, topic=title, note=words,
            )  # fmt: skip
    return held


def _numbers(members: list[int]) -> list[int]:
    """The number to call of each of some people, in their order; none of whoever said no."""
    refused = ConsentState.objects.filter(
        key__person__in=members, purpose=CALLS, state="withdrawn"
    ).values("key__person")
    phones = IdentityKey.objects.filter(kind="phone", person__in=members).exclude(
        person__in=refused
    )
    # A proven number before others, then the one known longest.
    best: dict[int, int] = {}
    for key in phones.order_by(F("verified_at").asc(nulls_last=True), "id"):
        best.setdefault(key.person_id or 0, key.pk)
    return [best[one] for one in members if one in best]


def _alone(by: Lead) -> None:
    """Two windows of one caller wait for each other, and a right that was just taken back is gone."""
    with entered(Scope.EVERYONE):
        held = Leadership.objects.select_for_update(of=("self",), no_key=True).filter(
            group=by.group, key__person=by.person, to_at=None
        )
        if "call" not in {right for one in held for right in one.rights}:
            raise NoSuchPower


def _next(call_list: CallList) -> CallTarget:
    """The next person nobody has in hand, still a member, who did not say no since the list was made."""
    lapsed = clock.db_now() - calls.HELD_FOR
    free = CallTarget.objects.filter(
        Q(taken_by=None) | Q(taken_at__lt=lapsed), call_list=call_list, outcome=""
    ).order_by("id")
    while True:
        found = free.select_for_update(of=("self",), skip_locked=True).first()
        if found is None:
            raise errors.NobodyLeft
        with entered(Scope.EVERYONE):
            if _may_be_called(found, call_list):
                return found
            found.delete()


def _may_be_called(target: CallTarget, call_list: CallList) -> bool:
    person = IdentityKey.objects.get(pk=target.key_id).person_id
    here = queries.members(call_list.group).filter(key__person=person)
    no = ConsentState.objects.filter(key__person=person, purpose=CALLS, state="withdrawn")
    return here.exists() and not no.exists()


def _in_hand(target: CallTarget, by: Lead) -> CallTarget:
    """The same row, locked, if it is still in the hand of this caller."""
    held = CallTarget.objects.select_related("call_list").select_for_update(of=("self",))
    found = held.filter(pk=target.pk, outcome="", taken_by__person=by.person).first()
    if found is None:
        raise errors.NotInHand
    return found
