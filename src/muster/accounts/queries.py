"""Questions about staff and the organisation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max, QuerySet

from muster.accounts.models import Invitation, Organisation, Sample, Staff, StaffSession
from muster.accounts.models.staff import StaffQuerySet
from muster.accounts.roles import ROLES, Role
from muster.kit import readings, samples, secrets
from muster.kit.scope import Scope, entered
from muster.places.models import Region


def organisation() -> Organisation:
    """Return the one row; before set-up, an unsaved one in training mode."""
    return readings.once("organisation", _organisation)


def _organisation() -> Organisation:
    return Organisation.objects.filter(pk=1).first() or Organisation(pk=1)


def letterhead() -> dict[str, str]:
    """What every letter says of us."""
    ours = organisation()
    return {"organisation": ours.name, "legal_address": ours.legal_address}


def site_url() -> str:
    """Return where people reach this installation, without a slash at the end."""
    return (organisation().site_url or str(settings.MUSTER_SITE_URL)).rstrip("/")


def everyone() -> StaffQuerySet:
    """Return all staff with their roles and regions, in the order of their names."""
    found: StaffQuerySet = Staff.objects.for_list()
    return found


def able(permission: str) -> list[Staff]:
    """Return active staff whose roles allow ``permission``, in the order of their names."""
    return [staff for staff in working() if staff.may(permission)]


def working() -> list[Staff]:
    """Return active staff with their roles and regions, in the order of their names."""
    return readings.once("working", lambda: list(everyone().active()))


def active_count() -> int:
    """How many people may sign in."""
    found: int = Staff.objects.active().count()
    return found


def last_seen(staff: Iterable[Staff]) -> dict[int, datetime]:
    """When each of them who is signed in was last seen."""
    here = StaffSession.objects.filter(staff__in=list(staff), ended_at__isnull=True)
    return dict(here.values_list("staff").annotate(at=Max("seen_at")))


@dataclass(frozen=True, slots=True)
class Readiness:
    """Who can send and approve at this moment."""

    approvers: list[Staff]
    everywhere: list[Staff]
    senders: list[Staff]

    @property
    def too_few(self) -> bool:
        """Fewer than two approvers: nothing above 5,000 people can be agreed on."""
        return len(self.approvers) < 2


def readiness() -> Readiness:
    """Return who can approve, who of them everywhere, and who can send."""
    approvers = able("broadcasts.approve")
    return Readiness(approvers, [s for s in approvers if s.every_region], able("broadcasts.send"))


def demo_cast() -> list[Staff]:
    """Return the invented staff, in the order of their names."""
    return [staff for staff in working() if staff.demo]


def is_sample() -> bool:
    """Tell whether everybody here is invented, so that all of it may be thrown away."""
    anybody_real: bool = Staff.objects.filter(demo=False).exists()
    return organisation().training and bool(demo_cast()) and not anybody_real


def loaded_sample() -> Sample | None:
    """Return the sample an administrator looks around in, however far it is."""
    return Sample.objects.filter(pk=1).first()


def beside_sample(sample: Sample) -> Mapping[str, int]:
    """Count, by kind of thing, what was put in beside the sample since it came; it would go with it."""
    if sample.under_way:
        return {}
    # Whose regions the reader holds makes no difference: all of it would go.
    with entered(Scope.EVERYONE):
        return samples.beside(sample.changed_at)


def may_load_sample(staff: Staff) -> bool:
    """Tell whether ``staff`` may look around with sample data: nothing real is here to be mixed with it."""
    if not (staff.may("settings.manage") and staff.every_region) or staff.demo:
        return False
    house = organisation()
    untouched = house.training and house.first_live_at is None
    return untouched and loaded_sample() is None and samples.fits()


def key_to_begin() -> str:
    """Return what proves to have seen this computer’s own screen; it follows from the master key."""
    return secrets.mac("begin")


def invitations(*, now: datetime) -> QuerySet[Invitation]:
    """Return invitations that may still be accepted, youngest first."""
    return Invitation.objects.filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    ).order_by("-id")


def sessions_of(staff: Staff) -> QuerySet[StaffSession]:
    """Return where a person is signed in now, last seen first."""
    return StaffSession.objects.filter(staff=staff, ended_at__isnull=True).order_by(
        "-seen_at", "-id"
    )


def regions_in_use() -> list[Region]:
    """Return the regions that some active member of staff is limited to, by country and name."""
    limited = Staff.objects.active().filter(every_region=False)
    return list(
        Region.objects.filter(pk__in=limited.values("regions")).order_by("country", "name", "code")
    )


def role(key: str) -> Role:
    """Return a role by its key."""
    return ROLES[key]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return the name of each "staff:3" among ``actors``."""
    ids = [
        int(number)
        for kind, _, number in (actor.partition(":") for actor in actors)
        if kind == "staff" and number.isdigit()
    ]
    return {staff.actor: staff.name for staff in Staff.objects.filter(pk__in=ids)}


def actors_called(text: str) -> list[str]:
    """Return the actors that ``text`` means: "staff:3" itself, or all staff of that name."""
    text = text.strip()
    if not text or ":" in text:
        return [text] if text else []
    called = Staff.objects.filter(name__istartswith=text)
    return [staff.actor for staff in called] or [text]
