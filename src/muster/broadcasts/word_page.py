"""The page a correction links to: our own words to everybody, with nobody’s name and nobody’s number (C2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from muster.broadcasts import corrections
from muster.broadcasts.models import Broadcast
from muster.delivery import documents, fields, liquid, markup
from muster.delivery import queries as delivery


@dataclass(frozen=True, slots=True)
class WordPage:
    """What was sealed and let go, as anybody may read it."""

    broadcast: Broadcast
    subject: str
    letter: SafeString
    language: str
    mode: str


def of(token: str) -> WordPage | None:
    """The page of that name; None until its correction was let go."""
    broadcast = Broadcast.objects.exclude(page_token="").filter(page_token=token).first()
    release = delivery.release_of(broadcast.reference) if broadcast else None
    if broadcast is None or release is None:
        return None
    wording = documents.read(release.document).texts[0]
    text = wording.text.replace(corrections.page_url(token), _("this page"))
    return WordPage(
        broadcast=broadcast,
        subject=_impersonal(wording.subject),
        letter=mark_safe(markup.to_html(_impersonal(text))),  # noqa: S308 - cleaned there
        language=wording.language,
        mode=release.mode,
    )


def _impersonal(text: str) -> str:
    """The words with what stands there for somebody of whom nothing is known."""
    return liquid.parse(text, fields.NAMES).plain({})
