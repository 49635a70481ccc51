"""The only way to fetch something of another staff member for a person who may see it."""

from muster.accounts.links import digest
from muster.accounts.models import Invitation, Staff, StaffSession
from muster.accounts.queries import everyone, key_to_begin
from muster.kit import clock, secrets
from muster.kit.errors import NotFound


def member(staff_id: int, *, by: Staff) -> Staff:
    """Return one member of staff for somebody who may see staff; themselves for anybody."""
    found = everyone().filter(pk=staff_id).first()
    if found is None or not (by.may("staff.view") or by.pk == found.pk):
        raise NotFound
    return found


def invitation(invitation_id: int, *, by: Staff) -> Invitation:
    """Return one invitation for somebody who may manage staff."""
    found = Invitation.objects.filter(pk=invitation_id).first()
    if found is None or not by.may("staff.manage"):
        raise NotFound
    return found


def session(session_id: int, *, by: Staff) -> StaffSession:
    """Return one of the person's own sessions that has not ended."""
    found = StaffSession.objects.filter(pk=session_id, staff=by, ended_at__isnull=True).first()
    if found is None:
        raise NotFound
    return found


def beginning(key: str) -> None:
    """Pass whoever holds this computer’s key while nobody has an account; nobody else, ever."""
    if Staff.objects.exists() or not secrets.same(key, key_to_begin()):
        raise NotFound


def invitation_of(token: str) -> Invitation:
    """Return the open invitation that a link belongs to; used, old and invented links look the same."""
    found = (
        Invitation.objects.filter(token_digest=digest(token)).select_related("invited_by").first()
    )
    if found is None or found.state(clock.db_now()) != "open":
        raise NotFound
    return found
