"""What somebody writes down of a season: when it begins, how long it lasts, what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.rivalry.actions import USUAL, Worth
from muster.web import rivalling

if TYPE_CHECKING:
    from datetime import date


class SeasonForm(forms.Form):
    """A season. Zero points: it does not count."""

    first = forms.DateField(
        label=gettext_lazy("First Monday"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("How many weeks"), min_value=1, max_value=53, initial=12
    )

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        for one in USUAL:
            self.fields[_name(one.kind, "points")] = forms.IntegerField(
                label=_("%(what)s: points") % {"what": rivalling.kind(one.kind)},
                min_value=0, max_value=100, initial=one.points,
            )  # fmt: skip
            if one.kind not in {"gift.received", "group.joined"}:
                self.fields[_name(one.kind, "cap")] = forms.IntegerField(
                    label=_("%(what)s: how often in a week, at most")
                    % {"what": rivalling.kind(one.kind)},
                    min_value=1, max_value=50, initial=one.cap,
                )  # fmt: skip

    def clean_first(self) -> date:
        """Weeks begin on Monday."""
        first: date = self.cleaned_data["first"]
        if first.weekday():
            raise forms.ValidationError(_("A season begins on a Monday. Choose one."))
        return first

    def rules(self) -> list[Worth]:
        """What counts, once the form is valid."""
        return [
            Worth(
                one.kind,
                self.cleaned_data[_name(one.kind, "points")],
                self.cleaned_data.get(_name(one.kind, "cap"), 1),
            )
            for one in USUAL
            if self.cleaned_data[_name(one.kind, "points")]
        ]


class ExperimentForm(forms.Form):
    """How many of a hundred teams are held out."""

    percent = forms.TypedChoiceField(
        label=gettext_lazy("Teams held out"),
        coerce=int,
        choices=[(10, "10 %"), (20, "20 %"), (30, "30 %"), (50, "50 %")],
        initial=20,
    )


class CardForm(forms.Form):
    """One piece of news in one’s own words; empty: the sentence made from the numbers."""

    words = forms.CharField(
        label=gettext_lazy("In our words"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    left_out = forms.BooleanField(label=gettext_lazy("Leave it out"), required=False)


def _name(kind: str, what: str) -> str:
    return f"{kind.replace('.', '_')}_{what}"
