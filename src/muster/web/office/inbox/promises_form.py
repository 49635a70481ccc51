"""The forms of what we promise: hours and times of a queue, and who is told when a promise runs out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.inbox import hours as openings
from muster.inbox.hours import Hours, Malformed
from muster.inbox.ladder import NEVER, Rung, Step
from muster.places import holidays
from muster.places.queries import zones
from muster.web.office.inbox.times_charts import weekday
from muster.web.words import locale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from muster.inbox.models import Rules, Team

LONGEST: Final = 24 * 365
RUNG_WORDS: Final = {
    Rung.ASSIGNEE: gettext_lazy("Whoever answers it, else the members of its team"),
    Rung.LEAD: gettext_lazy("Whoever leads the team"),
    Rung.DUTY: gettext_lazy("Everybody who answers for every region"),
}


class QueueForm(forms.Form):
    """What one queue promises. A team that leaves a number empty has that of the house."""

    answer = forms.DecimalField(
        label=gettext_lazy("Hours until a first answer"), min_value=0, max_value=LONGEST,
        decimal_places=2,
    )  # fmt: skip
    resolve = forms.DecimalField(
        label=gettext_lazy("Hours until the matter is closed"), min_value=0, max_value=LONGEST,
        decimal_places=2,
    )  # fmt: skip
    counting = forms.ChoiceField(label=gettext_lazy("Which hours count"), widget=forms.RadioSelect)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Closed on the holidays of"), required=False
    )
    days = forms.CharField(
        label=gettext_lazy("Free days of our own"),
        help_text=gettext_lazy("One on each line, such as 2026-12-24"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )

    def __init__(self, data: QueryDict | None, *, rules: Rules, team: Team | None) -> None:
        held = openings.read((team.hours if team else rules.hours) or {})
        own = held or Hours(rules.hours.get("zone", "UTC"), openings.OFFICE)
        row = team or rules
        initial = {
            "answer": _in_hours(row.promise_minutes),
            "resolve": _in_hours(row.resolve_minutes),
            "counting": "house" if team and team.hours is None else "own" if held else "all",
            "zone": own.zone,
            "countries": list(own.countries),
            "days": "\n".join(sorted(f"{one:%Y-%m-%d}" for one in own.days)),
        }
        super().__init__(data, initial=initial)
        choices = [("all", _("All hours of all days")), ("own", _("Only the hours below"))]
        if team:
            choices.insert(0, ("house", _("As the house")))
        self.fields["counting"].choices = choices  # type: ignore[attr-defined]
        self.fields["zone"].choices = [(one, one) for one in sorted({*zones(), own.zone})]  # type: ignore[attr-defined]
        self.fields["countries"].choices = _countries()  # type: ignore[attr-defined]
        for name in ("answer", "resolve"):
            self.fields[name].required = team is None
        for day, stretches in enumerate(own.week, 1):
            self.fields[f"day-{day}"] = forms.CharField(
                label=weekday(day), required=False, max_length=120,
                initial=openings.spelt(stretches),
            )  # fmt: skip
        self.hours: Hours | None = None

    def week(self) -> list[forms.BoundField]:
        """The field of each weekday, Monday first."""
        return [self[f"day-{day}"] for day in range(1, 8)]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for name in ("answer", "resolve"):
            if name in said and said[name] is not None and said[name] * 60 < 1:
                self.add_error(name, _("A promise has a minute at least."))
        if said.get("counting") == "own":
            week, days = [self._stretches(day) for day in range(1, 8)], self._days()
            if not self.errors:
                self.hours = self._made(tuple(week), days)
        return said

    def minutes(self, name: str) -> int | None:
        """A promise in minutes; None for as the house."""
        value = self.cleaned_data[name]
        return None if value is None else round(value * 60)

    def _stretches(self, day: int) -> tuple[openings.Stretch, ...]:
        try:
            return openings.parse(self.cleaned_data.get(f"day-{day}", ""))
        except Malformed as error:
            words = _("“%(what)s” is no stretch of a day. Write it like 09:00–12:00, 13:00–17:30.")
            self.add_error(f"day-{day}", words % {"what": error})
            return ()

    def _days(self) -> frozenset[date]:
        found = set()
        for one in self.cleaned_data.get("days", "").split():
            try:
                found.add(date.fromisoformat(one))
            except ValueError:
                words = _("“%(what)s” is no day. Write it like 2026-12-24.")
                self.add_error("days", words % {"what": one[:40]})
        return frozenset(found)

    def _made(
        self, week: tuple[tuple[openings.Stretch, ...], ...], days: frozenset[date]
    ) -> Hours | None:
        said = self.cleaned_data
        try:
            return Hours(said.get("zone") or "UTC", week, tuple(said["countries"]), days)
        except Malformed:
            words = _(
                "One day at least has to be open, and one stretch ends before the next begins."
            )
            self.add_error("day-1", words)
            return None


class LadderForm(forms.Form):
    """When who is told, and how much sooner an answer is due for what presses."""

    def __init__(
        self, data: QueryDict | None, *, steps: Sequence[Step], factors: Sequence[float]
    ) -> None:
        super().__init__(data)
        at_once = [(str(NEVER), _("never")), *((str(n), str(n)) for n in (1, 2, 3))]
        held = {one.rung: one for one in steps}
        for rung, words in RUNG_WORDS.items():
            step = held.get(rung, Step(rung, None))
            self.fields[f"share-{rung}"] = forms.IntegerField(
                label=_("Hundredths of the promise: %(who)s") % {"who": words},
                min_value=1, max_value=1000, required=False, initial=step.share,
            )  # fmt: skip
            self.fields[f"once-{rung}"] = forms.ChoiceField(
                label=_("At once from severity: %(who)s") % {"who": words},
                choices=at_once, initial=str(step.at_once),
            )  # fmt: skip
        for level in (1, 2, 3):
            self.fields[f"factor-{level}"] = forms.FloatField(
                label=_("What is left of a promise at severity %(n)s, in hundredths") % {"n": level},
                min_value=1, max_value=100, initial=f"{factors[level]:g}",
            )  # fmt: skip

    def rungs(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """One row per rung: who, at which share, from which severity at once."""
        return [
            (str(words), self[f"share-{rung}"], self[f"once-{rung}"])
            for rung, words in RUNG_WORDS.items()
        ]

    def levels(self) -> list[tuple[int, forms.BoundField]]:
        """One field per severity."""
        return [(level, self[f"factor-{level}"]) for level in (1, 2, 3)]

    def steps(self) -> list[Step]:
        """The ladder as it was chosen."""
        said = self.cleaned_data
        return [Step(one, said[f"share-{one}"], int(said[f"once-{one}"])) for one in RUNG_WORDS]

    def factors(self) -> list[float]:
        """What is left at each severity; nothing is taken from what does not press."""
        return [100.0, *(self.cleaned_data[f"factor-{level}"] for level in (1, 2, 3))]


def _in_hours(minutes: int | None) -> str:
    return "" if minutes is None else f"{round(minutes / 60, 2):g}"


def _countries() -> list[tuple[str, str]]:
    names = locale().territories
    found = [(code, str(names.get(code, code))) for code in holidays.countries()]
    return sorted(found, key=lambda one: one[1].casefold())
