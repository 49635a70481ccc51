"""Everything that may change the books, what somebody is about to give, or what was counted."""

from muster.gifts.actions.begin import NotAnAmount, NotOpen, TooManyTries, begin, checkout
from muster.gifts.actions.cash import (
    AlreadyCounted,
    NeedsReason,
    NotCash,
    NothingToSettle,
    NotYours,
    amend,
    count,
    open_hat,
    settle,
)
from muster.gifts.actions.checking import check
from muster.gifts.actions.following import fold, try_again
from muster.gifts.actions.forgetting import forget
from muster.gifts.actions.hear import keep
from muster.gifts.actions.paying_back import (
    NotPayable,
    decide,
    order,
    order_waiting,
    pay_back,
    returnable,
)
from muster.gifts.actions.pledging import AlreadyEnded, NotAPledge, end_pledge, pledge
from muster.gifts.actions.record import FACTS, NewEntry, record, take_back

__all__ = [
    "FACTS",
    "AlreadyCounted",
    "AlreadyEnded",
    "NeedsReason",
    "NewEntry",
    "NotAPledge",
    "NotAnAmount",
    "NotCash",
    "NotOpen",
    "NotPayable",
    "NotYours",
    "NothingToSettle",
    "TooManyTries",
    "amend",
    "begin",
    "check",
    "checkout",
    "count",
    "decide",
    "end_pledge",
    "fold",
    "forget",
    "keep",
    "open_hat",
    "order",
    "order_waiting",
    "pay_back",
    "pledge",
    "record",
    "returnable",
    "settle",
    "take_back",
    "try_again",
]
