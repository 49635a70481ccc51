"""What members write: a thread, an answer, a reason. What it may hold, the action decides."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from muster.groups import words

_HINT = gettext_lazy("Plain words; addresses of pages become links. Name somebody with @.")


class PostForm(forms.Form):
    """Something said in a thread."""

    text = forms.CharField(
        label=gettext_lazy("What you want to say"),
        max_length=words.TEXT,
        strip=True,
        help_text=_HINT,
        error_messages={"required": gettext_lazy("Write something first.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ThreadForm(PostForm):
    """A thread with its first post."""

    field_order = ("title", "text", "news")
    title = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=words.TITLE,
        error_messages={"required": gettext_lazy("Write what it is about.")},
    )
    news = forms.BooleanField(
        label=gettext_lazy("This is news for the whole team"),
        help_text=gettext_lazy("It stands on the team’s page."),
        required=False,
    )


class ReportForm(forms.Form):
    """What is wrong with a post."""

    reason = forms.CharField(
        label=gettext_lazy("What is wrong with it?"),
        max_length=words.REASON,
        help_text=gettext_lazy("Only moderators read this. Nobody is told that it was you."),
        error_messages={"required": gettext_lazy("Say in a few words what is wrong with it.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
