"""The rows of money: what moved, what somebody is about to give, what was reported, what was counted by hand."""

from muster.gifts.models.cash import CashCount, Hat
from muster.gifts.models.entry import KINDS, Entry, EntryQuerySet
from muster.gifts.models.payment import Payment
from muster.gifts.models.pledge import Pledge, PledgeQuerySet
from muster.gifts.models.refund import Refund
from muster.gifts.models.report import Check, Report

__all__ = [
    "KINDS",
    "CashCount",
    "Check",
    "Entry",
    "EntryQuerySet",
    "Hat",
    "Payment",
    "Pledge",
    "PledgeQuerySet",
    "Refund",
    "Report",
]
