"""Template words of ours: icons, pills, bars, clocks, numbers, money and moments.

``{% load muster_parts %}``. What each part looks like and takes stands in docs/design.md.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from muster.kit import clock as kit_clock
from muster.kit import text as kit_text
from muster.web import words
from muster.web.states import look

if TYPE_CHECKING:
    from datetime import date

    from django.forms import BoundField
    from django.utils.safestring import SafeString

    from muster.kit.money import Money

register = template.Library()
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")

register.filter("number", words.number)
register.filter("capped", words.capped)
register.filter("day", words.day)
register.filter("moment", words.moment)
register.filter("hour", words.hour)
register.filter("city", words.city)
register.filter("span", words.span)


def _now() -> datetime:
    """Business time for words only: no query per row, so never compared with anything that binds."""
    return datetime.now(UTC) + kit_clock.story_offset()


@register.filter
def exact_hour(at: datetime | None) -> str:
    """Time with seconds, for a halt."""
    return words.hour(at, seconds=True)


@register.filter
def exact_moment(at: datetime | None) -> str:
    """Time with thousandths, for a message that was on its way at a halt."""
    return f"{words.hour(at, seconds=True)}.{at.microsecond // 1000:03}" if at else "–"


@register.filter
def ago(at: datetime) -> str:
    """“58 min ago”."""
    return words.since(at, _now())


@register.filter
def share(part: float | None, whole: float | None) -> str:
    """``{{ part|share:whole }}`` → “19.4 %”."""
    return words.percent(part, whole)


@register.filter
def money(amount: Money | None) -> str:
    """An amount in the language of the page."""
    return "–" if amount is None else words.money(amount.minor, amount.currency)


@register.filter
def in_words(value: int) -> str:
    """4120 → “four thousand one hundred and twenty”."""
    return kit_text.number_in_words(value, (get_language() or "en").split("-")[0])


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and last name, for the round badge."""
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


@register.filter
def may(staff: Any, permission: str) -> bool:
    """``{% if request.staff|may:"people.edit" %}``."""
    return bool(staff) and bool(staff.may(permission))


@register.simple_tag
def icon(name: str, *, label: str = "", small: bool = False) -> SafeString:
    """A sign from the sprite; silent next to a word, named when it stands alone."""
    size = " icon--s" if small else ""
    if label:
        return format_html(
            '<svg class="icon{}" role="img" aria-label="{}"><use href="#i-{}"/></svg>',
            size,
            label,
            name,
        )
    return _silent(name, size)


# A page draws a hundred of a few dozen signs.
@lru_cache(maxsize=512)
def _silent(name: str, size: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="#i-{}"/></svg>', size, name
    )


@register.simple_tag
def pill(state: str, word: str = "") -> SafeString:
    """``{% pill broadcast.status %}`` or ``{% pill "ok" _("Trained") %}``: sign, word, colour."""
    seen = look(str(state))
    tone = f" pill--{seen.tone}" if seen.tone else ""
    return format_html('<span class="pill{}">{}{}</span>', tone, icon(seen.icon), word or seen.word)


@register.simple_tag
def clock(due: datetime | None, *, answered: str = "") -> SafeString | str:
    """What is left until ``due``, in words; ``answered=`` shows that word instead, in green."""
    if answered:
        return format_html('<span class="clock clock--ok">{}{}</span>', icon("check"), answered)
    if due is None:
        return ""
    urgency, said = words.clock(due, _now())
    tone = f" clock--{urgency}" if urgency else ""
    sign = icon("late" if urgency == "late" else "clock")
    return format_html(
        '<time class="clock{}" datetime="{}">{}{}</time>', tone, due.isoformat(), sign, said
    )


@register.simple_tag
def at(moment: datetime | None, zone: str = "") -> SafeString | str:
    """A moment as <time>, “Tue 14 Oct, 10:00”, with the city where ``zone`` is given."""
    if moment is None:
        return "–"
    return format_html(
        '<time class="nb" datetime="{}">{}</time>',
        moment.isoformat(),
        words.moment(moment, zone or None),
    )


@register.simple_tag
def on(value: date | datetime | None) -> SafeString | str:
    """A day as <time>, “Tue 14 Oct 2026”."""
    if value is None:
        return "–"
    return format_html(
        '<time class="nb" datetime="{}">{}</time>', value.isoformat(), words.day(value)
    )


@register.simple_tag
def today() -> str:
    """The moment this page was made, for its top line."""
    return words.moment(_now(), None)


@register.simple_tag
def bar(value: float | None, whole: float | None) -> SafeString:
    """One share drawn to scale; the number stands beside it in words, so this is only drawn."""
    width = 100 * (value or 0) / whole if whole else 0
    return format_html(
        '<svg class="bar" aria-hidden="true"><rect class="bg" width="100%" height="100%" rx="2"/>'
        '<rect width="{}%" height="100%" rx="2"/></svg>',
        f"{min(max(width, 0), 100):.1f}",
    )


@register.simple_tag
@lru_cache(maxsize=512)
def css(*names: str) -> SafeString:
    """Style sheets of this page alone: ``{% block css %}{% css "broadcast" %}{% endblock %}``."""
    return format_html_join(
        "\n",
        '<link rel="stylesheet" href="{}">',
        ((static(f"css/parts/{name}.css"),) for name in names),
    )


@register.simple_tag
def widget(field: BoundField, look: str = "", **attrs: str) -> SafeString:
    """The bare control of a form field with our class; the label is the caller’s duty."""
    kind = getattr(field.field.widget, "input_type", "textarea")
    extra = {name.replace("_", "-"): value for name, value in attrs.items()}
    if kind not in {"checkbox", "radio", "hidden"}:
        extra["class"] = f"input {look}".strip()
    control = field.as_widget(attrs={**extra, **field.field.widget.attrs})
    # What was typed is shown again as it was, but for signs that no page may hold.
    return mark_safe(_UNWRITABLE.sub("", control))  # noqa: S308 - only takes away


@register.filter
def kind_of(field: BoundField) -> str:
    """What control a field is: “checkbox”, “radio”, “select”, “file”, “text” …"""
    control = field.field.widget
    if getattr(control, "input_type", "") == "checkbox" and hasattr(control, "choices"):
        return "checkboxes"
    return str(getattr(control, "input_type", "textarea"))
