"""The words of tasks and of how people are ready to help, for whichever door shows them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from muster.volunteering import wording
from muster.web import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from muster.volunteering.models import Need, Shift

ACCESS: Final = {
    "step_free": gettext_lazy("without steps"),
    "seated": gettext_lazy("can be done seated"),
    "quiet": gettext_lazy("quiet place"),
    "near_transport": gettext_lazy("near a bus or train"),
    "sign_language": gettext_lazy("sign language"),
}
WAYS: Final = {
    "in_person": gettext_lazy("In person, at a place"),
    "online": gettext_lazy("Online, from home"),
    "phone": gettext_lazy("On the phone"),
    "drive": gettext_lazy("Driving people or things"),
    "host": gettext_lazy("Hosting at my place"),
}
WEEKDAYS: Final = {
    0: gettext_lazy("Monday"),
    1: gettext_lazy("Tuesday"),
    2: gettext_lazy("Wednesday"),
    3: gettext_lazy("Thursday"),
    4: gettext_lazy("Friday"),
    5: gettext_lazy("Saturday"),
    6: gettext_lazy("Sunday"),
}
STANDINGS: Final = {
    "claimed": gettext_lazy("says so themselves"),
    "proved": gettext_lazy("proved"),
    "expired": gettext_lazy("proof has run out"),
    "contradicted": gettext_lazy("contradicted"),
}


def when(shift: Shift) -> str:
    """The time of a shift, by the clocks of its place."""
    return wording.when(shift, get_language() or "en")


def effort(minutes: int) -> str:
    """How long somebody is busy."""
    return words.span(timedelta(minutes=minutes))


def places(free: int) -> str:
    """How many people are still wanted."""
    if free <= 0:
        return _("Full; you may wait for a place")
    said = ngettext("%(n)s place left", "%(n)s places left", free)
    return said % {"n": words.number(free)}


def access(codes: Iterable[str]) -> list[str]:
    """What a place offers, or somebody needs."""
    return [str(ACCESS[code]) for code in codes if code in ACCESS]


def needs(asked: Iterable[Need]) -> list[str]:
    """The skills a task asks for, by name."""
    language = get_language() or "en"
    return [
        _("%(skill)s (with proof)") % {"skill": need.skill.name_in(language)}
        if need.proved or need.skill.needs_proof
        else need.skill.name_in(language)
        for need in asked
    ]


def clock(minute: int) -> str:
    """A minute of the day: 90 → “01:30”."""
    return f"{minute // 60:02}:{minute % 60:02}"
