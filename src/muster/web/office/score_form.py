"""The form of a score: a name, and lines of what counts, for how many points, in how many days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.audiences import queries
from muster.audiences.deed_phrases import fact_name
from muster.audiences.scores import DAYS, MOST_LINES, POINTS, Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms.boundfield import BoundField
    from django.http import QueryDict

# Lines that stand empty below those that are filled in, so that more can be written without script.
SPARE: Final = 3


class ScoreForm(forms.Form):
    """A name and as many lines as are filled in, with a few more. A line without a choice counts nothing."""

    name = forms.CharField(
        label=gettext_lazy("What is it called?"),
        max_length=80,
        help_text=gettext_lazy("A word or two, such as “active lately”"),
        error_messages={"required": gettext_lazy("Give the score a name, so that others find it.")},
    )

    def __init__(self, data: QueryDict | None, *, name: str, lines: Sequence[Line]) -> None:
        initial: dict[str, Any] = {"name": name}
        for place, line in enumerate(lines, 1):
            initial |= {
                f"fact-{place}": line.fact,
                f"points-{place}": line.points,
                f"days-{place}": line.days,
            }
        super().__init__(data, initial=initial)
        self.rows = min(max(len(lines), _posted(data)) + SPARE, MOST_LINES)
        known = {line.fact for line in lines} | set(queries.known_values().facts)
        facts = sorted(
            ((one, fact_name(one)) for one in known), key=lambda pair: pair[1].casefold()
        )
        for place in range(1, self.rows + 1):
            self.fields |= _line(place, [("", _("choose")), *facts])

    def lines(self) -> list[tuple[int, list[BoundField]]]:
        """The fields line by line, as a page draws them."""
        return [
            (place, [self[f"{name}-{place}"] for name in ("fact", "points", "days")])
            for place in range(1, self.rows + 1)
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for place in range(1, self.rows + 1):
            if not said.get(f"fact-{place}"):
                continue
            if f"points-{place}" not in self.errors and not said.get(f"points-{place}"):
                self.add_error(f"points-{place}", _("Write how many points each one gives."))
            if f"days-{place}" not in self.errors and not said.get(f"days-{place}"):
                self.add_error(f"days-{place}", _("Write in how many days it counts."))
        return said

    def told(self) -> list[Line]:
        """The lines that are filled in."""
        said = self.cleaned_data
        return [
            Line(said[f"fact-{place}"], said[f"points-{place}"], said[f"days-{place}"])
            for place in range(1, self.rows + 1)
            if said.get(f"fact-{place}")
        ]


def _line(place: int, facts: list[tuple[str, str]]) -> dict[str, forms.Field]:
    return {
        f"fact-{place}": forms.ChoiceField(
            label=_("Line {n}: what counts").format(n=place), choices=facts, required=False
        ),
        f"points-{place}": forms.IntegerField(
            label=_("Points each"), min_value=POINTS.least, max_value=POINTS.most, required=False
        ),
        f"days-{place}": forms.IntegerField(
            label=_("In the last how many days?"),
            min_value=DAYS.least,
            max_value=DAYS.most,
            required=False,
        ),
    }


def _posted(data: QueryDict | None) -> int:
    """How many lines a form brings along; never more than there may be."""
    return sum(f"fact-{place}" in data for place in range(1, MOST_LINES + 1)) if data else 0


def points_asked(text: str) -> int:
    """How many points somebody asks about; one where it is not a number of points."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    return min(max(asked, 1), 1_000_000)
