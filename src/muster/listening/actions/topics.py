"""Says what is watched: a topic with every way of naming it, and the rules that tell it from its namesakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.text import clean
from muster.listening import errors, terms
from muster.listening.actions.naming import named
from muster.listening.models import Rule, Term, Topic

LEAST: Final = 2
LONGEST: Final = 100
MOST: Final = 5_000
_FIELDS: Final = {"name": "names", "tag": "tags", "misspelling": "misspellings", "event": "events"}


@dataclass(frozen=True, slots=True)
class NewTerm:
    """A term as somebody typed it."""

    kind: str
    text: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def folded(self) -> str:
        return terms.typed(self.text, is_tag=self.kind in {Term.Kind.TAG, Term.Kind.EVENT})


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule as somebody typed it; an author is named as an account, “bluesky:…” or a handle."""

    kind: str
    text: str

    @property
    def folded(self) -> str:
        if self.kind == Rule.Kind.AUTHOR:
            return self.text.strip().casefold()
        return terms.fold(self.text)


@transaction.atomic
def save(
    *,
    topic: Topic | None,
    name: str,
    muted: bool,
    answered: bool,
    wanted: Sequence[NewTerm],
    rules: Sequence[NewRule],
    by: Doer,
    at: datetime,
) -> Topic:
    """Make a topic, or change one, to exactly this; returns it. Raises Refused."""
    called = named(name, Topic, topic)
    whole = _terms(wanted)
    row = topic or Topic(created_at=at)
    row.name, row.muted, row.answered = called, muted, answered
    row.save()
    added, removed = _set_terms(row, whole)
    ruled = _set_rules(row, {(one.kind, one.folded): one for one in rules if one.folded})
    audit.record(
        by=by, verb="topic.changed" if topic else "topic.added", subject=str(row), at=at,
        added=added, removed=removed, rules=ruled, muted=muted, answered=answered,
    )  # fmt: skip
    return row


def _terms(wanted: Sequence[NewTerm]) -> dict[tuple[str, str], NewTerm]:
    whole: dict[tuple[str, str], NewTerm] = {}
    for one in wanted:
        field = _FIELDS[one.kind]
        if len(one.folded.lstrip("#")) < LEAST:
            raise errors.TermTooShort(one.text.strip(), field)
        if len(one.folded) > LONGEST:
            raise errors.TermTooLong(one.text.strip(), field)
        is_event = one.kind == Term.Kind.EVENT
        timed = one.starts_at is not None and one.ends_at is not None
        if is_event and not (timed and one.starts_at < one.ends_at):  # type: ignore[operator]
            raise errors.EventNeedsTimes
        whole[one.kind, one.folded] = one
    if not whole:
        raise errors.NoTerm
    return whole


def _set_terms(topic: Topic, whole: dict[tuple[str, str], NewTerm]) -> tuple[int, int]:
    """Let the topic have these terms; one that stays keeps its row, since mentions name it."""
    kept = {(one.kind, one.folded): one for one in topic.terms.all()}
    gone = [one.pk for name, one in kept.items() if name not in whole]
    topic.terms.filter(pk__in=gone).delete()
    if Term.objects.count() + len(whole) > MOST + len(kept):
        raise errors.TooManyTerms(MOST)
    added = 0
    for name, one in whole.items():
        row = kept.get(name)
        if row is None:
            row, added = Term(topic=topic, kind=one.kind, folded=one.folded), added + 1
        row.text, row.starts_at, row.ends_at = clean(one.text)[:LONGEST], one.starts_at, one.ends_at
        row.save()
    return added, len(gone)


def _set_rules(topic: Topic, whole: dict[tuple[str, str], NewRule]) -> int:
    kept = {(one.kind, one.folded): one for one in topic.rules.all()}
    topic.rules.filter(pk__in=[one.pk for name, one in kept.items() if name not in whole]).delete()
    Rule.objects.bulk_create(
        Rule(topic=topic, kind=one.kind, text=clean(one.text)[:250], folded=one.folded[:300])
        for name, one in whole.items()
        if name not in kept
    )
    return len(whole)
