"""What an event of Stripe says about money, and what of it is kept. Pure; unknown events say nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from muster.gifts.folding import Told, What
from muster.gifts.gateways import Heard, NotReadable
from muster.gifts.kinds.stripe import units

# Everything else of an object (card, address, name) is dropped before it is stored.
_KEPT: Final = (
    "id", "object", "amount", "amount_captured", "amount_received", "amount_total", "captured",
    "charge", "client_reference_id", "currency", "paid", "payment_intent", "payment_status",
    "status",
)  # fmt: skip
_REFUND: Final = ("id", "amount", "currency", "status", "payment_intent", "charge")
_LONGEST: Final = 255
_MOST_REFUNDS: Final = 100
_MOST_MINOR: Final = 10**14
_RANKS: Final = {
    "charge.dispute.created": 0, "charge.dispute.updated": 1, "charge.dispute.funds_withdrawn": 2,
    "charge.dispute.closed": 4, "charge.dispute.funds_reinstated": 5,
}  # fmt: skip


def heard(event: object) -> Heard:
    """An event cut down to what is kept; ``NotReadable`` where it is none of this family."""
    if not isinstance(event, dict) or event.get("object") != "event":
        raise NotReadable("not an event")
    number, kind = _text(event.get("id")), _text(event.get("type"))
    data = event.get("data")
    thing = data.get("object") if isinstance(data, dict) else None
    if not number or not isinstance(thing, dict):
        raise NotReadable("not an event")
    created = event.get("created")
    if not isinstance(created, int) or not 0 <= created < 10**11:
        created = 0
    kept = _kept(thing)
    return Heard(
        number=number,
        kind=kind[:80],
        at=datetime.fromtimestamp(created, UTC),
        said={"type": kind[:80], "created": created, "object": kept},
        token=_token(thing),
        intent=_intent(kept),
    )


def answered(refund: Mapping[str, Any], *, at: datetime) -> Heard:
    """The answer to an order of money back, as a report like any other."""
    kept = _kept(dict(refund))
    created = int(at.timestamp())
    said = {"type": "refund.answered", "created": created, "object": kept}
    return Heard(f"answer:{kept['id']}", "refund.answered", at, said, intent=_intent(kept))


def read(said: Mapping[str, Any], number: str) -> list[Told]:
    """What a kept event says; nothing where it is not about money."""
    reader = _READERS.get(said["object"].get("object", ""))
    return list(reader(said["type"], said["object"], said["created"], number)) if reader else []


def _kept(thing: dict[str, Any]) -> dict[str, Any]:
    kept = {name: _plain(thing[name]) for name in _KEPT if thing.get(name) is not None}
    problem = thing.get("last_payment_error")
    if isinstance(problem, dict):
        kept["failure"] = _text(problem.get("decline_code") or problem.get("code"))[:64]
    refunds = thing.get("refunds")
    items = refunds.get("data") if isinstance(refunds, dict) else None
    if isinstance(items, list) and items:
        kept["refunds"] = [
            {name: _plain(one[name]) for name in _REFUND if one.get(name) is not None}
            for one in items[:_MOST_REFUNDS]
            if isinstance(one, dict)
        ]
    return kept


def _plain(value: object) -> object:
    """A value as it is kept; of an object that was written out, its number."""
    if isinstance(value, dict):
        return _text(value.get("id"))
    return value if isinstance(value, bool | int) else _text(value)


def _text(value: object) -> str:
    # JSON can spell half a letter, which no database holds.
    held = value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
    return held.replace("\x00", "")[:_LONGEST]


def _token(thing: dict[str, Any]) -> str:
    """Which payment of ours it names."""
    notes = thing.get("metadata")
    named = notes.get("payment") if isinstance(notes, dict) else None
    told = _text(named) or _text(thing.get("client_reference_id"))
    return told if len(told) <= 22 else ""


def _intent(kept: Mapping[str, Any]) -> str:
    if kept.get("object") == "payment_intent":
        return str(kept.get("id", ""))
    return str(kept.get("payment_intent") or "")


def _session(kind: str, one: Mapping[str, Any], at: int, number: str) -> Iterator[Told]:
    """A page of payment: finished at once, finished later, or never."""
    intent = _intent(one)
    if one.get("payment_status") == "paid" and intent:
        yield _money("captured", one, intent, intent, at, number, one.get("amount_total"))
    elif kind.endswith(".expired"):
        yield Told("expired", intent, intent, at, number=number)
    elif kind.endswith(".async_payment_failed"):
        yield Told("failed", intent, intent, at, number=number, detail="failed")
    elif kind.endswith(".completed"):
        yield Told("processing", intent, intent, at, number=number)


def _payment(kind: str, one: Mapping[str, Any], at: int, number: str) -> Iterator[Told]:
    intent = _intent(one)
    if kind == "payment_intent.succeeded":
        came = one.get("amount_received") or one.get("amount")
        yield _money("captured", one, intent, intent, at, number, came)
        return
    states: dict[str, What] = {
        "payment_intent.payment_failed": "failed",
        "payment_intent.processing": "processing",
        "payment_intent.canceled": "expired",
    }
    yield Told(
        states.get(kind, "opened"), intent, intent, at, number=number,
        detail=str(one.get("failure", "")),
    )  # fmt: skip


def _charge(_kind: str, one: Mapping[str, Any], at: int, number: str) -> Iterator[Told]:
    intent = _intent(one)
    if intent and one.get("status") == "succeeded" and one.get("captured"):
        came = one.get("amount_captured") or one.get("amount")
        yield _money("captured", one, intent, intent, at, number, came)
    for back in one.get("refunds", []):
        told = {"currency": one.get("currency", ""), **back}
        yield from _back(told, intent, at, number)


def _refund(_kind: str, one: Mapping[str, Any], at: int, number: str) -> Iterator[Told]:
    yield from _back(one, _intent(one), at, number)


def _back(one: Mapping[str, Any], intent: str, at: int, number: str) -> Iterator[Told]:
    name, status = str(one.get("id", "")), one.get("status")
    if not name or status == "requires_action":
        return
    what: What = "refund_off" if status in {"failed", "canceled"} else "refund"
    yield _money(what, one, name, intent, at, number, one.get("amount"))


def _dispute(kind: str, one: Mapping[str, Any], at: int, number: str) -> Iterator[Told]:
    """A bank takes money back, and sometimes gives it again; a mere inquiry moves none."""
    name, status = str(one.get("id", "")), str(one.get("status", ""))
    won = status == "won" or kind.endswith(".funds_reinstated")
    if not name or (status.startswith("warning") and not kind.endswith("funds_withdrawn")):
        return
    what: What = "dispute_off" if won else "dispute"
    told = _money(what, one, name, _intent(one), at, number, one.get("amount"))
    yield Told(
        told.what, told.thing, told.intent, told.at, told.minor, told.currency,
        rank=_RANKS.get(kind, 1), number=number,
    )  # fmt: skip


def _money(  # noqa: PLR0917 -- told in one order everywhere here
    what: What,
    one: Mapping[str, Any],
    thing: str,
    intent: str,
    at: int,
    number: str,
    amount: object,
) -> Told:
    currency = str(one.get("currency", "")).upper()
    good = isinstance(amount, int) and 0 <= amount < _MOST_MINOR and len(currency) == 3
    minor = units.ours(int(str(amount)), currency) if good else 0
    return Told(what, thing, intent, at, minor, currency, number=number)


_READERS: Final[
    dict[str, Callable[[str, Mapping[str, Any], int, str], Iterator[Told]]]
] = {
    "checkout.session": _session,
    "payment_intent": _payment,
    "charge": _charge,
    "refund": _refund,
    "dispute": _dispute,
}  # fmt: skip
