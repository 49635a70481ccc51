"""Where the gates of one release stand, for the pages that show it: waves, meters and feeds, in words.

Counted at the moment of asking; the same reading decides in ``actions.waves``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.delivery.documents import DocumentBody
from muster.delivery.gates import counting, evidence, linking, metrics, reading
from muster.delivery.gates.feeds import Feed, feeds
from muster.delivery.gates.reading import Reading
from muster.delivery.models import Release, Wave
from muster.kit import clock

WaveState = Literal["waiting", "sending", "soaking", "held", "passed"]
MeterState = Literal["calm", "watch", "halts"]
_METER_WORDS: Final = {
    "calm": gettext_lazy("No sign of trouble."),
    "watch": gettext_lazy("More than usual, not yet enough to halt."),
    "halts": gettext_lazy("So many that it halts by itself."),
}
# Nothing of it leaves any more, so there is nothing left to halt.
_AFTERWARDS: Final = gettext_lazy("More than usual.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveStanding:
    """One step, where it is, and what it waits for."""

    number: int
    size: int
    state: WaveState
    opened_at: datetime | None
    ended_at: datetime | None
    soaks_until: datetime | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """One metric: how many of how many, what is usual, and the count at which it halts by itself."""

    metric: str
    title: str
    x: int
    n: int
    rate: float
    baseline: float
    limit: int
    e: float
    # How full the meter is: 1.0 is the line.
    share: float
    state: MeterState
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """Everything that decides whether the next wave may leave."""

    waves: tuple[WaveStanding, ...]
    meters: tuple[Meter, ...]
    feeds: tuple[Feed, ...]
    # E reaches this, and it halts.
    line: float
    staged: bool
    trickle: int
    feedback_seconds: int

    @property
    def held(self) -> bool:
        """Whether a feed that is not alive holds the next wave back."""
        return any(one.state == "held" for one in self.waves)


def gates(release: Release) -> Gates:
    """Where every wave and every metric of ``release`` stands now."""
    body, now = counting.body_of(release), clock.now()
    ways = tuple(feeds(release, body))
    silent = any(not one.alive for one in ways)
    waves = list(Wave.objects.filter(release=release).order_by("number"))
    over = all(one.passed_at is not None for one in waves)
    in_force = linking.metrics_of(release, body)
    return Gates(
        waves=tuple(
            _wave(one, release, now, last=one is waves[-1], silent=silent) for one in waves
        ),
        meters=tuple(_meter(one, over=over) for one in readings(release, body, now)),
        feeds=ways,
        line=1 / evidence.alpha(len(in_force)),
        staged=bool(body.waves or body.seeds),
        trickle=release.trickle,
        feedback_seconds=release.feedback_seconds,
    )


def readings(release: Release, body: DocumentBody, now: datetime) -> list[Reading]:
    """What every metric in force shows, and every cap that is not empty."""
    baselines = release.baselines or counting.baselines(release, body, now)
    found = reading.read(
        counting.counts(release, body), baselines, linking.metrics_of(release, body)
    )
    return [one for one in found if one.p0 or one.x]


def _wave(wave: Wave, release: Release, now: datetime, *, last: bool, silent: bool) -> WaveStanding:
    until = _until(wave)
    state = _state(wave, release, now, last=last, silent=silent)
    return WaveStanding(
        number=wave.number,
        size=wave.size,
        state=state,
        opened_at=wave.opened_at,
        ended_at=wave.ended_at,
        soaks_until=until if state == "soaking" else None,
        words=_words(state, wave, release),
    )


def _until(wave: Wave) -> datetime | None:
    return wave.ended_at + timedelta(seconds=wave.soak_seconds) if wave.ended_at else None


def _state(wave: Wave, release: Release, now: datetime, *, last: bool, silent: bool) -> WaveState:
    until = _until(wave)
    if wave.passed_at is not None or (last and until is not None):
        return "passed"
    if wave.number > release.open_wave:
        return "waiting"
    if until is None:
        return "sending"
    return "soaking" if until > now else "held" if silent else "soaking"


def _words(state: WaveState, wave: Wave, release: Release) -> str:
    if state == "waiting":
        before = _("Waits for the wave before it.")
        return before if wave.number > 1 else _("Waits for the seeds to get it.")
    if state == "sending" and wave.number == 1 and release.trickle:
        few = {"number": release.pace}
        if release.pace < release.trickle:
            return (
                _(
                    "Slowed down, since more comes back than usual: at most %(number)s unanswered at once."
                )
                % few
            )
        return _("Being sent, at most %(number)s unanswered at once.") % few
    return {
        "sending": _("Being sent."),
        "soaking": _("All sent. Waits for what comes back."),
        "held": _("Held back: not everything that should come back can be heard."),
        "passed": _("Done."),
    }[state]


def _meter(one: Reading, *, over: bool) -> Meter:
    share = one.x / one.limit if one.limit else 0.0
    state: MeterState = "halts" if one.halts else "watch" if one.e >= metrics.NOTEWORTHY else "calm"
    words = _METER_WORDS[state] if not over or state == "calm" else _AFTERWARDS
    return Meter(
        metric=one.metric,
        title=metrics.title(one.metric),
        x=one.x,
        n=one.n,
        rate=one.rate,
        baseline=one.p0,
        limit=one.limit,
        e=one.e,
        share=min(share, 1.0),
        state=state,
        words=str(words),
    )
