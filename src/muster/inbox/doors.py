"""The ways in at which we fetch ourselves: which there should be, and whether each is heard of.

Asked by ``muster check`` and the page of settings and health. A kind of channel names its own at start-up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.inbox.models import Door
from muster.kit import clock, health

if TYPE_CHECKING:
    from django.utils.functional import Promise

MAILBOX: Final = "imap"
# Whoever fetches says so more often than this, also when nothing came.
LONGEST: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: what people call it, whether this installation uses it, and what to do when it is silent."""

    name: str
    words: str | Promise
    is_set: Callable[[], bool]
    fix: str | Promise


def mailbox() -> Way:
    """The mailbox as ``muster check`` asks for it."""
    return Way(
        MAILBOX,
        words=gettext_lazy("The mailbox"),
        is_set=lambda: bool(settings.MUSTER_IMAP_URL),
        fix=gettext_lazy(
            "Start it beside the workers: muster receive --imap. Its log says what is wrong."
        ),
    )


def expect(way: Way) -> None:
    """Declare at start-up that this way in, where it is set up, must be heard of."""
    health.declare(f"inbox: {way.name}", partial(question, way))


def mark(name: str) -> dict[str, Any]:
    """Return how far we have read at that door; nothing for one we never came to."""
    found = Door.objects.filter(name=name).values_list("mark", flat=True).first()
    return dict(found or {})


def heard_at(name: str) -> datetime | None:
    """Return when the door was heard of last, if ever."""
    return Door.objects.filter(name=name).values_list("heard_at", flat=True).first()


def troubled_since(name: str) -> datetime | None:
    """Return since when the door does not answer; nothing while it does."""
    return Door.objects.filter(name=name).values_list("trouble_at", flat=True).first()


def question(way: Way) -> health.Finding:
    """Tell whether the door is heard of, and what to do if it is not."""
    name = f"inbox: {way.name}"
    if not way.is_set():
        unset = _("Nothing is fetched from a mailbox or account that is not set up.")
        return health.Finding(name, ok=True, words=unset)
    door = Door.objects.filter(name=way.name).first()
    since = door.heard_at if door else None
    quiet = since is None or clock.now() - since >= LONGEST
    aside = len(door.mark.get("aside", ())) if door else 0
    words = [_heard(way, since), _trouble(door), _aside(aside)]
    return health.Finding(
        name,
        ok=not (quiet or aside),
        words=" ".join(word for word in words if word),
        fix=str(way.fix),
        blocking=False,
    )


def _heard(way: Way, since: datetime | None) -> str:
    if since is None:
        return _("%(door)s: never heard of.") % {"door": way.words}
    minutes = max(0, int((clock.now() - since).total_seconds() // 60))
    words = ngettext(
        "%(door)s: heard of %(n)s minute ago.", "%(door)s: heard of %(n)s minutes ago.", minutes
    )
    return words % {"door": way.words, "n": minutes}


def _trouble(door: Door | None) -> str:
    if door is None or not door.trouble:
        return ""
    return _("It says: “%(trouble)s”") % {"trouble": door.trouble}


def _aside(number: int) -> str:
    """Messages that could not be read are left where they lie, so that they hold nothing up."""
    if not number:
        return ""
    words = ngettext(
        "%(n)s message could not be taken in and was left there.",
        "%(n)s messages could not be taken in and were left there.",
        number,
    )
    return words % {"n": number}
