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
    from muster.accounts.models import RoleGrant, Staff

    members = {}
    for name, (role, every, regions) in ROLES.items():
        staff = Staff(
            email=f"{name}@staff.example", name=name.title(), language="en", every_region=every
        )
        staff.set_unusable_password()
        staff.save()
        staff.regions.set(regions)
        if role:
            RoleGrant.objects.create(staff=staff, role=role)
        members[name] = staff
    return Cast(**members)
