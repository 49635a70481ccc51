"""What the broadcast pages take from a form; they validate dictionaries and touch no record."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from muster.broadcasts import timing
from muster.broadcasts.models import Broadcast, Template
from muster.broadcasts.timing import Moment
from muster.people.purposes import PURPOSES


class PeopleField(forms.IntegerField):
    """A number of people as anyone writes it: 4120, 4,120, 4.120 or 4 120."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: object) -> int | None:
        return super().to_python(re.sub(r"[\s.,’']", "", str(value)) if value else value)


CHANNELS: Final = (("email", _("By e-mail")), ("sms", _("By text message")))


class Declaration(forms.Form):
    """Whom it is for and about how many, written before any count is shown (A17)."""

    title = forms.CharField(
        label=_("Name of this broadcast"),
        help_text=_("Only staff see it"),
        max_length=120,
        error_messages={"required": _("Give it a name your colleagues will know it by")},
    )
    channel = forms.ChoiceField(
        label=_("How is it sent?"),
        choices=CHANNELS,
        widget=forms.RadioSelect,
        initial="email",
        required=False,
    )
    declared_text = forms.CharField(
        label=_("Whom is it for?"),
        help_text=_("In your own words, such as “volunteers in two counties”"),
        max_length=300,
        error_messages={"required": _("Write whom it is for")},
    )
    declared_size = PeopleField(
        label=_("About how many people is that?"),
        help_text=_("Before you see a count. If the real count is more than twice off, it stops."),
        min_value=1,
        max_value=2_000_000_000,
        error_messages={"required": _("Write about how many people that is")},
    )

    def clean_channel(self) -> str:
        return str(self.cleaned_data["channel"] or self.initial.get("channel") or "email")


class NewPicture(forms.Form):
    """A file and what it shows; its kind is read from its bytes, never from its name."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/gif,image/webp"}),
        error_messages={"required": _("Choose a file"), "empty": _("This file is empty")},
    )
    said = forms.RegexField(
        r"^[^\[\]{}\r\n]+$",
        label=_("What does it show?"),
        help_text=_("Read aloud to people who do not see it, and shown until pictures are loaded"),
        max_length=300,
        error_messages={
            "required": _("Write what it shows"),
            "invalid": _("Use plain words, without brackets or braces"),
        },
    )


class Keeping(forms.Form):
    """Under which name words are kept, and what for."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("What your colleagues will look for"),
        max_length=120,
        error_messages={"required": _("Give these words a name")},
    )
    kind = forms.ChoiceField(
        label=_("What are they for?"),
        choices=Template.Kind.choices,
        widget=forms.RadioSelect,
    )


class KeptWords(forms.Form):
    """Other words for a template; ``seen`` is the number of the version that was read."""

    subject = forms.CharField(label=_("Subject line"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=60_000,
        strip=False,
        error_messages={"required": _("Write the text")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class Words(forms.Form):
    """The message itself."""

    subject = forms.CharField(
        label=_("Subject line"),
        help_text=_("At most about 60 characters are read on a phone"),
        max_length=200,
        required=False,
    )
    body = forms.CharField(
        label=_("Text"),
        help_text=_("A blank line starts a new paragraph"),
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=60_000,
        required=False,
        strip=False,
    )
    sender_name = forms.CharField(label=_("Sender name"), max_length=120, required=False)
    reply_to = forms.EmailField(
        label=_("Replies go to"),
        help_text=_("Leave it empty and replies come into the inbox"),
        required=False,
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        help_text=_("It reaches only people who said yes to this"),
        choices=[(each.name, each.title) for each in PURPOSES.values()],
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def changes(self) -> dict[str, str]:
        """The fields of a broadcast this form speaks of."""
        return {
            name: value.replace("\r\n", "\n")
            for name, value in self.cleaned_data.items()
            if name != "seen"
        }


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


class Choice(forms.Form):
    audience = forms.IntegerField(
        error_messages={"required": _("Choose an audience")},
    )


class Answer(forms.Form):
    """An approver’s decision; the digest is of the page they read (A4)."""

    digest = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        choices=[("approve", ""), ("return", ""), ("reject", "")],
        widget=forms.HiddenInput,
        error_messages={"required": _("Press one of the three buttons")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        required=False,
    )
    read = forms.BooleanField(required=False)
    typed = PeopleField(
        label=_("Type the number of people to approve"),
        help_text=_("Needed above 10,000"),
        required=False,
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("kind") == "approve" and not given.get("read"):
            self.add_error("read", _("Tick that you have read it, with its number"))
        return given


class Reason(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Not needed; it helps whoever looks next"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2_000,
        required=False,
    )


class Correction(forms.Form):
    """Whom of an earlier broadcast to write to, with which words, and who is left out."""

    aim = forms.ChoiceField(
        choices=[("reached", ""), ("rest", ""), ("unknown", "")],
        error_messages={"required": _("Press one of the buttons")},
    )
    template = forms.CharField(max_length=20, required=False)
    spared = forms.CharField(max_length=20, required=False)
