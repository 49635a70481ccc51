"""Which kept reports belong together: those that name a payment, and those that name the same money.

A refund names no payment of ours, only the gateway’s number of the money; another report joins the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from muster.gifts import folding, gateways
from muster.gifts.folding import Standing
from muster.gifts.models import Payment, Report


@dataclass(slots=True)
class Gathered:
    """One payment of ours with everything reported about it."""

    payment: Payment
    reports: list[Report] = field(default_factory=list)

    def standing(self) -> Standing:
        """What they add up to."""
        gateway = gateways.of(self.payment.gateway)
        told = [one for report in self.reports for one in gateway.read(report.said, report.number)]
        return folding.fold(told)


def around(reports: Collection[Report]) -> list[Gathered]:
    """Every payment these are about, each with all that was ever reported of it."""
    intents = {one.intent for one in reports if one.intent}
    named = Report.objects.filter(intent__in=intents).exclude(token="")
    tokens = {one.token for one in reports if one.token}
    tokens |= set(named.values_list("token", flat=True))
    return of(Payment.objects.filter(token__in=tokens).order_by("id"))


def of(payments: Iterable[Payment]) -> list[Gathered]:
    """These payments, each with all that was ever reported of it."""
    found = {one.token: Gathered(one) for one in payments}
    named = Report.objects.filter(token__in=found).exclude(intent="")
    owners = {
        intent: token for token, intent in named.values_list("token", "intent") if token in found
    }
    whole = Report.objects.filter(Q(token__in=found) | Q(intent__in=owners)).order_by("id")
    for report in whole:
        token = report.token if report.token in found else owners.get(report.intent, "")
        mine = found.get(token)
        if mine is not None and report.gateway == mine.payment.gateway:
            mine.reports.append(report)
    return list(found.values())
