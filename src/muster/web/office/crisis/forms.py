"""The forms of a room: what is asked, in the order somebody under pressure can answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.crisis import lines, queries
from muster.inbox import work
from muster.inbox.macros import LANGUAGES
from muster.web.office.import_forms import Blaming

if TYPE_CHECKING:
    from muster.crisis.models import Room

MOMENT: Final = "%Y-%m-%dT%H:%M"
NAMES: Final = {"en": "English", "it": "Italiano", "pl": "Polski", "fr": "Français"}


class Moment(forms.DateTimeField):
    """A day and an hour."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            input_formats=[MOMENT],
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
            error_messages={
                "required": _("Give a day and an hour."),
                "invalid": _("Give a day and an hour."),
            },
            **more,
        )


def _long(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OpenForm(Blaming):
    """What broke, since when, and how bad it is."""

    title = forms.CharField(
        label=_("What happened, in one sentence?"),
        help_text=_("It stands above everything: “Our poster copies hers, says an artist”."),
        max_length=160,
        error_messages={"required": _("Say in one sentence what happened.")},
    )
    severity = forms.TypedChoiceField(
        label=_("How bad is it?"),
        coerce=int,
        choices=[(int(number), words) for number, words in lines.SEVERITIES.items()],
        widget=forms.RadioSelect,
        initial=2,
        error_messages={"required": _("Say how bad it is.")},
    )
    since = Moment(label=_("Since when?"))
    topic = forms.TypedChoiceField(
        label=_("What do people write about?"),
        help_text=_("Answers to everybody who writes about it pass a second person."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    what = forms.CharField(
        label=_("What do we know?"), widget=_long(), max_length=4_000, required=False
    )
    alarm = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.topics = {one.pk: one for one in work.topics()}
        choices = [(one.pk, one.name) for one in self.topics.values()]
        self.fields["topic"].choices = [("", _("Nothing that has a topic")), *choices]  # type: ignore[attr-defined]


class NoteForm(Blaming):
    """A line of the log."""

    words = forms.CharField(
        label=_("What happened, or what did you do?"),
        widget=_long(2),
        max_length=4_000,
        error_messages={"required": _("Write something first.")},
    )


class TaskForm(Blaming):
    """What somebody does until when."""

    words = forms.CharField(
        label=_("What is to be done?"),
        max_length=200,
        error_messages={"required": _("Say what is to be done.")},
    )
    owner = forms.TypedChoiceField(
        label=_("Who does it?"), coerce=int, error_messages={"required": _("Say who does it.")}
    )
    due_at = Moment(label=_("Until when?"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.able = {one.pk: one for one in queries.workers()}
        self.fields["owner"].choices = [(pk, one.name) for pk, one in self.able.items()]  # type: ignore[attr-defined]


class LeadForm(Blaming):
    """Who leads from now on."""

    lead = forms.TypedChoiceField(
        label=_("Who leads from now on?"),
        coerce=int,
        error_messages={"required": _("Choose somebody.")},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.able = {one.pk: one for one in queries.leads()}
        self.fields["lead"].choices = [(pk, one.name) for pk, one in self.able.items()]  # type: ignore[attr-defined]


class DutyForm(Blaming):
    """Whom everybody turns to, and how."""

    duty = forms.TypedChoiceField(
        label=_("Duty contact"), coerce=int, empty_value=None, required=False
    )
    reach = forms.CharField(
        label=_("How they are reached now"),
        help_text=_("The room at the end of the corridor, or a number of ours."),
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.able = {one.pk: one for one in queries.workers()}
        names = [(pk, one.name) for pk, one in self.able.items()]
        self.fields["duty"].choices = [("", _("Nobody")), *names]  # type: ignore[attr-defined]


class SeverityForm(Blaming):
    """How bad it is now."""

    severity = forms.TypedChoiceField(
        label=_("How bad is it now?"),
        coerce=int,
        choices=[(int(number), words) for number, words in lines.SEVERITIES.items()],
        error_messages={"required": _("Say how bad it is.")},
    )


class ThreadForm(Blaming):
    """A conversation, by its address or its number."""

    conversation = forms.RegexField(
        r"^(?:\S*/inbox/)?(\d{1,15})/?(?:\?\S*)?$",
        label=_("Number or address of the conversation"),
        help_text=_("As it stands in the browser while you read it."),
        error_messages={
            "required": _("Give the number of a conversation."),
            "invalid": _("This is neither the number nor the address of a conversation."),
        },
    )

    def number(self) -> int:
        """The number in what was given."""
        return int(
            self.cleaned_data["conversation"].partition("?")[0].rstrip("/").rpartition("/")[2]
        )


class TextForm(Blaming):
    """Three questions and the text itself."""

    what = forms.CharField(
        label=_("What do we know, and what do we do now?"),
        help_text=_("“The poster was drawn by an agency; we have asked for its sketches.”"),
        widget=_long(2),
        max_length=2_000,
        error_messages={"required": _("Say what we know and what we do now.")},
    )
    who = forms.CharField(
        label=_("Who looks into it?"),
        help_text=_("A name or a task that stands in the text: “our art director Samir”."),
        max_length=160,
        error_messages={"required": _("Say who looks into it.")},
    )
    next_at = Moment(
        label=_("When does the next word come?"),
        help_text=_("We are held to it. Name the same hour in the text."),
    )
    language = forms.ChoiceField(
        label=_("Language of the text"), choices=[(one, NAMES[one]) for one in LANGUAGES]
    )
    text = forms.CharField(
        label=_("The text, as others read it"),
        widget=_long(5),
        max_length=4_000,
        error_messages={"required": _("Write the text.")},
    )


class ReasonForm(Blaming):
    """Why it goes back to its author."""

    reason = forms.CharField(
        label=_("What should change?"),
        widget=_long(2),
        max_length=2_000,
        error_messages={"required": _("Write what should change.")},
    )


class UseForm(Blaming):
    """Where it was published."""

    where = forms.CharField(
        label=_("Where does it stand?"),
        help_text=_("“Under the artist’s post, and on our page.”"),
        max_length=200,
        error_messages={"required": _("Say where others read it.")},
    )


class KeepForm(Blaming):
    """The next word."""

    words = forms.CharField(
        label=_("What was the next word?"),
        widget=_long(2),
        max_length=4_000,
        error_messages={"required": _("Write what was said.")},
    )


class MoveForm(Blaming):
    """Another moment, and why."""

    next_at = Moment(label=_("When does it come instead?"))
    reason = forms.CharField(
        label=_("Why does it come later?"),
        widget=_long(2),
        max_length=2_000,
        error_messages={"required": _("Write why.")},
    )


class CloseForm(Blaming):
    """How it ended and what it taught."""

    outcome = forms.CharField(
        label=_("How did it end?"), widget=_long(), max_length=4_000, required=False
    )
    lesson = forms.CharField(
        label=_("What was learned?"),
        help_text=_("What should happen next time. It stands in the library and names nobody."),
        widget=_long(),
        max_length=4_000,
        error_messages={"required": _("Write what was learned. A room does not close without it.")},
    )


class FalseForm(Blaming):
    """Why it was no crisis."""

    reason = forms.CharField(
        label=_("Why was it a false alarm?"),
        widget=_long(2),
        max_length=4_000,
        error_messages={"required": _("Write why it was a false alarm.")},
    )


def all_of(room: Room) -> dict[str, forms.Form]:
    """One of each that stands on the page of a room, empty, under ids of its own."""
    return {
        "note": NoteForm(auto_id="note_%s"),
        "task": TaskForm(auto_id="task_%s", initial={"owner": room.lead_id}),
        "lead": LeadForm(auto_id="lead_%s", initial={"lead": room.lead_id}),
        "duty": DutyForm(
            auto_id="duty_%s", initial={"duty": room.duty_id, "reach": room.duty_reach}
        ),
        "severity": SeverityForm(auto_id="severity_%s", initial={"severity": room.severity}),
        "thread": ThreadForm(auto_id="thread_%s"),
        "keep": KeepForm(auto_id="keep_%s"),
        "move": MoveForm(auto_id="move_%s"),
        "close": CloseForm(auto_id="close_%s"),
        "false": FalseForm(auto_id="false_%s"),
    }
