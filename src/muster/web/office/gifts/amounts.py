"""A form with an amount of money in it, in a currency that is known before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.kit.money import Money
from muster.web.office.import_forms import Blaming


class AmountForm(Blaming):
    """``amount`` comes out as money."""

    amount = forms.CharField(
        label=gettext_lazy("How much?"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write how much.")},
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["amount"].help_text = _("In %(currency)s") % {"currency": currency}

    def clean_amount(self) -> Money:
        try:
            return Money.parse(self.cleaned_data["amount"], self.currency)
        except ValueError:
            raise forms.ValidationError(_("Write the amount in digits, such as 15.")) from None
