"""What a correction says and must say: it names the original and links to nothing but its own page (C1, C2).

No tracking: the page counts how often it is asked for on a day and knows nothing of who asks.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from muster.accounts.queries import organisation, site_url
from muster.broadcasts.errors import LinksElsewhere, NamesNotTheOriginal
from muster.broadcasts.models import Broadcast, TemplateVersion

# What a correction template writes where the original is named and where its page is linked.
ORIGINAL: Final = "[[original]]"
PAGE: Final = "[[page]]"
# So much of a text message is quoted to name it.
QUOTED: Final = 40
_FIELD: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_LINK: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'()\[\]]+", re.IGNORECASE)


def corrects(broadcast: Broadcast) -> bool:
    """Whether it takes back an earlier one; a message to the rest or the unknown does not."""
    return broadcast.corrects_id is not None and broadcast.aim == Broadcast.Aim.REACHED


def page_url(token: str) -> str:
    """The one page of our own it may link to."""
    return f"{site_url()}/word/{token}/"


def names(original: Broadcast) -> tuple[str, ...]:
    """What its readers, or we, call the original; any one of them names it.

    A text message has no subject, so its readers know it by its words.
    """
    known = original.subject.strip() or _beginning(original.body)
    return tuple(name for name in (known, original.title.strip()) if name)


def _beginning(body: str) -> str:
    """The first words of the longest part that is the same for everybody."""
    longest = max(_FIELD.split(body), key=len).strip(" \n,.;:!?–-")
    return textwrap.shorten(longest, QUOTED, placeholder="").rstrip(" ,.;:–-")


def words(original: Broadcast, token: str, template: TemplateVersion | None) -> tuple[str, str]:
    """Subject and text to begin with: of an approved template, else our own."""
    with override(original.language):
        subject, body = (template.subject, template.body) if template else _ours(original)
    filled = [
        part.replace(ORIGINAL, names(original)[0]).replace(PAGE, page_url(token))
        for part in (subject, body)
    ]
    return filled[0][:200], filled[1]


def demand(broadcast: Broadcast) -> None:
    """Raise unless a correction names what it corrects and links only to its page (C2)."""
    if broadcast.corrects is None or not corrects(broadcast):
        return
    text = f"{broadcast.subject}\n{broadcast.body}"
    if not any(name.casefold() in text.casefold() for name in names(broadcast.corrects)):
        raise NamesNotTheOriginal(names(broadcast.corrects)[0])
    own = page_url(broadcast.page_token)
    if others := _others(text, own):
        raise LinksElsewhere(others[0], own)


def in_document(broadcast: Broadcast) -> Mapping[str, Any]:
    """What approvers and pre-flight must know of it."""
    if broadcast.corrects is None or not corrects(broadcast):
        return {}
    return {"names": list(names(broadcast.corrects)), "page": page_url(broadcast.page_token)}


def _others(text: str, own: str) -> list[str]:
    links = [found.group().rstrip(".,;:!?") for found in _LINK.finditer(text)]
    return [link for link in links if link != own]


def _ours(original: Broadcast) -> tuple[str, str]:
    # Whoever gets it must read at once who writes.
    house = organisation().name
    greeting = f'{{{{ first_name | default: "{_("friend")}" }}}}'
    facts = {"name": greeting, "original": ORIGINAL, "page": PAGE, "house": house}
    if original.channel == "sms":
        return "", _(
            "%(house)s: our text “%(original)s” reached you by mistake. Please ignore it; there is"
            " nothing you have to do. Sorry. %(page)s"
        ) % facts
    subject = _("Sent to you by mistake: %(original)s") % facts
    body = (
        _(
            "Hello %(name)s,\n\nour message “%(original)s” reached you by mistake. Please ignore it;"
            " there is nothing you have to do.\n\nWe are sorry. That this is from us you can read on"
            " our own site: %(page)s\n\n%(house)s"
        )
        % facts
    )
    return subject, body
