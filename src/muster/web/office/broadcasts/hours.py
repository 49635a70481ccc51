"""The form that says when: a wall clock somewhere, hours of the day, steps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.broadcasts import timing
from muster.broadcasts.models import Broadcast
from muster.broadcasts.timing import Moment


class When(forms.Form):
    """When it leaves, at which hours, until when, and in which steps."""

    start = forms.ChoiceField(
        label=_("It starts"),
        choices=Broadcast.Start.choices,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    hour = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )
    zone = forms.ChoiceField(label=_("Where the clock shows that time"), required=False)
    window_from = forms.TimeField(
        label=_("Not before"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )
    window_to = forms.TimeField(
        label=_("Not after"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        required=False,
    )
    not_after_hours = forms.IntegerField(
        label=_("It is over after so many hours"),
        min_value=1,
        max_value=timing.LONGEST_HOURS,
        required=False,
    )
    plan = forms.ChoiceField(
        label=_("In which steps"),
        choices=Broadcast.Plan.choices,
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, zones: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"] = forms.ChoiceField(
            label=self.fields["zone"].label,
            choices=[(zone, zone.replace("_", " ")) for zone in zones],
            required=False,
        )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("start") == Broadcast.Start.AT:
            for name, words in _TIME_NEEDED.items():
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        both = bool(given.get("window_from")) == bool(given.get("window_to"))
        if not both:
            self.add_error("window_to", _("Write both hours, or neither"))
        elif given.get("window_from") and given["window_from"] == given["window_to"]:
            self.add_error("window_to", _("These two are the same; write later and earlier hours"))
        return given

    @property
    def moment(self) -> Moment | None:
        """The one moment that was meant, and whether that day’s clocks bend it."""
        given = self.cleaned_data
        if given["start"] != Broadcast.Start.AT:
            return None
        return timing.instant(datetime.combine(given["day"], given["hour"]), given["zone"])

    def changes(self) -> dict[str, Any]:
        """The fields of a broadcast this form speaks of."""
        given, moment = self.cleaned_data, self.moment
        return {
            "start": given["start"],
            "not_before": moment.at if moment else None,
            "zone": given["zone"] if moment else "",
            "window_from": given["window_from"],
            "window_to": given["window_to"],
            "not_after_hours": given["not_after_hours"],
            "plan": given["plan"],
        }


_TIME_NEEDED: Final = {
    "day": _("Choose a day"),
    "hour": _("Choose a time"),
    "zone": _("Choose where the clock shows that time"),
}
