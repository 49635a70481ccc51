"""Halts a release on evidence or a cap, and tells people; says when a wave is held back (W4, W5, W8, W9).

Machines only ever stop: nothing in here lets anything go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import override

from muster.accounts.models import Staff
from muster.accounts.queries import site_url
from muster.audit import actions as audit
from muster.delivery import registry
from muster.delivery.actions import halts
from muster.delivery.documents import DocumentBody
from muster.delivery.gates import counting, linking, metrics, reading
from muster.delivery.gates.feeds import Feed, feeds
from muster.delivery.gates.reading import Reading
from muster.delivery.models import Halt, Receipt, Release, Wave
from muster.delivery.watchers import watchers
from muster.kit import actors
from muster.kit.letters import Letter, post

_GATES: Final = actors.system("gates")
_SAMPLES: Final = 3


def look(release: Release, body: DocumentBody, now: datetime) -> list[Reading]:
    """What every metric in force shows at this moment."""
    usual = _usual(release, body, now)
    return reading.read(counting.counts(release, body), usual, linking.metrics_of(release, body))


def halt_on_harm(release: Release, body: DocumentBody, found: Sequence[Reading]) -> bool:
    """Halt if one of the metrics says so."""
    worst = reading.harm(found)
    return worst is not None and _halt(release, body, worst, found) is not None


@transaction.atomic
def hold(wave: Wave, body: DocumentBody, silent: Sequence[Feed], now: datetime) -> bool:
    """Say, once, that a wave is over and the next one waits for a way back that nobody heard."""
    if not Wave.objects.filter(pk=wave.pk, held_at=None).update(held_at=now):
        return False
    release = wave.release
    audit.record(
        by=_GATES, verb="wave.held", subject=release.subject, release=release.pk,
        wave=wave.number, feeds=[one.role for one in silent],
    )  # fmt: skip
    for staff in watchers(release):
        with override(staff.language or "en"):
            mute = [one for one in feeds(release, body) if not one.alive]
        words = [{"title": one.title, "words": one.words} for one in mute]
        _post("wave-held", staff, release, body, f"wave:{wave.pk}", wave=wave.number, feeds=words)
    return True


def _usual(release: Release, body: DocumentBody, now: datetime) -> dict[str, float]:
    """The usual rates, fixed at the first look: what comes in meanwhile must not move the line."""
    if not release.baselines:
        release.baselines = counting.baselines(release, body, now)
        unset = Release.objects.filter(pk=release.pk, baselines={})
        if not unset.update(baselines=release.baselines):
            release.refresh_from_db(fields=["baselines"])
    return dict(release.baselines)


@transaction.atomic
def _halt(
    release: Release, body: DocumentBody, worst: Reading, found: Sequence[Reading]
) -> Halt | None:
    numbers = worst.numbers() | {"all": [one.numbers() for one in found if one.x]}
    try:
        stopped = halts.halt(release=release, by=_GATES, metric=worst.metric, evidence=numbers)
    except halts.NotSending:
        # Somebody was faster, or the last message has just left: there is nothing to stop.
        return None
    for staff in watchers(release):
        with override(staff.language or "en"):
            why = _why(release, worst, found)
        _post("halted-by-evidence", staff, release, body, f"halt:{stopped.pk}", **why)
    return stopped


def _why(release: Release, worst: Reading, found: Sequence[Reading]) -> dict[str, object]:
    """Metric, E, counts and sample replies, in the language that is switched on (W9)."""
    counts = [_words(one) | {"metric": metrics.title(one.metric)} for one in found if one.x]
    return {
        "metric": metrics.title(worst.metric),
        "counts": counts,
        "samples": _samples(release, worst),
        **_words(worst),
    }


def _words(one: Reading) -> dict[str, object]:
    return {
        "x": one.x, "n": one.n, "e": f"{one.e:,.0f}", "limit": one.limit, "by": one.halts,
        "rate": f"{one.rate:.2%}", "usual": f"{one.p0:.2%}",
    }  # fmt: skip


def _samples(release: Release, worst: Reading) -> list[str]:
    """The newest words that were heard, without addresses."""
    metric = metrics.BY_NAME.get(worst.metric)
    kinds = metric.receipts if metric else frozenset()
    heard = Receipt.objects.filter(release=release, kind__in=kinds).exclude(detail="")
    return list(heard.order_by("-id").values_list("detail", flat=True)[:_SAMPLES])


def _post(
    letter: str, to: Staff, release: Release, body: DocumentBody, about: str, **context: object
) -> None:
    post(
        Letter(
            kind=letter,
            to=to.email,
            language=to.language,
            context={
                "name": to.name,
                "title": body.title,
                "link": site_url() + registry.page_of(release.subject),
                **context,
            },
            idempotency=f"{letter}:{about}:{to.pk}",
        )
    )
