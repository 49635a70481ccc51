"""Complaints and who answers for them: opened by what was judged or said, closed by whoever owns them.

A complaint is never put away unanswered, and a case is never closed without saying what was done.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.inbox import access, case_errors, lessons, registry
from muster.inbox.models import Case, Conversation, InboxMessage, Member, Wait
from muster.kit.actors import Doer
from muster.triage.kinds import Kind

State = Conversation.State
_PUT_IN = """
UPDATE inbox_conversation AS mine SET case_id = told.held
  FROM unnest(%s::bigint[], %s::bigint[]) AS told (id, held) WHERE mine.id = told.id
"""


def follow(conversations: Iterable[Conversation], *, by: Doer, at: datetime) -> None:
    """Put what is a complaint into a case: the open one of the same person, or a new one."""
    found = [one for one in conversations if one.kind == Kind.COMPLAINT]
    if not found:
        return
    threads = list(
        Conversation.objects.filter(pk__in=[one.pk for one in found])
        .select_related("key__person", "case")
        .order_by("id")
    )
    fresh = [one for one in threads if one.case is None]
    for thread in threads:
        if thread.case is not None and _again(thread, thread.case):
            _reopen(thread.case, by=by, at=at)
    _put_in(fresh, by=by, at=at)


def _put_in(threads: list[Conversation], *, by: Doer, at: datetime) -> None:
    """Give each its case, all in a handful of statements: thousands may complain within minutes."""
    if not threads:
        return
    known, leads = _open_of(threads), _leads(threads)
    made: dict[tuple[str, object], Case] = {}
    for thread in threads:
        who = _who(thread)
        if who not in known and who not in made:
            made[who] = _begun(thread, leads, at)
    Case.objects.bulk_create(made.values())
    notes: dict[str, list[tuple[str, datetime, dict[str, object]]]] = {}
    for thread in threads:
        who = _who(thread)
        case = thread.case = known.get(who) or made[who]
        verb = "case.joined" if who in known else "case.opened"
        known[who] = case
        notes.setdefault(verb, []).append((str(case), at, {"conversation": thread.pk}))
    with connection.cursor() as cursor:
        cursor.execute(_PUT_IN, [[one.pk for one in threads], [one.case_id for one in threads]])
    for verb, subjects in notes.items():
        audit.record_each(by=by, verb=verb, subjects=subjects)
    _tell(threads, registry.COMPLAINT, at)


def unfollow(conversation: Conversation, *, by: Staff, at: datetime) -> None:
    """Staff said that it is no complaint: without another one in it, its case ends as none."""
    case = conversation.case
    if conversation.kind == Kind.COMPLAINT or case is None or not case.open:
        return
    if case.conversations.filter(kind=Kind.COMPLAINT).exclude(pk=conversation.pk).exists():
        return
    locked = Case.objects.select_for_update().get(pk=case.pk)
    locked.closed_at, locked.outcome, locked.mistaken = at, _("Not a complaint"), True
    locked.save(update_fields=["closed_at", "outcome", "mistaken"])
    audit.record(by=by, verb="case.mistaken", subject=str(locked), at=at)


@transaction.atomic
def give_case(*, case: Case, to: Staff, by: Staff, at: datetime) -> Case:
    """Make a colleague answer for a case; whoever cannot see it cannot own it."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if not locked.open:
        raise case_errors.CaseClosed
    if not to.may("inbox.answer") or not access.cases(by=to).filter(pk=locked.pk).exists():
        raise case_errors.CannotTakeCase(to.name)
    locked.owner = to
    locked.save(update_fields=["owner"])
    audit.record(by=by, verb="case.given", subject=str(locked), at=at, to=to.actor)
    return locked


@transaction.atomic
def close_case(*, case: Case, outcome: str, lesson: str, by: Staff, at: datetime) -> Case:
    """Say what was done about a complaint, and what it taught; only once everybody in it has an answer."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if not locked.open:
        raise case_errors.CaseClosed
    if not access.may_close(locked, by):
        raise case_errors.NotYourCase(locked.owner.name if locked.owner else "")
    done = outcome.strip()
    if not done:
        raise case_errors.NoOutcome
    waiting = [one for one in locked.conversations.order_by("id") if unanswered(one)]
    if waiting:
        raise case_errors.CaseUnanswered(len(waiting))
    locked.closed_at, locked.outcome = at, done[:4000]
    locked.lesson = _lesson(locked, lesson)
    locked.save(update_fields=["closed_at", "outcome", "lesson"])
    audit.record(by=by, verb="case.closed", subject=str(locked), at=at, lesson=bool(locked.lesson))
    _tell(locked.conversations.order_by("id"), registry.COMPLAINT_CLOSED, at)
    return locked


@transaction.atomic
def keep_lesson(*, case: Case, lesson: str, by: Staff, at: datetime) -> Case:
    """Write down what a closed case taught, for colleagues; it names nobody."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.open:
        raise case_errors.CaseOpen
    locked.lesson = _lesson(locked, lesson)
    locked.save(update_fields=["lesson"])
    audit.record(by=by, verb="case.lesson", subject=str(locked), at=at, lesson=bool(locked.lesson))
    return locked


def unanswered(conversation: Conversation) -> bool:
    """Tell whether nothing of ours came after the last complaint in it, here or in another thread of theirs."""
    theirs = conversation.messages.filter(direction=InboxMessage.Direction.IN, auto=False)
    last = theirs.filter(sorting__kind=Kind.COMPLAINT).order_by("-at", "-id").first()
    ours = conversation.messages.filter(direction=InboxMessage.Direction.OUT)
    ended = conversation.waits.filter(ending=Wait.Ending.ANSWERED)
    if last is not None:
        ours, ended = ours.filter(at__gte=last.at), ended.filter(ended_at__gte=last.at)
    return conversation.state != State.CLOSED and not (ours.exists() or ended.exists())


def demand_answered(conversation: Conversation) -> None:
    """Raise where putting a conversation away would leave a complaint without an answer."""
    case = conversation.case
    if case is not None and case.open and unanswered(conversation):
        raise case_errors.ComplaintUnanswered


def _again(thread: Conversation, case: Case) -> bool:
    """Whether a closed case has to be taken up again: staff say so, or they complained once more."""
    return case.closed_at is not None and (case.mistaken or thread.last_at > case.closed_at)


def _reopen(case: Case, *, by: Doer, at: datetime) -> None:
    case.closed_at, case.mistaken = None, False
    case.save(update_fields=["closed_at", "mistaken"])
    audit.record(by=by, verb="case.reopened", subject=str(case), at=at)


def _begun(thread: Conversation, leads: dict[int, int], at: datetime) -> Case:
    owner = leads.get(thread.team_id or 0) or thread.assignee_id
    return Case(
        title=(thread.subject or thread.preview)[:160],
        owner_id=owner,
        region_id=access.region_of(thread),
        opened_at=at,
    )


def _who(thread: Conversation) -> tuple[str, object]:
    """The same person on any channel where it is proved, else the same address on one."""
    person = thread.person
    return ("person", person.pk) if person else (thread.channel, thread.address or thread.pk)


def _open_of(threads: Sequence[Conversation]) -> dict[tuple[str, object], Case]:
    """The open cases of those who write in these threads, by who they are."""
    people = {one.person.pk for one in threads if one.person}
    addresses = {one.address for one in threads if not one.person and one.address}
    others = Conversation.objects.filter(case__closed_at=None, case__isnull=False)
    known = others.filter(proven=True, key__person__in=people) | others.filter(
        address__in=addresses
    )
    found = known.select_related("key__person", "case").order_by("-case__opened_at", "-id")
    return {_who(one): one.case for one in found if one.case is not None}


def _leads(threads: Sequence[Conversation]) -> dict[int, int]:
    teams = {one.team_id for one in threads if one.team_id}
    found = Member.objects.filter(team__in=teams, leads=True, staff__is_active=True)
    return dict(found.order_by("-id").values_list("team_id", "staff_id"))


def _lesson(case: Case, lesson: str) -> str:
    kept = lesson.strip()[:4000]
    if named := lessons.named(kept, case.conversations.select_related("key__person")):
        raise case_errors.LessonNames(named)
    return kept


def _tell(threads: Iterable[Conversation], kind: str, at: datetime) -> None:
    activity.append(
        [
            NewFact(
                kind, one.key_id, at, "inbox",
                data={"conversation": one.pk, "case": one.case_id},
            )
            for one in threads
            if one.key_id and one.proven
        ]
    )  # fmt: skip
