"""What staff write down of a task and of its shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from babel import Locale
from django import forms
from django.utils.translation import get_language, gettext_lazy

from muster.accounts.queries import organisation
from muster.groups import access as groups
from muster.places import countries
from muster.volunteering import queries, series
from muster.volunteering.actions import Told
from muster.web import helping

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.groups.models import Group
    from muster.volunteering.models import Task

LANGUAGES: Final = ("en", "it", "pl", "fr", "de", "es", "uk", "ar")
MOST_SLOTS: Final = 2_000


class TaskForm(forms.Form):
    """A task. ``told`` is what it says, once it is valid."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=120)
    about = forms.CharField(
        label=gettext_lazy("Tell more"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Plain words. What to wear, what to bring, what happens with it."),
    )  # fmt: skip
    online = forms.BooleanField(label=gettext_lazy("It is done online"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries.choices)
    postcode = forms.CharField(
        label=gettext_lazy("Postcode of the place"), required=False, max_length=20,
        help_text=gettext_lazy("From it come the region, the distance and the clocks."),
    )  # fmt: skip
    place = forms.CharField(
        label=gettext_lazy("Where exactly"), required=False, max_length=200,
        help_text=gettext_lazy("Street and where to meet; or the way into the call"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes it takes"), min_value=1, max_value=6_000, initial=60
    )
    contact = forms.CharField(
        label=gettext_lazy("Whom to ask"), required=False, max_length=200,
        help_text=gettext_lazy("A name with a number or address; everybody can read it."),
    )  # fmt: skip
    group = forms.ChoiceField(
        label=gettext_lazy("Of which team it is"), required=False,
        help_text=gettext_lazy("It stands first for the members of that team; everybody may help."),
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Skills everybody needs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    proved = forms.MultipleChoiceField(
        label=gettext_lazy("Of these, only with a proof"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("One of these languages is needed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    access = forms.MultipleChoiceField(
        label=gettext_lazy("What the place offers"), required=False,
        widget=forms.CheckboxSelectMultiple, choices=list(helping.ACCESS.items()),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, by: Staff, task: Task | None = None) -> None:
        super().__init__(data, initial=_of(task) if task else {"country": organisation().country})
        # Topics and teams one may see; a task keeps a team of which its keeper sees nothing.
        self.groups = {str(one.pk): one for one in _teams(by, task)}
        named = [(number, one.name) for number, one in self.groups.items()]
        self.fields["group"].choices = [("", gettext_lazy("No team’s in particular")), *named]  # type: ignore[attr-defined]
        self.skills = {skill.slug: skill for skill in queries.vocabulary()}
        language = get_language() or "en"
        names = [(slug, skill.name_in(language)) for slug, skill in self.skills.items()]
        for field in ("needs", "proved"):
            self.fields[field].choices = names  # type: ignore[attr-defined]
            if not names:
                del self.fields[field]
        locale = Locale.parse(language[:2])
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            (code, str(locale.languages[code]).capitalize()) for code in LANGUAGES
        ]

    @property
    def told(self) -> Told:
        """What was said, for the action."""
        said = self.cleaned_data
        proved = set(said.get("proved", ()))
        # Whoever asks for a proof asks for the skill.
        asked = dict.fromkeys([*said.get("needs", ()), *proved])
        return Told(
            title=said["title"],
            about=said["about"],
            online=said["online"],
            country=said["country"],
            postcode=said["postcode"].strip(),
            place=said["place"],
            minutes=said["minutes"],
            contact=said["contact"],
            languages=tuple(said["languages"]),
            access=tuple(said["access"]),
            group=self.groups.get(said["group"]),
            needs=tuple((self.skills[slug], slug in proved) for slug in asked),
        )


class ShiftsForm(forms.Form):
    """A time, or the same one every week."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.TimeField(
        label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=gettext_lazy("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    slots = forms.IntegerField(
        label=gettext_lazy("For how many people"), min_value=1, max_value=MOST_SLOTS, initial=5
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("For how many weeks"),
        min_value=1,
        max_value=series.MOST_WEEKS,
        initial=1,
    )


class SkillForm(forms.Form):
    """A word of the vocabulary, in our languages."""

    en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80)
    it = forms.CharField(label=gettext_lazy("in Italian"), max_length=80, required=False)
    pl = forms.CharField(label=gettext_lazy("in Polish"), max_length=80, required=False)
    fr = forms.CharField(label=gettext_lazy("in French"), max_length=80, required=False)
    needs_proof = forms.BooleanField(
        label=gettext_lazy("Counts only once somebody of ours has seen a proof"), required=False
    )
    months = forms.IntegerField(
        label=gettext_lazy("For how many months a proof is good"), required=False,
        min_value=1, max_value=600, help_text=gettext_lazy("Left empty, for good."),
    )  # fmt: skip


def _teams(by: Staff, task: Task | None) -> list[Group]:
    found = list(groups.groups(by=by).filter(closed_at=None).order_by("name", "id"))
    kept = task.group if task else None
    return found if kept is None or kept in found else [kept, *found]


def _of(task: Task) -> dict[str, Any]:
    names = ("title", "about", "online", "country", "postcode", "place", "minutes", "contact")
    needs = queries.needs_of(task)
    said = {name: getattr(task, name) for name in names}
    return said | {
        "country": task.country or organisation().country,
        "group": str(task.group_id or ""),
        "languages": task.languages,
        "access": task.access,
        "needs": [need.skill.slug for need in needs],
        "proved": [need.skill.slug for need in needs if need.proved],
    }
