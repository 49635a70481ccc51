"""Asks the DNS about our domain, and judges what it said when somebody wants to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.delivery.deliverability import records, signature
from muster.delivery.deliverability.records import Answer
from muster.delivery.deliverability.settled import Settled
from muster.delivery.models import Standing
from muster.kit import clock, dns

# Older than this a look says nothing any more.
LASTING: Final = timedelta(hours=24)
NAMES: Final = ("spf", "dkim", "signature", "dmarc", "from", "relay")


def ask(settled: Settled) -> dict[str, Any]:
    """What the DNS says now, by question. It takes seconds; no transaction may be open."""
    asked = dns.current()
    selector, signing = key_of(settled)
    said = {
        "spf": _try(lambda: asked.texts(settled.returning)),
        "dkim": _try(lambda: asked.texts(f"{selector}._domainkey.{signing}") if selector else []),
        "dmarc": _try(lambda: _policy(asked, settled.domain)),
        "signing": signing,
        "selector": selector,
    }
    if settled.relay_name:
        said["names"] = _try(lambda: asked.names(settled.relay_address))
        said["addresses"] = _try(lambda: asked.addresses(settled.relay_name))
    return said


def key_of(settled: Settled) -> tuple[str, str]:
    """The selector and domain our mail is signed with: as settled, else as last seen."""
    seen = signature.latest(settled.domain)
    if settled.selector:
        return settled.selector, seen.domain if seen else settled.domain
    return (seen.selector, seen.domain) if seen else ("", settled.domain)


def answers(settled: Settled) -> list[Answer]:
    """Every question with its answer, from the latest look and the latest signature seen."""
    if not settled.domain or not settled.returning:
        fix = _("Set the sender’s address and the reply domain in Settings.")
        words = _("It is not settled from which domain we write.")
        return [Answer("domain", ok=False, words=words, fix=fix)]
    row = Standing.objects.filter(domain=settled.domain).first()
    if row is None or clock.db_now() - row.looked_at > LASTING:
        return [_unknown(_("The worker looks every hour; or run: muster domain."))]
    return judge(settled, dict(row.findings))


def judge(settled: Settled, said: Mapping[str, Any]) -> list[Answer]:
    """What the records mean for mail of ours."""
    selector, signing = str(said.get("selector", "")), str(said.get("signing", ""))
    found = [
        _or_silence(
            "spf", said, lambda told: records.spf(settled.returning, told, include=settled.include)
        ),
        _or_silence("dkim", said, lambda told: records.dkim(selector, signing, told)),
        signature.answer(settled.domain),
        _or_silence(
            "dmarc",
            said,
            lambda told: records.dmarc(
                settled.domain, *told, signing=signing, returning=settled.returning
            ),
        ),
        records.sender(settled.sender, signing if signature.proved(settled.domain) else ""),
    ]
    if settled.relay_name:
        found.append(_relay(settled, said))
    return found


def _relay(settled: Settled, said: Mapping[str, Any]) -> Answer:
    if said.get("names") is None or said.get("addresses") is None:
        return _silent("relay")
    return records.relay(
        settled.relay_name, settled.relay_address, said["names"], said["addresses"]
    )


def _policy(asked: dns.Resolver, domain: str) -> list[str]:
    """Where the nearest DMARC policy stands, and what it says."""
    for one in records.parents(domain):
        texts = [t for t in asked.texts(f"_dmarc.{one}") if t.lower().startswith("v=dmarc1")]
        if len(texts) == 1:
            return [one, texts[0]]
    return ["", ""]


def _try(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except dns.CannotAsk:
        return None


def _or_silence(
    name: str, said: Mapping[str, Any], judged: Callable[[list[str]], Answer]
) -> Answer:
    told = said.get(name)
    return _silent(name) if told is None else judged(told)


def _silent(name: str) -> Answer:
    return Answer(
        name,
        ok=False,
        words=_("The DNS did not answer about “%(name)s”.") % {"name": name},
        fix=_("Look at the name servers, then run: muster domain."),
    )


def _unknown(fix: str) -> Answer:
    return Answer("domain", ok=False, words=_("Our domain was not looked at lately."), fix=fix)
