"""Everything that may change the books, what somebody is about to give, or what was counted."""

from muster.gifts.actions.begin import NotAnAmount, NotOpen, TooManyTries, begin, checkout
from muster.gifts.actions.following import fold, try_again
from muster.gifts.actions.forgetting import forget
from muster.gifts.actions.hear import keep
from muster.gifts.actions.record import FACTS, NewEntry, record, take_back

__all__ = [
    "FACTS",
    "NewEntry",
    "NotAnAmount",
    "NotOpen",
    "TooManyTries",
    "begin",
    "checkout",
    "fold",
    "forget",
    "keep",
    "record",
    "take_back",
    "try_again",
]
