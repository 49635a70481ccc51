"""Which saved audiences name others. What higher rungs use is asked of ``registry``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from muster.audiences.definition import Malformed, Member, conditions, load
from muster.audiences.models import Audience
from muster.audiences.registry import Use

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def named_by(audience_ids: Collection[int]) -> dict[int, list[Use]]:
    """Return by audience the kept audiences whose sentence names it, in one question."""
    found: dict[int, list[Use]] = {number: [] for number in audience_ids}
    if not found:
        return found
    rows = Audience.objects.kept().order_by("name", "id").values_list("id", "name", "definition")
    for number, name, raw in rows:
        for named in sorted(set(_members(raw)) & found.keys()):
            found[named].append(Use(f"audience:{number}", name))
    return found


def _members(raw: dict[str, object]) -> Iterator[int]:
    try:
        told = load(raw)
    except Malformed:
        return
    for _place, one in conditions(told):
        if isinstance(one, Member) and one.audience is not None:
            yield one.audience
