"""What a text message costs while it is written: its frame, its alphabet and the price of a part."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from phonenumbers import country_code_for_region

from muster.accounts.queries import organisation
from muster.channels.kinds.sms import gsm
from muster.delivery import fields, preview, prices
from muster.delivery.documents import DocumentBody
from muster.web import words

# Stands for the text while its frame is printed; two signs of the cheap alphabet.
_HERE = "§§"


def said(measured: gsm.Measure) -> str:
    """“149 signs, 1 part, 11 left”, as it stands beneath a preview."""
    parts = ngettext("%(n)s part", "%(n)s parts", measured.parts) % {"n": measured.parts}
    return _("%(used)s signs, %(parts)s, %(left)s left in the last") % {
        "used": words.number(measured.used),
        "parts": parts,
        "left": words.number(measured.left),
    }


def costly(measured: gsm.Measure) -> str:
    """Which signs are not in the cheap alphabet, and what that does."""
    if not measured.costly:
        return ""
    return _("%(signs)s: not in the cheap alphabet, so a part holds 70 signs instead of 160") % {
        "signs": " ".join(measured.costly[:12])
    }


def for_page(body: DocumentBody) -> dict[str, Any]:
    """What the page needs to count along while somebody types, all of it from the one printer."""
    empty = replace(body, texts=(replace(body.texts[0], text=_HERE),))
    before, _here, after = preview.render(empty, {}).text.rpartition(_HERE)
    return {
        "before": before,
        "name": body.sender_name,
        "after": after,
        "basic": gsm.BASIC,
        "extension": gsm.EXTENSION,
        "alike": json.dumps({chr(sign): plain for sign, plain in gsm.ALIKE.items()}),
        "examples": json.dumps(fields.examples()),
        "price": price(),
        "sender": body.sms_sender,
    }


def price() -> str:
    """What one part costs at home, in words; empty where nobody has said."""
    listed = prices.prices()
    code = country_code_for_region(organisation().country)
    found = listed.of(f"+{code}") if code else None
    if found is None:
        return ""
    return _("%(price)s a part") % {"price": words.fine_money(found, listed.currency)}
