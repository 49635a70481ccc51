"""Who must agree, why so many, and who of them is at their desk: in words, for the check page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.accounts import queries as accounts
from muster.approvals import tiers
from muster.approvals.facts import Facts
from muster.approvals.tiers import Tier
from muster.broadcasts.actions.rehearsing import Rehearsal
from muster.kit import clock
from muster.web.words import number

HERE: Final = timedelta(minutes=15)


def context(found: Rehearsal) -> dict[str, Any]:
    """How many, why, and who can: those who are here first."""
    can = [one.staff for one in found.possible if one.can]
    seen, now = accounts.last_seen(can), clock.db_now()
    here = [one for one in can if one.pk in seen and now - seen[one.pk] < HERE]
    return {
        "needed_words": needed(found.tier),
        "because": because(found.asked, found.tier),
        "here": here,
        "away": [one for one in can if one not in here],
        "cannot": [one for one in found.possible if not one.can],
        "too_few": len(can) < found.tier.approvers,
    }


def needed(tier: Tier) -> str:
    """How many people, and whether one of them must see every region."""
    if tier is tiers.COOL_DOWN:
        return _("Nobody: not checked by a second person, it waits fifteen minutes instead")
    if tier.unchecked:
        return _("Nobody: so few in one region of yours wait ten minutes instead")
    people = ngettext("One person", "%(n)s people", tier.approvers) % {"n": tier.approvers}
    return (
        _("%(people)s, one of them with every region") % {"people": people}
        if (tier.national)
        else people
    )


def because(asked: Facts, tier: Tier) -> str:
    """What asks for more than one person, or for one at all."""
    if tier is tiers.CORRECTION:
        return _("because a correction is in a hurry")
    if asked.at_once:
        return _("because it leaves all at once, without waves")
    if asked.everyone:
        return _("because it goes to everybody")
    if tier is tiers.CRISIS:
        return _("because there is a crisis")
    return _because_many(asked) if tier is tiers.LARGE else ""


def _because_many(asked: Facts) -> str:
    if asked.new_sender:
        return _("because nobody has sent under this name lately")
    limit = tiers.CHANNELS.get(asked.channel, min(tiers.CHANNELS.values())).one
    return _("because it is more than %(n)s, with what its author sent within a day") % {
        "n": number(limit)
    }
