"""The form “Ask us”: a question, and a mailbox or a telephone to answer to. It checks; nothing is stored here."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.people import keys
from muster.web.site.guard import GuardedForm

BY_MAIL: Final = "email"
BY_TEXT: Final = "phone"
LONGEST: Final = 5_000
WAYS: Final = [
    (BY_MAIL, gettext_lazy("By e-mail")),
    (BY_TEXT, gettext_lazy("By text message")),
]


class AskForm(GuardedForm):
    """What has no choice is not asked: no topics, no field for them; no gateway, no texts."""

    form_name = "ask"
    topic = forms.ChoiceField(label=gettext_lazy("What is it about?"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy("As you would say it. A person reads it."),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write your question.")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    answer_by = forms.ChoiceField(
        label=gettext_lazy("How should we answer?"), choices=WAYS, widget=forms.RadioSelect
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Mobile number"),
        help_text=gettext_lazy("Only if we should answer by text message"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(
        self, *args: Any, topics: list[tuple[int, str]], texts: bool, country: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._names = {str(number): name for number, name in topics}
        self._country = country
        field: Any = self.fields["topic"]
        field.choices = [("", _("Something else")), *self._names.items()]
        if not topics:
            del self.fields["topic"]
        if not texts:
            del self.fields["answer_by"], self.fields["phone"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # Without a choice of ways there is one.
        wanted = cleaned.get("answer_by", BY_MAIL) if "answer_by" in self.fields else BY_MAIL
        missing = {
            BY_MAIL: _("Write the e-mail address we should answer to."),
            BY_TEXT: _("Write the number we should answer to."),
        }
        if wanted in missing and not self.errors.get(wanted):
            self._address(cleaned, wanted, missing[wanted])
        return cleaned

    def _address(self, cleaned: dict[str, Any], wanted: str, missing: str) -> None:
        written = cleaned.get(wanted, "").strip()
        if not written:
            self.add_error(wanted, missing)
            return
        try:
            cleaned["address"] = keys.normalise(wanted, written, self._country)
        except keys.NotAKey as problem:
            self.add_error(wanted, str(problem))

    def question(self, *, language: str, subject: str) -> dict[str, str]:
        """What was asked, as the channel reads it."""
        said = self.cleaned_data
        topic = said.get("topic", "")
        return {
            "address": said["address"],
            "words": said["words"],
            "name": said["name"],
            "topic": topic,
            "subject": self._names.get(topic) or subject,
            "language": language,
            # A second press of the same button is the same question.
            "once": said["stamp"],
        }
