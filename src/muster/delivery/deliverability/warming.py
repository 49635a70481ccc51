"""How many people of one family of mail providers a domain of ours may reach in a day (pure).

Providers distrust a domain that suddenly writes to many. So it begins with two hundred a day and doubles,
as long as few complain and few are put off; a domain that rested begins lower again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FIRST: Final = 200
# Above this a domain is warm: providers judge it by what it does now.
WARM: Final = 1_000_000
COMPLAINTS: Final = 0.001
DEFERRALS: Final = 0.05
# Far over the limit, the ceiling falls instead of standing still.
TOO_MANY_COMPLAINTS: Final = 0.003
TOO_MANY_DEFERRALS: Final = 0.30
RESTS_AFTER: Final = 30
COLD_AFTER: Final = 60
_STEP: Final = 5

_FAMILIES: Final = {
    "google": "gmail.com googlemail.com",
    "microsoft": "outlook.com hotmail.com live.com msn.com hotmail.fr hotmail.it hotmail.co.uk live.fr live.it"
    " outlook.fr outlook.it",
    "yahoo": "yahoo.com ymail.com rocketmail.com aol.com yahoo.fr yahoo.it yahoo.co.uk yahoo.pl",
    "apple": "icloud.com me.com mac.com",
    "italiaonline": "libero.it virgilio.it iol.it inwind.it",
    "wp": "wp.pl o2.pl tlen.pl",
    "onet": "onet.pl op.pl onet.eu vp.pl poczta.onet.pl",
    "interia": "interia.pl interia.eu poczta.fm",
    "orange": "orange.fr wanadoo.fr",
    "free": "free.fr",
    "laposte": "laposte.net",
    "sfr": "sfr.fr neuf.fr",
    "united": "gmx.de gmx.net gmx.com gmx.fr web.de mail.com",
    "proton": "protonmail.com proton.me pm.me",
}
ELSEWHERE: Final = "elsewhere"
_FAMILY: Final = {domain: name for name, each in _FAMILIES.items() for domain in each.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The last day a domain wrote to a family: what it might reach, did, and how it went."""

    ceiling: int
    released: int
    days_ago: int
    complaint_rate: float = 0.0
    deferral_rate: float = 0.0


def family(domain: str) -> str:
    """The family of providers a reader’s domain belongs to; all small ones are one."""
    return _FAMILY.get(domain.lower(), ELSEWHERE)


def ceiling(last: Day | None) -> int:
    """How many may be reached today; WARM means as many as one likes."""
    if last is None or last.days_ago >= COLD_AFTER:
        return FIRST
    if last.days_ago == 0:
        return last.ceiling
    grown = _grown(last)
    rested = last.days_ago - RESTS_AFTER
    if rested >= 0:
        # Half as many for every five days beyond a month.
        grown >>= rested // _STEP + 1
    return min(WARM, max(FIRST, grown))


def _grown(last: Day) -> int:
    if last.complaint_rate > TOO_MANY_COMPLAINTS or last.deferral_rate > TOO_MANY_DEFERRALS:
        return last.ceiling // 2
    well = last.complaint_rate <= COMPLAINTS and last.deferral_rate <= DEFERRALS
    # A ceiling that was hardly used proves nothing about twice as many.
    used = last.released * 2 >= last.ceiling
    return last.ceiling * 2 if well and used else last.ceiling
