"""Phone calls with people: who rang whom and how it ended. The words of a talk never enter the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KIND: Final = "call.logged"
LONGEST: Final = 24 * 60  # minutes
TOPIC_LIMIT: Final = 80
DIRECTIONS: Final[dict[str, _StrPromise]] = {
    "out": _("We called them"),
    "in": _("They called us"),
}
OUTCOMES: Final[dict[str, _StrPromise]] = {
    "talked": _("We talked"),
    "no_answer": _("Nobody answered"),
    "message": _("A message was left"),
    "wrong_number": _("Wrong number"),
}
WANTS: Final[dict[str, _StrPromise]] = {
    "": _("Nothing further"),
    "callback": _("To be called back"),
    "no_more": _("No more calls"),
}


def in_words(data: Mapping[str, object]) -> dict[str, object]:
    """The codes of a call as the timeline says them."""
    about = str(data.get("ref") or "")
    minutes = data.get("minutes")
    wants = str(data.get("wants") or "")
    return {
        "way": str(DIRECTIONS.get(str(data.get("direction")), "")),
        "outcome": str(OUTCOMES.get(str(data.get("outcome")), "")),
        "about": gettext("About “%(topic)s”.") % {"topic": about} if about else "",
        "length": gettext("%(count)s min.") % {"count": minutes} if minutes else "",
        "wish": gettext("Wants: %(wish)s.") % {"wish": WANTS[wants]}
        if wants in WANTS and wants
        else "",
    }
