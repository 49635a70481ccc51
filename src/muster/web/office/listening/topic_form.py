"""The form of a topic: every way of naming it, one a line, and the rules that tell it from its namesakes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.listening.actions.topics import NewRule, NewTerm

if TYPE_CHECKING:
    from muster.listening.models import Topic

_LINES: Final = {"names": "name", "tags": "tag", "misspellings": "misspelling"}
_RULES: Final = {"beside": "beside", "never": "never", "authors": "author"}
_MOST: Final = 200_000


def _many(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )


class TopicForm(forms.Form):
    """A name, what is looked for, what has to stand beside it, and what becomes of it."""

    name = forms.CharField(
        label=gettext_lazy("What do you call it?"),
        max_length=80,
        error_messages={"required": gettext_lazy("Give it a name.")},
    )
    names = _many(
        gettext_lazy("Names"),
        gettext_lazy(
            "One a line. Capitals and accents make no difference; only whole words count."
        ),
    )
    tags = _many(gettext_lazy("Tags"), gettext_lazy("One a line, with or without #."))
    misspellings = _many(
        gettext_lazy("Misspellings"), gettext_lazy("How people write it who write it wrongly.")
    )
    events = _many(
        gettext_lazy("Tags of an event"),
        gettext_lazy(
            "One a line with its first and last moment: #openday 2026-12-05 08:00 2026-12-06 22:00"
        ),
    )
    beside = _many(
        gettext_lazy("Only with one of these words"),
        gettext_lazy(
            "For a name that others bear too. Leave it empty if the name alone is enough."
        ),
    )
    never = _many(
        gettext_lazy("Never with these words"),
        gettext_lazy("A namesake gives itself away by them."),
    )
    authors = _many(
        gettext_lazy("Never from these accounts"),
        gettext_lazy("As bluesky:name.example or mastodon:name@server.example."),
    )
    answered = forms.BooleanField(
        label=gettext_lazy("A question or complaint becomes a conversation by itself"),
        required=False,
    )
    muted = forms.BooleanField(
        label=gettext_lazy("Muted: counted, but it alarms nobody"), required=False
    )

    def clean_events(self) -> list[NewTerm]:
        """Read each line as a tag and two moments."""
        return [_event(line) for line in _split(self.cleaned_data["events"])]

    def wanted(self) -> list[NewTerm]:
        """Every term as it was typed."""
        given = self.cleaned_data
        lines = [
            NewTerm(kind, line) for field, kind in _LINES.items() for line in _split(given[field])
        ]
        return [*lines, *given["events"]]

    def rules(self) -> list[NewRule]:
        """Every rule as it was typed."""
        given = self.cleaned_data
        return [
            NewRule(kind, line) for field, kind in _RULES.items() for line in _split(given[field])
        ]


def held(topic: Topic) -> dict[str, Any]:
    """What the form of a topic begins with."""
    terms, rules = list(topic.terms.order_by("id")), list(topic.rules.order_by("id"))
    lines = {
        field: "\n".join(one.text for one in terms if one.kind == kind)
        for field, kind in _LINES.items()
    }
    ruled = {
        field: "\n".join(one.text for one in rules if one.kind == kind)
        for field, kind in _RULES.items()
    }
    events = [
        f"{one.text} {_written(one.starts_at)} {_written(one.ends_at)}"
        for one in terms
        if one.kind == "event" and one.starts_at and one.ends_at
    ]
    return {
        "name": topic.name, "muted": topic.muted, "answered": topic.answered, **lines, **ruled,
        "events": "\n".join(events),
    }  # fmt: skip


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _event(line: str) -> NewTerm:
    """“#openday 2026-12-05 08:00 2026-12-06 22:00”, in the time of whoever writes."""
    parts = line.split()
    begun, ended = (_moment(parts[-4:-2]), _moment(parts[-2:])) if len(parts) >= 5 else (None, None)
    if begun is None or ended is None or ended <= begun:
        words = _(
            "“%(line)s” needs a tag, then when it begins and when it ends,"
            " such as #openday 2026-12-05 08:00 2026-12-06 22:00."
        )
        raise forms.ValidationError(words % {"line": line[:60]})
    return NewTerm("event", " ".join(parts[:-4]), begun, ended)


def _moment(parts: list[str]) -> datetime | None:
    try:
        found = parse_datetime(" ".join(parts))
    except ValueError:
        return None
    if found is None:
        return None
    return found if found.tzinfo else timezone.make_aware(found)


def _written(at: datetime | None) -> str:
    return f"{at.astimezone(timezone.get_current_timezone()):%Y-%m-%d %H:%M}" if at else ""
