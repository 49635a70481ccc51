"""What the broadcast pages take from a form; they validate dictionaries and touch no record."""

import re
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from muster.broadcasts.models import Template
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
        help_text=_(
            "A blank line starts a new paragraph. End the address of a page of ours with ?from=this, and who comes"
            " by it is known if they are signed in and said yes to that."
        ),
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

    def __init__(self, *args: Any, channel: str = "email", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel == "sms":
            # A text has neither; answers come back to the number it is sent from.
            del self.fields["subject"], self.fields["reply_to"]
            self.fields["body"].widget.attrs["rows"] = 6
            self.fields["body"].help_text = _("Short and plain; each part is paid for")

    def changes(self) -> dict[str, str]:
        """The fields of a broadcast this form speaks of."""
        return {
            name: value.replace("\r\n", "\n")
            for name, value in self.cleaned_data.items()
            if name != "seen"
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
