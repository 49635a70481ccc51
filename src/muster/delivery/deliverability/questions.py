"""How our domain stands, as questions of ``muster check``."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _

from muster.accounts.queries import organisation
from muster.delivery.deliverability import looking, settled
from muster.kit import actors, health
from muster.kit.health import Finding


def declare() -> None:
    """Called once at start-up."""
    for name in looking.NAMES:
        health.declare(f"domain: {name}", partial(question, name))


def question(name: str) -> Finding:
    """One answer. The DNS is asked once for all of them, and only where mail may leave for the world."""
    from muster.delivery.actions import standings

    place = f"domain: {name}"
    if not settled.holds(organisation().mode):
        return Finding(place, ok=True, words=_("The domain is asked about once mail can leave."))
    found = {one.name: one for one in standings.looked_at_now(by=actors.system("check"))}
    answer = found.get(name) or found.get("domain")
    if answer is None:
        return Finding(place, ok=True, words=_("There is no relay of our own to look at."))
    return Finding(place, ok=answer.ok, words=answer.words, fix=answer.fix)
