"""The words people are asked with. What was shown is stored word for word, with its fingerprint."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _


def sign_up_news(organisation: str) -> str:
    """The question beside the tick of the sign-up form."""
    return _(
        "Yes, %(organisation)s may e-mail me news and invitations for my region, about twice a "
        "month. I can stop any time with one press."
    ) % {"organisation": organisation}


def sign_up_texts(organisation: str) -> str:
    """The question beside the tick for texts."""
    return _(
        "Yes, %(organisation)s may text me news and invitations for my region. I get one text to "
        "answer with YES first, and can stop any time by answering STOP."
    ) % {"organisation": organisation}


def preference(organisation: str, channel: str, title: str) -> str:
    """The words of one toggle in the preference centre."""
    return _("%(channel)s from %(organisation)s: %(title)s") % {
        "organisation": organisation,
        "channel": channel,
        "title": title,
    }


def digest(text: str, language: str) -> str:
    """The fingerprint of a wording in one language."""
    return hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()
