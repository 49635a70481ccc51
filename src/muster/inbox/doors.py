"""The ways in at which we fetch ourselves: which there should be, and whether each is heard of.

Asked by ``muster check`` and the page of settings and health. A kind of channel names its own at start-up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.inbox.models import Door
from muster.kit import clock, health

# Whoever fetches says so more often than this, also when nothing came.
LONGEST: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: what people call it, whether this installation uses it, and what to do when it is silent."""

    name: str
    words: str
    is_set: Callable[[], bool]
    fix: str


def expect(way: Way) -> None:
    """Declare at start-up that this way in, where it is set up, must be heard of."""
    health.declare(f"inbox: {way.name}", partial(question, way))


def mark(name: str) -> dict[str, Any]:
    """Return how far we have read at that door; nothing for one we never came to."""
    found = Door.objects.filter(name=name).values_list("mark", flat=True).first()
    return dict(found or {})


def question(way: Way) -> health.Finding:
    """Tell whether the door is heard of, and what to do if it is not."""
    name = f"inbox: {way.name}"
    if not way.is_set():
        words = _("Nothing is fetched from a mailbox or account that is not set up.")
        return health.Finding(name, ok=True, words=words)
    door = Door.objects.filter(name=way.name).first()
    since = door.heard_at if door else None
    quiet = since is None or clock.now() - since >= LONGEST
    return health.Finding(
        name, ok=not quiet, words=_said(way, door, since), fix=str(way.fix), blocking=False
    )


def _said(way: Way, door: Door | None, since: datetime | None) -> str:
    if since is None:
        words = _("%(door)s: never heard of.") % {"door": way.words}
    else:
        minutes = max(0, int((clock.now() - since).total_seconds() // 60))
        heard = ngettext(
            "%(door)s: heard of %(n)s minute ago.", "%(door)s: heard of %(n)s minutes ago.", minutes
        )
        words = heard % {"door": way.words, "n": minutes}
    trouble = door.trouble if door else ""
    return f"{words} {_('It says: “%(trouble)s”') % {'trouble': trouble}}" if trouble else words
