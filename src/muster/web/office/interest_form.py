"""The form of an interest: a few lists of words, one a line, each with how often it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.audiences import interests, queries
from muster.audiences.definition import CONDITION_FIELDS, Malformed
from muster.audiences.definition.conditions import WAYS
from muster.audiences.interests import DAYS, TIMES, Meaning

if TYPE_CHECKING:
    from muster.audiences.models import Interest

# For these it is asked how often, or for how many minutes; the others say something the first time.
COUNTED: Final = ("searched", "read", "stayed")


class InterestForm(forms.Form):
    """What shows an interest, as a colleague would say it."""

    name = forms.CharField(
        label=gettext_lazy("What do they care about?"),
        max_length=80,
        help_text=gettext_lazy("A word or two, such as “beach cleans”"),
        error_messages={
            "required": gettext_lazy("Give the interest a name, so that others find it.")
        },
    )
    searched = forms.CharField(
        label=gettext_lazy("Searched for any of these"),
        help_text=gettext_lazy(
            "One a line. A word counts from its beginning: “beach” also finds “beaches”."
        ),
    )
    searched_times = forms.IntegerField(
        label=gettext_lazy("Searched how often, at least?"), min_value=1, max_value=10_000
    )
    read = forms.CharField(
        label=gettext_lazy("Read pages with any of these in the address"),
        help_text=gettext_lazy("One a line, such as /coast"),
    )
    read_times = forms.IntegerField(
        label=gettext_lazy("Read how often, at least?"), min_value=1, max_value=10_000
    )
    stayed = forms.CharField(
        label=gettext_lazy("Stayed on pages with any of these in the address"),
        help_text=gettext_lazy("One a line; the time in which the page could be seen counts"),
    )
    stayed_times = forms.IntegerField(
        label=gettext_lazy("How many minutes in all, at least?"), min_value=1, max_value=10_000
    )
    clicked = forms.CharField(
        label=gettext_lazy("Clicked links with any of these in the address"),
        help_text=gettext_lazy("Links to other sites and to files, one a line, such as report.pdf"),
    )
    gave = forms.CharField(
        label=gettext_lazy("Gave for any of these"),
        help_text=gettext_lazy("What the gift was for, one a line"),
    )
    answered = forms.CharField(
        label=gettext_lazy("Answered a broadcast about any of these"),
        help_text=gettext_lazy("Words in its name or subject, one a line"),
    )
    did = forms.CharField(
        label=gettext_lazy("Did any of these on the website"),
        help_text=gettext_lazy("Names of events, one a line, such as “Signed up for a clean”"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("In the last how many days?"), min_value=1, max_value=3650
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for how in WAYS:
            self.fields[how].required = False
            self.fields[how].widget = forms.Textarea(attrs={"rows": 2, "maxlength": 2_200})

    @classmethod
    def of(cls, interest: Interest) -> dict[str, Any]:
        """What a form shows of an interest."""
        told = interests.meaning(queries.definition_of(interest))
        return cls._shown(told) | {"name": interest.name}

    @classmethod
    def begun(cls, asked: Mapping[str, str]) -> dict[str, Any]:
        """What a new form shows, with the words an address brings."""
        brought = {name: asked.get(name, "").replace("\x00", "")[:200] for name in ("name", *WAYS)}
        return cls._shown(Meaning()) | {name: text for name, text in brought.items() if text}

    @staticmethod
    def _shown(told: Meaning) -> dict[str, Any]:
        lists = {how: "\n".join(told.words.get(how, ())) for how in WAYS}
        times = {f"{how}_times": told.times.get(how) or TIMES[how] for how in COUNTED}
        return lists | times | {"days": told.days}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for how in WAYS:
            try:
                said[how] = _words(said.get(how, ""))
            except Malformed as wrong:
                said[how] = ()
                self.add_error(how, wrong.words[:1].upper() + wrong.words[1:])
        return said

    def meaning(self) -> Meaning:
        """What stands in the form, as far as it can be read."""
        if self.is_bound:
            said: dict[str, Any] = self.cleaned_data
        else:
            said = {**self.initial} | {how: _words(self.initial.get(how, "")) for how in WAYS}
        return Meaning(
            words={how: said.get(how) or () for how in WAYS},
            times={how: said.get(f"{how}_times") or TIMES[how] for how in COUNTED},
            days=said.get("days") or DAYS,
        )


def _words(text: str) -> tuple[str, ...]:
    rule = CONDITION_FIELDS["turned"]["words"]
    read = rule.read([line for line in text.splitlines() if line.strip()], _("words"))
    return read if isinstance(read, tuple) else ()
