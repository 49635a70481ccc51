"""What is looked for now, made ready from the tables; and the sieve and matcher of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from muster.listening.matching import Matcher, Ruled, Wanted
from muster.listening.models import Rule, Term, Topic
from muster.listening.sieve import Sieve


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything a process that listens has to know of topics. It is made anew when somebody changes one."""

    version: tuple[tuple[int, ...], ...]
    sieve: Sieve
    matcher: Matcher
    # The terms of each topic, which are no companions of it.
    own: Mapping[int, Collection[str]]


def current(before: Watch | None = None) -> Watch:
    """Return what is looked for now; the same object as before while nobody changed it."""
    found = list(Term.objects.order_by("id"))
    rules = list(Rule.objects.order_by("id"))
    version = (
        tuple(hash((one.pk, one.folded, one.starts_at, one.ends_at)) for one in found),
        tuple(hash((one.pk, one.folded)) for one in rules),
        tuple(Topic.objects.order_by("id").values_list("pk", flat=True)),
    )
    if before is not None and before.version == version:
        return before
    wanted = [Wanted(one.topic_id, one.pk, one.folded, one.starts_at, one.ends_at) for one in found]
    own: dict[int, set[str]] = {}
    for term in found:
        words = {term.folded, term.folded.removeprefix("#"), *term.folded.split()}
        own.setdefault(term.topic_id, set()).update(words)
    return Watch(
        version,
        Sieve(one.folded for one in wanted),
        Matcher(wanted, [Ruled(one.topic_id, one.kind, one.folded) for one in rules]),
        own,
    )
