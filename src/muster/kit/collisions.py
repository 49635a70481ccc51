"""Two at the same moment: what the database refuses to the later one becomes a conflict in words."""

from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from django.db import OperationalError
from django.utils.translation import gettext as _

from muster.kit.errors import Conflict

P = ParamSpec("P")
T = TypeVar("T")

# What PostgreSQL says to the loser: could not serialize, deadlock.
_LOST: Final = {"40001", "40P01"}


class AtOnce(Conflict):
    """Somebody else did something with the same thing at the very same moment."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else changed this at the very same moment, so nothing of yours was "
                "recorded. Look at how it is now, then try again."
            )
        )


def lost(error: OperationalError) -> bool:
    """Whether the database let somebody else win, and nothing else is wrong."""
    return getattr(error.__cause__, "sqlstate", None) in _LOST


def one_wins(action: Callable[P, T]) -> Callable[P, T]:
    """Put outside ``transaction.atomic``: whoever loses hears so in words, and nothing was recorded."""

    @wraps(action)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return action(*args, **kwargs)
        except OperationalError as error:
            if lost(error):
                raise AtOnce from error
            raise

    return guarded
