"""Asking a source for what changed: page by page, each taken whole, and never a “yes” among it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from muster.accounts import queries as accounts
from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.kit import clock, secrets
from muster.kit.actors import Doer, system
from muster.people import actions as people
from muster.people.models import Suppression
from muster.people.suppressing import address_mac
from muster.sources.actions import deeds
from muster.sources.actions.ingesting import count_drops
from muster.sources.actions.keeping import add_source, demand_every_region
from muster.sources.errors import BadChoice, WrongMoment
from muster.sources.kinds.action_network import meaning, pages
from muster.sources.kinds.action_network.deeds import title
from muster.sources.kinds.action_network.meaning import Told, own_id
from muster.sources.kinds.action_network.pages import Client, Silent
from muster.sources.models import Pull, Source
from muster.sources.models.pulls import EVERY

PURPOSE: Final = "sources.pull"
GIVEN_UP_AFTER: Final = timedelta(hours=2)
# Read a little again each time: their clock and the order of their writes are not ours.
AGAIN: Final = timedelta(minutes=2)
LONGEST_TOKEN: Final = 200
A_DAY: Final = timedelta(hours=23)


@transaction.atomic
def connect(*, name: str, token: str, by: Staff) -> Source:
    """Keep the token of an Action Network group, sealed, and ask it within the minute."""
    demand_every_region(by)
    told = token.strip()
    if not told or len(told) > LONGEST_TOKEN or not told.isascii() or not told.isprintable():
        raise BadChoice(_("Copy the API key as Action Network shows it."), field="token")
    source = add_source(kind="action_network", name=name, by=by)
    Pull.objects.create(
        source=source, token=secrets.seal(told.encode(), PURPOSE), hint=told[-4:],
        next_at=clock.now(),
    )  # fmt: skip
    return source


@transaction.atomic
def ask_now(*, source: Source, by: Staff) -> None:
    """Ask this source within the minute instead of at its usual time."""
    found = Pull.objects.filter(source=source)
    if source.paused or not found.update(next_at=clock.now(), swept_at=None):
        raise WrongMoment(_("It cannot be asked now: it is paused, or nobody asks it at all."))
    audit.record(by=by, verb="source.asked", subject=f"source:{source.pk}")


def pull_due(*, at: datetime) -> int:
    """Ask every source whose time has come. Returns how many; in training nobody is asked."""
    due = Pull.objects.filter(next_at__lte=at, source__paused_at=None)
    if accounts.organisation().training:
        due.update(next_at=at + EVERY, last_at=at, problem="training", failures=1)
        return 0
    numbers = list(due.order_by("next_at", "id").values_list("source_id", flat=True))
    for number in numbers:
        pull(source_id=number)
    return len(numbers)


def pull(
    *,
    source_id: int,
    asking: Callable[[str], Client] = pages.client,
    wait: Callable[[float], object] = time.sleep,
) -> None:
    """One run. It may be killed or repeated anywhere: what was read is taken again and changes nobody."""
    made = _begin(source_id)
    if made is None:
        return
    counts: Counter[str] = Counter()
    latest = made.read_to
    wanted = pages.since(latest - AGAIN if latest else None)
    try:
        asked = asking(secrets.unseal(bytes(made.token), PURPOSE).decode())
        for page in pages.read(asked, "people", wanted, wait=wait):
            taken, modified = take(source=made.source, page=page, at=clock.now())
            counts += taken
            latest = max(filter(None, (latest, modified)), default=None)
        counts += _deeds(made, asked, wanted, wait)
    except Silent as silence:
        _end(made, counts, problem=silence.code)
    except secrets.Unreadable:
        _end(made, counts, problem="sealed")
    else:
        _end(made, counts, read_to=min(latest, clock.now()) if latest else None)


def _deeds(made: Pull, asked: Client, wanted: str, wait: Callable[[float], object]) -> Counter[str]:
    """What people did: gifts each time; tags and answers, which no filter narrows, once a day."""
    counts: Counter[str] = Counter()
    source = made.source
    for page in pages.read(asked, "donations", wanted, wait=wait):
        counts += deeds.take_gifts(source=source, page=page, at=clock.now())
    if made.swept_at is not None and made.swept_at > clock.now() - A_DAY:
        return counts
    for path, below, take_them in (
        ("tags", "taggings", _tags), ("events", "attendances", _answers),
    ):  # fmt: skip
        for page in pages.read(asked, path, wait=wait):
            for one in page:
                own, named = own_id(one), title(one)
                if own and named:
                    under = f"{path}/{quote(own, safe='')}/{below}"
                    for some in pages.read(asked, under, wait=wait):
                        counts += take_them(source, named, some)
    Pull.objects.filter(pk=made.pk).update(swept_at=clock.now())
    return counts


def _tags(source: Source, named: str, page: deeds.Page) -> Counter[str]:
    return deeds.take_tags(source=source, tag=named[:60], page=page, at=clock.now())


def _answers(source: Source, named: str, page: deeds.Page) -> Counter[str]:
    return deeds.take_answers(source=source, event=named, page=page, at=clock.now())


@transaction.atomic
def _begin(source_id: int) -> Pull | None:
    """Take the run, unless another worker is at it; one that died is followed after a while."""
    now = clock.now()
    free = Q(running_since=None) | Q(running_since__lt=now - GIVEN_UP_AFTER)
    mine = Pull.objects.filter(free, source=source_id, source__paused_at=None)
    if not mine.update(running_since=now):
        return None
    return Pull.objects.select_related("source").get(source=source_id)


@transaction.atomic
def _end(
    made: Pull, counts: Counter[str], *, read_to: datetime | None = None, problem: str = ""
) -> None:
    now, failures = clock.now(), made.failures + 1 if problem else 0
    Pull.objects.filter(pk=made.pk).update(
        running_since=None, last_at=now, next_at=now + EVERY, problem=problem, failures=failures,
        counts=dict(counts), read_to=read_to or made.read_to,
    )  # fmt: skip
    told: dict[str, Any] = {**counts, **({"problem": problem} if problem else {})}
    verb = "source.not_read" if problem else "source.read"
    audit.record(by=system("pull"), verb=verb, subject=f"source:{made.source_id}", **told)


@transaction.atomic
def take(
    *, source: Source, page: Sequence[dict[str, Any]], at: datetime
) -> tuple[Counter[str], datetime | None]:
    """One page in one transaction. Returns what became of whom, and the latest change in it."""
    told = [meaning.of(one, source=source.word, at=at) for one in page]
    good = [one for one in told if one.known is not None]
    # People first: an address that is theirs is told apart before its “no” is written on it.
    known = [one.known for one in good if one.known is not None]
    noes = [no for one in good for no in one.noes]
    by = system("pull")
    results = people.resolve(known=[*known, *noes], source=source.word, by=by, at=at)
    _close(good, at=at, by=by)
    counts = Counter(
        "refused" if result.person_id is None else str(result.outcome)
        for result in results[: len(known)]
    )
    bad = Counter(one.problem for one in told if one.problem)
    bad["turned_away"] += counts["refused"]
    count_drops(source.pk, +bad, at)
    counts["refused"] += len(told) - len(good)
    # Who is read again because of the overlap tells nothing new.
    taken = counts["new"] + counts["changed"]
    Source.objects.filter(pk=source.pk).update(last_at=at, taken_count=F("taken_count") + taken)
    return +counts, max((one.modified for one in told if one.modified), default=None)


def _close(told: Sequence[Told], *, at: datetime, by: Doer) -> None:
    """Let nothing go to an address that bounced or complained there; what is closed stays as it is."""
    asked = {address_mac(*key): (key, reason) for one in told for key, reason in one.closed}
    shut = Suppression.objects.filter(address_mac__in=asked)
    for mac in shut.values_list("address_mac", flat=True):
        del asked[mac]
    for key, reason in asked.values():
        people.suppress(kind=key.kind, value=key.value, reason=reason, by=by, at=at)
