"""Where a gateway tells what became of a text: an address of ours that carries the text’s keyed name (D1)."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from muster.accounts.queries import site_url
from muster.channels.kinds.sms.target import NotAGateway, Target, parse
from muster.delivery import prices
from muster.kit.health import Finding

NAME: Final = "delivery: gateway"
_SHORTEST_SECRET: Final = 20
_PLACE: Final = "{name}"


def gateway() -> Target | None:
    """The gateway for live texts, if one is set. Raises NotAGateway."""
    return parse(settings.MUSTER_SMS_URL) if settings.MUSTER_SMS_URL else None


def heard() -> bool:
    """Whether the gateway has a door here: Kannel by its secret path, Twilio by its seal."""
    target = gateway()
    if target is None:
        return False
    return target.kind == "twilio" or guarded(settings.MUSTER_SMS_HOOK_SECRET)


def guarded(secret: str) -> bool:
    """Whether a secret path is long enough to be one."""
    return len(secret) >= _SHORTEST_SECRET


def base() -> str:
    """Where a gateway reaches this installation, without a slash at the end."""
    return settings.MUSTER_SMS_HOOK_URL or site_url()


def address(target: Target) -> str:
    """Where reports go, with “{name}” where the name of a text belongs."""
    if target.kind == "twilio":
        return hook("sms-twilio-report", _PLACE)
    return hook("sms-kannel-report", settings.MUSTER_SMS_HOOK_SECRET or "none", _PLACE)


def hook(name: str, *parts: str) -> str:
    """The whole address of one of our hooks, as the gateway must call it."""
    marks = {part: f"part{place}q7x" for place, part in enumerate(parts)}
    try:
        path = reverse(f"hooks:{name}", args=list(marks.values()))
    except NoReverseMatch:
        path = f"/hooks/{name}/{'/'.join(marks.values())}"
    for part, mark in marks.items():
        path = path.replace(mark, part)
    return f"{base()}{path}"


def question() -> Finding:
    """Asked by ``muster check``. Texts are not needed by everybody, so their want blocks nothing."""
    try:
        target = gateway()
        priced = bool(prices.prices().by_code)
    except (NotAGateway, prices.NotPrices) as problem:
        return Finding(NAME, ok=False, words=str(problem), fix=_("Mend that setting."))
    if target is None:
        words = _("No gateway is set; texts are caught in training only.")
        return Finding(NAME, ok=True, words=words)
    if not settings.MUSTER_SMS_SENDER:
        words = _("Texts have no registered sender.")
        return Finding(NAME, ok=False, words=words, fix=_("Set MUSTER_SMS_SENDER."), blocking=False)
    if not heard():
        words = _("Nobody would hear STOP or a delivery report.")
        fix = _("Set MUSTER_SMS_HOOK_SECRET to twenty random letters or more.")
        return Finding(NAME, ok=False, words=words, fix=fix, blocking=False)
    if not priced:
        words, fix = _("A text has no price."), _("Set MUSTER_SMS_PRICES, such as EUR 48=4.5 *=6.")
        return Finding(NAME, ok=False, words=words, fix=fix, blocking=False)
    words = _("Texts leave by %(kind)s at %(place)s as %(sender)s.") % {
        "kind": target.kind,
        "place": target.authority,
        "sender": settings.MUSTER_SMS_SENDER,
    }
    return Finding(NAME, ok=True, words=words)
