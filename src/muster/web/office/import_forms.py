"""The forms of an import: the file itself, and what staff say about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.kit.errors import Refused
from muster.people.purposes import PURPOSES
from muster.places import countries
from muster.sources.kinds.csv import encoding, words
from muster.sources.models import Import

ENCODINGS = ("utf-8", "cp1250", "cp1252", "iso8859_2", "utf-16")


class Blaming(forms.Form):
    """A form whose fields can take the blame for what an action refused."""

    def blame(self, problem: Refused) -> str:
        """Put the words beside their field; give them back if no field of ours is meant."""
        if problem.field in self.fields:
            self.add_error(problem.field, problem.message)
            return ""
        return problem.message


class UploadForm(Blaming):
    """A file, whose it is, and where most of its people live."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_(
            "A CSV file from any program, or the archive of a Mailchimp export. "
            "Nothing is saved before you have seen it."
        ),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty. Export it again and choose the new file."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.zip,text/csv,text/plain"}),
    )
    source_name = forms.CharField(
        label=_("Where does it come from?"),
        max_length=80,
        help_text=_("Such as “ActBlue” or “Paper lists, Łódź”; people can ask us this."),
        error_messages={"required": _("Say where the list comes from.")},
        widget=forms.TextInput(attrs={"list": "source-names", "autocomplete": "off"}),
    )
    country = forms.ChoiceField(
        label=_("Where do most of these people live?"),
        help_text=_("Telephone numbers and postcodes without a country are read by this."),
    )

    def __init__(self, *told: Any, country: str, **more: Any) -> None:
        super().__init__(*told, **more)
        self.fields["country"].choices = countries.choices()  # type: ignore[attr-defined]
        self.fields["country"].initial = country

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        file = self.cleaned_data["file"]
        return {
            "pieces": file.chunks(),
            "filename": file.name,
            "source_name": self.cleaned_data["source_name"],
            "country": self.cleaned_data["country"],
        }


class ChoicesForm(Blaming):
    """What each column means, what to add, and what the file proves."""

    country = forms.ChoiceField(label=_("Country where none is given"))
    encoding = forms.ChoiceField(label=_("Read letters as"), required=False)
    tags = forms.CharField(
        label=_("Tags to add to everyone"),
        required=False,
        max_length=300,
        help_text=_("Parted by commas. An undo takes them back."),
    )
    strangers = forms.ChoiceField(
        label=_("What if nobody here has the number of a call?"),
        choices=[
            ("refuse", _("Refuse the row, and say so")),
            ("take", _("Add a person of whom we know the number alone")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    channels = forms.MultipleChoiceField(
        label=_("They said yes to being written to by"),
        choices=[("email", _("E-mail")), ("sms", _("Text message"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rows = forms.ChoiceField(
        label=_("Who said yes?"),
        choices=[
            ("answered", _("Only rows with a yes in a column of their own")),
            ("all", _("Everyone in the file who did not say no")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    purpose = forms.ChoiceField(label=_("They said yes to"), required=False)
    wording = forms.CharField(
        label=_("The very words they saw"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    since = forms.CharField(
        label=_("When they said yes, where the row has no date"),
        required=False,
        max_length=10,
        help_text=_(
            "Such as 2026-03-31. Without a date, a yes never stands against an earlier no."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, made: Import, told: Mapping[str, Any] | None = None) -> None:
        super().__init__(told, initial=_initial(made))
        self.made = made
        self._choices("country", countries.choices())
        offered = [(codec, encoding.NAMES[codec]) for codec in ENCODINGS]
        self._choices("encoding", [("", _("Found by itself")), *offered])
        self._choices("purpose", [(p.name, p.title) for p in PURPOSES.values()])
        for index, (label, field) in enumerate(made.reading.get("columns", [])):
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=label, choices=list(words.FIELDS.items()), initial=field, required=False
            )

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def has_calls(self) -> bool:
        """Whether the file tells of calls."""
        return any(field == "call_at" for _label, field in self.made.reading.get("columns", []))

    def columns(self) -> list[tuple[Any, list[str]]]:
        """Each column’s field with the first values found beneath it."""
        samples = self.made.reading.get("samples", [])
        return [(self[f"column_{index}"], values) for index, values in enumerate(samples)]

    def told(self) -> dict[str, Any]:
        """What the action takes; only columns that differ from what the file showed are choices."""
        said = self.cleaned_data
        meant = dict(self.made.choices.get("columns", {}))
        for index, (_label, field) in enumerate(self.made.reading.get("columns", [])):
            wanted = said.get(f"column_{index}")
            if wanted and wanted != field:
                meant[str(index)] = wanted
        consent = {name: said[name] for name in ("channels", "rows", "purpose", "wording", "since")}
        return {
            "country": said["country"],
            "encoding": said["encoding"],
            "tags": [tag.strip()[:60] for tag in said["tags"].split(",") if tag.strip()],
            "columns": meant,
            "consent": consent,
            "strangers": said["strangers"],
        }


def _initial(made: Import) -> dict[str, Any]:
    consent = made.choices.get("consent") or {}
    return {
        "country": made.choices.get("country", ""),
        "encoding": made.choices.get("encoding", ""),
        "tags": ", ".join(made.choices.get("tags", [])),
        "rows": "answered",
        "strangers": made.choices.get("strangers") or "refuse",
    } | consent
