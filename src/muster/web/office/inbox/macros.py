"""Kept answers: the list, writing one in up to four languages, changing it, dropping it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.inbox import actions, kept_words, macros
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import may
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.inbox.models import Macro
    from muster.web.gate import StaffRequest

LANGUAGES = {
    "en": gettext_lazy("In English"),
    "it": gettext_lazy("In Italian"),
    "pl": gettext_lazy("In Polish"),
    "fr": gettext_lazy("In French"),
}


class MacroForm(forms.Form):
    """A name, what it is about, and a text for each language."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    topic = forms.TypedChoiceField(
        label=gettext_lazy("What it is about"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = {one.pk: one for one in kept_words.topics()}
        named = [(one.pk, one.name) for one in self.topics.values()]
        self.fields["topic"].choices = [("", _("Anything")), *named]  # type: ignore[attr-defined]
        for language, words in LANGUAGES.items():
            self.fields[language] = forms.CharField(
                label=words,
                required=False,
                max_length=macros.LONGEST,
                widget=forms.Textarea(attrs={"rows": 6, "lang": language}),
            )


@may("inbox.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Everything that is kept, by name."""
    found = kept_words.all_macros()
    title = ngettext("%(n)s answer is kept", "%(n)s answers are kept", len(found))
    rows = [
        (one, [LANGUAGES[name] for name in macros.LANGUAGES if name in one.texts]) for one in found
    ]
    context = {
        "title": title % {"n": number(len(found))} if found else _("No answer is kept yet"),
        "rows": rows,
    }
    return frame.page(request, "office/inbox/macros.html", context)


@may("inbox.answer")
def new(request: StaffRequest) -> HttpResponse:
    """Write one."""
    return _write(request, None)


@may("inbox.answer")
def macro(request: StaffRequest, macro_id: int) -> HttpResponse:
    """Write it differently."""
    return _write(request, kept_words.macro(macro_id))


@may("inbox.answer")
@require_POST
def removal(request: StaffRequest, macro_id: int) -> HttpResponse:
    """Offer it no more."""
    found = kept_words.macro(macro_id)
    actions.drop_macro(macro=found, by=request.staff, at=clock.now())
    messages.success(request, _("“%(name)s” is no longer offered.") % {"name": found.name})
    return redirect("office:inbox-macros")


def _write(request: StaffRequest, found: Macro | None) -> HttpResponse:
    held: dict[str, Any] = (
        {"name": found.name, "topic": found.topic_id, **found.texts} if found else {}
    )
    form = MacroForm(request.POST if request.method == "POST" else None, initial=held)
    refused = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            kept = actions.keep_macro(
                macro=found,
                name=given["name"],
                topic=form.topics.get(given["topic"]),
                texts={name: given[name] for name in macros.LANGUAGES},
                by=request.staff,
                at=clock.now(),
            )
        except Refused as error:
            refused = error
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": kept.name})
            return redirect("office:inbox-macros")
    context = {
        "title": found.name if found else _("Keep an answer"),
        "form": form,
        "macro": found,
        "languages": [form[name] for name in macros.LANGUAGES],
    }
    status = refused.status if refused else 422 if form.is_bound else 200
    return frame.page(request, "office/inbox/macro.html", context, status=status)
