"""Changes the house rules of the inbox, and what each team promises. Waits that run keep what they were promised."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from muster.audit import actions as audit
from muster.inbox import hours as openings
from muster.inbox import ladder
from muster.inbox.hours import Hours
from muster.inbox.ladder import Step
from muster.inbox.models import Rules, Team
from muster.kit.actors import Doer


@transaction.atomic
def set_rules(*, promise_minutes: int, strangers_to_all: bool, by: Doer, at: datetime) -> Rules:
    """Set how soon we promise to answer and who sees strangers; waits that run keep their promise."""
    rules, _ = Rules.objects.update_or_create(
        id=1, defaults={"promise_minutes": promise_minutes, "strangers_to_all": strangers_to_all}
    )
    audit.record(
        by=by, verb="inbox.rules_set", subject="inbox:rules", at=at,
        promise_minutes=promise_minutes, strangers_to_all=strangers_to_all,
    )  # fmt: skip
    return rules


@transaction.atomic
def set_promise(
    *,
    team: Team | None,
    promise_minutes: int | None,
    resolve_minutes: int | None,
    hours: Hours | None,
    by: Doer,
    at: datetime,
    as_the_house: bool = False,
) -> Rules | Team:
    """Set what a team promises, or the house where no team is named.

    A team leaves open what it has as the house: a number by None, its hours by ``as_the_house``.
    """
    told = openings.kept(hours)
    if team is None:
        held, _ = Rules.objects.get_or_create(id=1)
        row: Rules | Team = Rules.objects.select_for_update().get(pk=held.pk)
        row.hours = told
    else:
        row = Team.objects.select_for_update().get(pk=team.pk)
        row.hours = None if as_the_house else told
    if team is not None or promise_minutes:
        row.promise_minutes = promise_minutes
    if team is not None or resolve_minutes:
        row.resolve_minutes = resolve_minutes
    row.save(update_fields=["promise_minutes", "resolve_minutes", "hours"])
    audit.record(
        by=by, verb="inbox.promise_set", subject=f"team:{team.pk}" if team else "inbox:rules",
        at=at, promise_minutes=promise_minutes, resolve_minutes=resolve_minutes, hours=row.hours,
    )  # fmt: skip
    return row


@transaction.atomic
def set_ladder(*, steps: Iterable[Step], factors: Sequence[float], by: Doer, at: datetime) -> Rules:
    """Set who is told when, and what is left of a promise at each severity, in hundredths.

    It holds from the next rung on, for waits that run, too.
    """
    rules, _ = Rules.objects.get_or_create(id=1)
    rules.ladder, rules.factors = ladder.kept(steps), list(factors)
    rules.save(update_fields=["ladder", "factors"])
    audit.record(
        by=by, verb="inbox.ladder_set", subject="inbox:rules", at=at, ladder=rules.ladder,
        factors=rules.factors,
    )  # fmt: skip
    return rules
