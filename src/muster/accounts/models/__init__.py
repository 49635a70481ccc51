"""Staff, the roles they hold, their invitations and sessions, and the one row of the organisation."""

from muster.accounts.models.invitation import Invitation
from muster.accounts.models.organisation import Organisation
from muster.accounts.models.session import StaffSession
from muster.accounts.models.staff import RoleGrant, Staff, StaffManager

__all__ = ["Invitation", "Organisation", "RoleGrant", "Staff", "StaffManager", "StaffSession"]
