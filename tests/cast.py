"""The cast: staff members with names, so that tests read like stories."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from muster.accounts.models import Staff

# name → (role, every region?, regions)
ROLES = {
    "olga": ("organiser", True, []),
    "ana": ("author", True, []),
    "bo": ("approver", True, []),
    "carla": ("approver", False, ["PL-10"]),
    "dario": ("carer", True, []),
    "fin": ("finance", True, []),
    "ada": ("administrator", True, []),
    "vera": ("viewer", True, []),
    "rita": ("organiser", False, ["PL-10"]),
    "nobody": ("", True, []),
}


@dataclass(slots=True)
class Cast:
    """Olga organises, Ana writes, Bo and Carla approve (Carla in one region), and so on."""

    olga: "Staff"
    ana: "Staff"
    bo: "Staff"
    carla: "Staff"
    dario: "Staff"
    fin: "Staff"
    ada: "Staff"
    vera: "Staff"
    rita: "Staff"
    nobody: "Staff"

    def __iter__(self):
        return iter([getattr(self, name) for name in self.__slots__])


def make_cast() -> Cast:
    """Make them all; passwords are unusable, tests sign in by force."""
    from django.contrib.auth.hashers import make_password

    from muster.accounts.models import RoleGrant, Staff

    # All at once: more than a thousand tests begin with this.
    staff = [
        Staff(
            email=f"{name}@staff.example", name=name.title(), language="en", every_region=every,
            password=make_password(None),
        )
        for name, (_role, every, _regions) in ROLES.items()
    ]  # fmt: skip
    members = dict(zip(ROLES, Staff.objects.bulk_create(staff), strict=True))
    RoleGrant.objects.bulk_create(
        RoleGrant(staff=members[name], role=role) for name, (role, _, _) in ROLES.items() if role
    )
    Staff.regions.through.objects.bulk_create(
        Staff.regions.through(staff=members[name], region_id=region)
        for name, (_, _, regions) in ROLES.items()
        for region in regions
    )
    return Cast(**members)
