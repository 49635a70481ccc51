"""Reading broadcasts: where each stands, what it usually reaches, what waits for whom."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from django.db.models import Exists, OuterRef, Q, QuerySet

from muster.accounts.models import Staff
from muster.approvals import eligibility
from muster.approvals import queries as approvals
from muster.approvals.models import Round
from muster.approvals.standing import Standing
from muster.broadcasts.models import (
    Broadcast,
    PageCount,
    Submission,
    Template,
    TemplateVersion,
)
from muster.broadcasts.models.broadcast import EDITABLE, TIMING, id_in
from muster.broadcasts.status import Status, derived
from muster.delivery import documents
from muster.delivery import queries as delivery
from muster.delivery.models import Document, Parcel, Release
from muster.delivery.queries import Tally
from muster.kit import clock
from muster.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class State:
    """A broadcast with the rows that say where it stands."""

    broadcast: Broadcast
    status: Status
    submission: Submission | None = None
    standing: Standing | None = None
    release: Release | None = None
    tally: Tally | None = None

    @property
    def round(self) -> Round | None:
        return self.submission.round if self.submission else None

    @property
    def sent_back(self) -> Round | None:
        """The closed round that put it back into the author's hands, while it is a draft."""
        if self.status is not Status.DRAFT or self.round is None:
            return None
        return self.round


def state(broadcast: Broadcast) -> State:
    return states([broadcast])[0]


def states(found: Iterable[Broadcast]) -> list[State]:
    """Where each stands, in a number of reads that does not grow with them."""
    broadcasts = list(found)
    submissions = _latest_submissions(broadcasts)
    releases = _releases(broadcasts)
    rounds = [one.round for one in submissions.values() if one.round.is_open]
    stands, now = approvals.standings(rounds), clock.db_now()
    known = [
        _state(one, submissions.get(one.pk), releases.get(one.reference), stands, now)
        for one in broadcasts
    ]
    return _counted(known)


def for_list() -> list[State]:
    """Every broadcast, the newest first."""
    found = Broadcast.objects.select_related("author").order_by("-created_at", "-id")
    return states(found[:200])


def running() -> list[State]:
    """What is being sent or stands halted at this moment, without the rounds that led to it.

    Every page asks it for its banner, so it reads no more than that needs.
    """
    unfinished = {id_in(release.subject): release for release in unfinished_releases()}
    found = Broadcast.objects.filter(pk__in=[number for number in unfinished if number])
    known = [_under_way(one, unfinished[one.pk]) for one in found.order_by("id")]
    return _counted(known)


def waiting_for(staff: Staff) -> list[State]:
    """What waits for this person's decision, oldest first."""
    if not staff.may(approvals.PERMISSION):
        return []
    candidate = approvals.candidate(staff)
    return [
        one
        for one in _open_states()
        if one.round is not None
        and one.status is Status.SUBMITTED
        and eligibility.eligible(candidate, one.round.asked)
        and not one.round.decisions.filter(staff=staff).exists()
    ]


def sent_back_to(staff: Staff) -> list[State]:
    """What was returned to this author and not yet submitted again."""
    mine = Broadcast.objects.filter(
        author=staff,
        cancelled_at=None,
        submissions__round__outcome__in=[Round.Outcome.RETURNED, Round.Outcome.REJECTED],
    ).distinct()
    found = states(mine.select_related("author").order_by("-created_at", "-id")[:50])
    outcomes = {Round.Outcome.RETURNED, Round.Outcome.REJECTED}
    return [one for one in found if one.sent_back and one.sent_back.outcome in outcomes]


def may_be_due(now: datetime) -> list[int]:
    """What starts by itself, waits for nothing but its approvals, and whose time has come."""
    found = Broadcast.objects.exclude(start=Broadcast.Start.HAND).filter(
        Q(not_before=None) | Q(not_before__lte=now),
        cancelled_at=None,
        submissions__isnull=False,
        submissions__round__closed_at=None,
        submissions__missed=None,
    )
    return list(found.order_by("id").values_list("id", flat=True).distinct())


def due(broadcast: Broadcast, now: datetime) -> Submission | None:
    """The submission whose start is decided at this moment; None while there is something to wait for."""
    stands = state(broadcast)
    submission = stands.submission
    if submission is None or stands.status not in {Status.APPROVED, Status.EXPIRED}:
        return None
    # So few that nobody has to agree wait all the same, so that it can be taken back (A7).
    held = stands.standing is not None and clock.db_now() < stands.standing.opens_at
    body = documents.read(submission.document)
    early = body.not_before is not None and datetime.fromisoformat(body.not_before) > now
    if body.start != "approved" or early or held or hasattr(submission, "missed"):
        return None
    return submission


def begun_about(original: Broadcast, aim: str, staff: Staff) -> Broadcast | None:
    """What this person has begun about it and not yet submitted, so that a second press begins no second one."""
    begun = original.corrections.filter(aim=aim, author=staff, cancelled_at=None, submissions=None)
    return begun.order_by("-id").first()


def sent_out(mode: str) -> list[Broadcast]:
    """The newest that were let go in this mode and correct nothing themselves."""
    subjects = Release.objects.filter(mode=mode).order_by("-released_at", "-id")
    numbers = [id_in(subject) for subject in subjects.values_list("subject", flat=True)[:20]]
    found = Broadcast.objects.filter(pk__in=[one for one in numbers if one], corrects=None)
    return sorted(found, key=lambda one: numbers.index(one.pk))


def approved_corrections() -> QuerySet[TemplateVersion]:
    """The wordings for corrections that somebody has approved within the last quarter (C1)."""
    found = TemplateVersion.objects.filter(
        template__kind=Template.Kind.CORRECTION,
        template__retired_at=None,
        approvals__expires_at__gt=clock.db_now(),
    )
    return found.select_related("template").order_by("template__name", "-number").distinct()


def correction_words(version_id: int) -> TemplateVersion:
    """One wording for corrections, approved or not. Raises NotFound."""
    words = TemplateVersion.objects.filter(template__kind=Template.Kind.CORRECTION)
    found = words.filter(pk=version_id).first()
    if found is None:
        raise NotFound
    return found


def page_visits(broadcast: Broadcast) -> list[PageCount]:
    """How often the page of a correction was opened, day by day; of what it corrects, of each of them."""
    found = PageCount.objects.filter(Q(broadcast=broadcast) | Q(broadcast__corrects=broadcast))
    return list(found.select_related("broadcast").order_by("day", "id")[:400])


def watched(broadcast_id: int) -> State:
    """Where one stands, for who was let in before and only looks again. Raises NotFound."""
    found = Broadcast.objects.select_related("author").filter(pk=broadcast_id).first()
    if found is None:
        raise NotFound
    return state(found)


def about(numbers: Iterable[int]) -> dict[int, Broadcast]:
    """Broadcasts by number, each with what it corrects and what corrects it."""
    found = Broadcast.objects.select_related("corrects").prefetch_related("corrections")
    return found.in_bulk(list(numbers))


def usual_size(author_id: int, *, channel: str, besides: str = "") -> int | None:
    """The middle one of the sizes this author's last ten cleared sends by it had; None if never."""
    cleared = Round.objects.filter(
        author_id=author_id, outcome=Round.Outcome.CLEARED, facts__channel=channel
    )
    sizes = cleared.exclude(subject=besides).newest_first().values_list("size", flat=True)[:10]
    return round(median(sizes)) if sizes else None


def submission_before(submission: Submission) -> Submission | None:
    """The round before this one, to show what changed since."""
    earlier = Submission.objects.filter(
        broadcast_id=submission.broadcast_id, number__lt=submission.number
    )
    return earlier.select_related("document", "round").order_by("-number").first()


def sealed(broadcast: Broadcast, digest: str) -> Document | None:
    """The document of this broadcast under that digest, if there ever was one."""
    return Document.objects.filter(digest=digest, subject=broadcast.reference).first()


def submission_of(broadcast: Broadcast) -> Submission | None:
    return _latest_submissions([broadcast]).get(broadcast.pk)


def fingerprint(broadcast: Broadcast) -> str:
    """What a page showed of words and times; it differs as soon as anybody saves."""
    parts = [str(getattr(broadcast, field)) for field in (*EDITABLE, *TIMING)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _latest_submissions(broadcasts: Iterable[Broadcast]) -> dict[int, Submission]:
    found = Submission.objects.filter(broadcast__in=[one.pk for one in broadcasts])
    latest = found.order_by("broadcast_id", "-number").distinct("broadcast_id")
    return {one.broadcast_id: one for one in latest.select_related("round", "document")}


def _releases(broadcasts: Iterable[Broadcast]) -> dict[str, Release]:
    found = Release.objects.filter(subject__in=[one.reference for one in broadcasts])
    found = found.select_related("snapshot").annotate(parcels_open=Exists(_open_parcels()))
    return {one.subject: one for one in found.order_by("released_at", "id")}


def unfinished_releases() -> QuerySet[Release]:
    """Every release of which a parcel is still to go; of one subject the newest comes last."""
    unended = Release.objects.exclude(state=Release.State.CANCELLED).select_related("snapshot")
    found = unended.annotate(parcels_open=Exists(_open_parcels())).filter(parcels_open=True)
    return found.order_by("released_at", "id")


def _open_parcels() -> QuerySet[Parcel]:
    return Parcel.objects.filter(release=OuterRef("pk")).exclude(state=Parcel.State.FINISHED)


def _open_states() -> list[State]:
    rounds = Round.objects.open().filter(expires_at__gt=clock.db_now())
    found = Broadcast.objects.filter(submissions__round__in=rounds).select_related("author")
    return states(found.order_by("submissions__at", "id"))


def _state(
    broadcast: Broadcast,
    submission: Submission | None,
    release: Release | None,
    stands: Mapping[int, Standing],
    now: datetime,
) -> State:
    asked = submission.round if submission else None
    given = stands.get(asked.pk) if asked else None
    status = derived(
        cancelled=broadcast.cancelled_at is not None,
        release_state=release.state if release else None,
        parcels_open=bool(getattr(release, "parcels_open", False)),
        round_open=bool(asked and asked.is_open),
        round_expired=bool(asked and now >= asked.expires_at),
        approved=bool(given and given.enough),
    )
    return State(broadcast, status, submission, given, release)


def _under_way(broadcast: Broadcast, release: Release) -> State:
    halted = release.state == Release.State.HALTED
    return State(broadcast, Status.HALTED if halted else Status.SENDING, release=release)


def _counted(known: list[State]) -> list[State]:
    """The same, with where everybody stands of those that are on their way."""
    found = delivery.tallies(one.release for one in known if one.release and one.status.running)
    return [
        replace(one, tally=found[one.release.pk])
        if one.release and one.release.pk in found
        else one
        for one in known
    ]
