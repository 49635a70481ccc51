"""The queue of pairs that may be one person, as a colleague may see it: both people are theirs to see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from muster.kit import clock
from muster.kit.scope import Scope
from muster.people import stakes
from muster.people.models import KeptApart, MergeEdge, Person, PossibleMatch


def waiting(scope: Scope) -> QuerySet[PossibleMatch]:
    """The pairs nobody decided about, what is most at stake first."""
    aside = KeptApart.objects.filter(one=OuterRef("one"), other=OuterRef("other"))
    # A pair whose records changed is asked about again, even before the next search.
    aside = aside.filter(digest=OuterRef("digest")).exclude(until__lte=clock.now())
    found = PossibleMatch.objects.filter(~Exists(aside), **_living("one"), **_living("other"))
    return _seen(found, scope).order_by("-stake", "-score", "id")


def of(person: Person, scope: Scope) -> QuerySet[PossibleMatch]:
    """The waiting pairs one record is part of."""
    return waiting(scope).filter(Q(one=person) | Q(other=person))


def differing(scope: Scope) -> QuerySet[PossibleMatch]:
    """The waiting pairs of which one said no where the other said yes."""
    return waiting(scope).filter(stakes__contains=[stakes.CONSENT])


def set_aside(scope: Scope, *, limit: int) -> Sequence[KeptApart]:
    """What was kept apart or put off lately, latest first."""
    found = KeptApart.objects.filter(**_living("one"), **_living("other"))
    rows = _seen(found, scope).select_related("one", "other").order_by("-at", "-id")
    return list(rows[:limit])


def joined(scope: Scope, *, rules: Sequence[str], limit: int) -> list[tuple[MergeEdge, Person]]:
    """The joins that came of pairs lately and still stand, with the record that stayed."""
    people = Person.objects.visible_to(scope)
    found = MergeEdge.objects.filter(
        undone_at=None, rule__in=rules, into_person__in=people.living().values("id"),
        from_person__in=people.values("id"),
    )  # fmt: skip
    edges = list(found.order_by("-at", "-id")[:limit])
    kept = Person.objects.in_bulk([edge.into_person for edge in edges])
    return [(edge, kept[edge.into_person]) for edge in edges]


def _living(side: str) -> dict[str, object]:
    return {f"{side}__erased_at": None, f"{side}__joined_into": None}


def _seen(found: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    if scope.everyone:
        return found
    return found.filter(one__region_id__in=scope.regions, other__region_id__in=scope.regions)
