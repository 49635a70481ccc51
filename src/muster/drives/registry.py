"""What drives declare at start-up: their facts, what one may give for, what they hand over or forget of a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muster.activity import registry as activity
from muster.drives.models import Drive, Giving, Link
from muster.gifts import giving
from muster.kit import clock, retention
from muster.people import registry as people
from muster.people.models import Person


def declare() -> None:
    """Make our facts readable on a timeline, and drives something that can be given for."""
    activity.declare("link.relayed", words=_("Brought a giver: {amount}"))
    activity.declare("milestone.reached", words=_("Their gift reached {amount}"))
    people.register("drives", export=export, forget=_forget)
    giving.announce("drive", look=cause)
    retention.declare(
        retention.Holding(
            "drives.links",
            _("Links of a drive and names on its wall"),
            _("They say who brought whom, next to the accounts; an erasure takes every name off"),
            told=True,
            covers=("drives.Link", "drives.Giving"),
        )
    )


def cause(number: int) -> giving.Cause | None:
    """What a drive means to whoever gives."""
    drive = Drive.objects.filter(pk=number).first()
    if drive is None:
        return None
    return giving.Cause(
        purpose=drive.purpose,
        title=drive.title,
        currency=drive.currency,
        suggested=tuple(drive.suggested),
        url=f"/drive/{drive.slug}/",
        onward=f"/drive/{drive.slug}/mine/",
        open=drive.state(clock.now()) == "live",
    )


def export(person: Person) -> dict[str, object]:
    """Return the links of a person, and how their gifts came to a drive."""
    links = Link.objects.filter(key__person=person).select_related("drive").order_by("id")
    gifts = Giving.objects.filter(entry__key__person=person).select_related("drive")
    return {
        "links": [
            {"drive": one.drive.title, "code": one.code, "visits": one.visits} for one in links
        ],
        "gifts": [
            {
                "drive": one.drive.title,
                "at": one.at.isoformat(),
                "name": one.name,
                "channel": one.channel,
            }
            for one in gifts.order_by("at", "pk")
        ],
    }


def _forget(person: Person) -> None:
    from muster.drives.actions.forget import forget

    forget(person)
