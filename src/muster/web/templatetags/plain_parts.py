"""What people write on boards, as it is shown: escaped, with its lines, and addresses of pages as links."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from muster.groups.words import LINK

register = template.Library()

# Written by somebody: no search engine follows it, and the page it leads to learns nothing.
REL: Final = "nofollow ugc noopener noreferrer"
_AFTER: Final = ".,;:!?)]}’'”*"


@register.filter
def plain(text: str) -> SafeString:
    """A text of a member as paragraphs."""
    paragraphs = [one for one in text.split("\n\n") if one]
    return mark_safe("".join(f"<p>{_line(one)}</p>" for one in paragraphs))  # noqa: S308 - each piece is escaped


def _line(text: str) -> str:
    found, place = [], 0
    for match in LINK.finditer(text):
        address = match.group().rstrip(_AFTER)
        found += [escape(text[place : match.start()]), _link(address)]
        place = match.start() + len(address)
    found.append(escape(text[place:]))
    return "".join(found).replace("\n", "<br>")


def _link(address: str) -> SafeString:
    return format_html('<a href="{}" rel="{}">{}</a>', address, REL, address)
