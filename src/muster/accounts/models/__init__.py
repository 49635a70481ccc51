"""Staff with roles, invitations and sessions, the organisation’s own row, and how long it keeps what."""

from muster.accounts.models.invitation import Invitation
from muster.accounts.models.organisation import Organisation
from muster.accounts.models.retention import KeptFor, LetGo
from muster.accounts.models.sample import Sample
from muster.accounts.models.session import StaffSession
from muster.accounts.models.staff import RoleGrant, Staff, StaffManager

__all__ = [
    "Invitation",
    "KeptFor",
    "LetGo",
    "Organisation",
    "RoleGrant",
    "Sample",
    "Staff",
    "StaffManager",
    "StaffSession",
]
