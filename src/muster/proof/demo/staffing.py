"""The organisation Havsvakt and the people who work there."""

from muster.accounts.models import Organisation, RoleGrant, Staff
from muster.places.models import Region
from muster.proof.demo.cast import CAST, PASSWORD, Member


def fill(*, password: str | None = PASSWORD) -> dict[str, Staff]:
    """Make the organisation's row, in training mode, and the cast; returns staff by first name."""
    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Havsvakt",
            "legal_address": "Box 100, 211 20 Malmö, Sweden",
            "country": "GB",
            "mode": Organisation.Mode.TRAINING,
            "sender_name": "Havsvakt",
            "sender_address": "hello@havsvakt.example",
            "reply_domain": "reply.havsvakt.example",
            # A number that regulators keep for films and books.
            "help_line": "A stranded animal: +44 1632 960 112, day and night",
        },
    )
    return {member.email.partition("@")[0]: hired(member, password=password) for member in CAST}


def hired(member: Member, *, password: str | None = PASSWORD) -> Staff:
    """Make one staff member of the cast; without a password nobody signs in as them."""
    staff = Staff(
        email=member.email,
        name=member.name,
        language=member.language,
        every_region=not member.regions,
        demo=True,
    )
    staff.set_password(password)
    staff.save()
    staff.regions.set(Region.objects.filter(code__in=member.regions))
    RoleGrant.objects.create(staff=staff, role=member.role)
    return staff
