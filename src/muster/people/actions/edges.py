"""What one join does to the rows of two records, and how the very same is taken back.

Called by ``joins`` alone, with both people locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, models, transaction

from muster.kit.actors import Doer
from muster.people.actions import yielding
from muster.people.models import IdentityKey, MergeEdge, Person
from muster.people.names import keys_of_name

# Keys move by the edge itself, the ledger says who it was then, and a pair is of two records.
STAYS: Final = frozenset(
    {
        "people.IdentityKey",
        "people.ConsentEntry",
        "people.FieldValue",
        "people.PossibleMatch",
        "people.KeptApart",
    }
)
_PLAIN: Final = ("given_name", "family_name", "language")
_PLACE: Final = ("country", "postcode", "region_id", "latitude", "longitude")
_AT_ONCE: Final = 5_000


def apply(edge: MergeEdge, *, kept: Person, gone: Person, by: Doer) -> None:
    """Move everything of ``gone`` to ``kept`` and write on the edge what was done."""
    # Keys are locked before any consent is read, so no yes or no can come in between.
    held = list(
        IdentityKey.objects.select_for_update().filter(person__in=[kept.id, gone.id]).order_by("id")
    )
    edge.key_ids = [key.id for key in held if key.person_id == gone.id]
    staying = [key.id for key in held if key.person_id == kept.id]
    IdentityKey.objects.filter(id__in=edge.key_ids).update(person=kept.id)
    edge.moved = {
        label(model): moved
        for model, field in rows_of_people()
        if (moved := _move(model, field, _numbers(model, {field: gone.id}), kept.id))
    }
    edge.filled = _fill(kept, gone)
    edge.yielded = yielding.yield_to_no(
        edge, person_id=kept.id, sides=(staying, edge.key_ids), by=by
    )
    gone.joined_into = kept.id
    gone.save(update_fields=["joined_into"])
    edge.save()


def revert(edge: MergeEdge, *, kept: Person, gone: Person, by: Doer) -> None:
    """Give ``gone`` back what the edge took, and what came to its keys since."""
    theirs = _came_along(kept.id, edge.key_ids)
    yielding.hold_again(edge, by=by)
    IdentityKey.objects.filter(id__in=theirs).update(person=gone.id)
    for model, field in rows_of_people():
        back = set(_numbers(model, {field: kept.id, "id__in": edge.moved.get(label(model), [])}))
        if _names_a_key(model):
            back |= set(_numbers(model, {field: kept.id, "key__in": theirs}))
        _move(model, field, sorted(back), gone.id)
    _empty(kept, gone, edge.filled)
    gone.joined_into = None
    gone.save(update_fields=["joined_into"])


def rows_of_people() -> Iterator[tuple[type[models.Model], str]]:
    """Every table whose rows belong to a person and go where the person goes."""
    for model in sorted(apps.get_models(), key=label):
        if model is Person or label(model) in STAYS:
            continue
        for field in _fields(model):
            if field.related_model is Person:
                yield model, field.name


def label(model: type[models.Model]) -> str:
    """The name of a table as Django writes it."""
    return model._meta.label  # noqa: SLF001 - Django’s own way to ask


def _fields(model: type[models.Model]) -> Sequence[Any]:
    return model._meta.concrete_fields  # noqa: SLF001 - Django’s own way to ask


def _names_a_key(model: type[models.Model]) -> bool:
    return any(
        field.name == "key" and field.related_model is IdentityKey for field in _fields(model)
    )


def _numbers(model: type[models.Model], asked: dict[str, Any]) -> list[Any]:
    rows = _rows(model).select_for_update().filter(**asked)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _rows(model: type[models.Model]) -> models.Manager[Any]:
    return model._default_manager  # noqa: SLF001 - Django’s own way to ask


def _move(model: type[models.Model], field: str, rows: Sequence[Any], to: int) -> list[Any]:
    """Hand rows to another record; one that it has already, such as the same tag, stays behind."""
    try:
        with transaction.atomic():
            for start in range(0, len(rows), _AT_ONCE):
                some = rows[start : start + _AT_ONCE]
                _rows(model).filter(pk__in=some).update(**{field: to})
    except IntegrityError:
        return [row for row in rows if _move_one(model, field, row, to)]
    return list(rows)


def _move_one(model: type[models.Model], field: str, row: Any, to: int) -> bool:
    try:
        with transaction.atomic():
            _rows(model).filter(pk=row).update(**{field: to})
    except IntegrityError:
        return False
    return True


def _came_along(person_id: int, moved: Iterable[int]) -> list[int]:
    """Of the keys a record has now: those the join brought, and those that arrived beside one of them."""
    rows = IdentityKey.objects.select_for_update().filter(person=person_id).order_by("id")
    beside = dict(rows.values_list("id", "beside"))
    brought = set(moved)
    found = []
    for key in beside:
        at: int | None = key
        seen = set[int]()
        while at is not None and at not in brought and at not in seen:
            seen.add(at)
            at = beside.get(at)
        if at in brought:
            found.append(key)
    return found


def _fill(kept: Person, gone: Person) -> list[str]:
    """Take over what only the other record knows. A place is taken whole or not at all."""
    names = [name for name in _PLAIN if not getattr(kept, name) and getattr(gone, name)]
    if not kept.postcode and kept.region_id is None:
        names += [name for name in _PLACE if _is_empty(kept, name) and not _is_empty(gone, name)]
    _write(kept, {name: getattr(gone, name) for name in names})
    return names


def _empty(kept: Person, gone: Person, filled: Sequence[str]) -> None:
    """Take back what the other record lent, where nobody wrote something else since."""
    lent = [name for name in filled if getattr(kept, name) == getattr(gone, name)]
    blank = Person()
    _write(kept, {name: getattr(blank, name) for name in lent})


def _is_empty(person: Person, name: str) -> bool:
    return getattr(person, name) in {None, ""}


def _write(person: Person, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    person.sort_key, person.given_key = keys_of_name(person.given_name, person.family_name)
    person.save(update_fields=[*values, "sort_key", "given_key"])
