"""What must be mended before a text may be approved: its sender, its way to stop, its parts and its cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from muster.channels.kinds.sms.target import NotAGateway, parse
from muster.delivery import prices, reports, texts
from muster.delivery.documents import DocumentBody
from muster.delivery.models import Snapshot
from muster.delivery.textpress import takes_answers
from muster.kit.money import Money

MOST_PARTS: Final = 6
_NAME: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")

# Level, code, words and remedy of one finding.
Found = tuple[Literal["block", "advice"], str, str, str]


def sender(body: DocumentBody) -> Iterator[Found]:
    """Who it is from, by which gateway, and whether anybody hears STOP."""
    live = body.mode == "live"
    if not body.sender_name.strip():
        yield "block", "sender", _("It does not say whom it is from."), _("Set it in Settings.")
    if live and (problem := _gateway_problem()):
        yield "block", "gateway", problem, _("Set MUSTER_SMS_URL; see docs/operations.md.")
    if live and not body.sms_sender:
        yield (
            "block",
            "sms-sender",
            _("No number or name is registered as the sender of texts."),
            _("Register one with the gateway and set MUSTER_SMS_SENDER."),
        )
    elif not takes_answers(body.sms_sender) and not _NAME.fullmatch(body.sms_sender):
        yield (
            "block",
            "sms-sender",
            _("“%(sender)s” cannot be the sender of a text.") % {"sender": body.sms_sender[:40]},
            _("Use a number, or a name of at most eleven plain letters and digits."),
        )
    yield from _stopping(body, live=live)


def counted(body: DocumentBody, snapshot: Snapshot | None) -> Iterator[Found]:
    """How many parts everybody’s text has, and what that costs."""
    if snapshot is None:
        return
    try:
        found = texts.cost(body, snapshot)
    except prices.NotPrices as problem:
        yield "block", "prices", str(problem), _("Mend MUSTER_SMS_PRICES.")
        return
    if found.most > MOST_PARTS:
        yield (
            "block",
            "parts",
            _("The longest text has %(number)s parts; at most %(most)s arrive as one.")
            % {"number": found.most, "most": MOST_PARTS},
            _("Shorten it, or put the rest on a page."),
        )
    if found.unpriced and body.mode == "live":
        yield (
            "block",
            "prices",
            _("Nobody knows what a text to %(codes)s costs.")
            % {"codes": ", ".join(found.unpriced[:5])},
            _("Add the price of a part to MUSTER_SMS_PRICES; *=6 is for anywhere else."),
        )
    yield from _money(body, found)


def _money(body: DocumentBody, found: texts.Cost) -> Iterator[Found]:
    language = get_language() or "en"
    price = Money(found.minor, found.currency).words(language) if found.currency else ""
    if body.cost_cap_minor and found.minor > body.cost_cap_minor:
        cap = Money(body.cost_cap_minor, found.currency).words(language)
        yield (
            "block",
            "budget",
            _("It costs %(price)s; at most %(cap)s may be spent.") % {"price": price, "cap": cap},
            _("Choose fewer people or fewer parts, or have MUSTER_SMS_BUDGET raised."),
        )
    words = ngettext("%(parts)s part in all", "%(parts)s parts in all", found.parts)
    total = words % {"parts": f"{found.parts:,}"}
    yield "advice", "cost", f"{total}, {price}" if price else total, _wide(found)


def _wide(found: texts.Cost) -> str:
    if not found.wide:
        return _("Every text is written in the cheap alphabet: 160 signs a part.")
    return _("%(number)s people get signs that leave only 70 to a part.") % {
        "number": f"{found.wide:,}"
    }


def _stopping(body: DocumentBody, *, live: bool) -> Iterator[Found]:
    if not takes_answers(body.sms_sender):
        if not body.site_url.startswith(("https://", "http://localhost", "http://127.0.0.1")):
            yield (
                "block",
                "site",
                _("Nobody can answer a name, so its stop link needs our site’s address."),
                _("Set the site’s address in Settings, beginning with https."),
            )
    elif live and not _gateway_problem() and not reports.heard():
        yield (
            "block",
            "stop-words",
            _("Nobody would hear STOP: the gateway has no address to call."),
            _("Set MUSTER_SMS_HOOK_SECRET, and give the gateway the address of docs/channels.md."),
        )


def _gateway_problem() -> str:
    if not settings.MUSTER_SMS_URL:
        return _("There is no gateway that texts could leave by.")
    try:
        parse(settings.MUSTER_SMS_URL)
    except NotAGateway as problem:
        return str(problem)
    return ""
