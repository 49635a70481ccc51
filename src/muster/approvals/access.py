"""The only way to fetch a request or a standing clearance for somebody: absent and not yours look the same."""

from muster.accounts.models import Staff
from muster.approvals.models import Request, StandingClearance
from muster.approvals.queries.requests import may_see
from muster.kit.errors import NotFound


def request(request_id: int, *, by: Staff) -> Request:
    """A request, for whoever asked or could answer."""
    found = Request.objects.select_related("asked_by", "answered_by").filter(pk=request_id).first()
    if found is None or not may_see(found, by):
        raise NotFound
    return found


def standing_clearance(number: int, *, by: Staff) -> StandingClearance:
    """A standing clearance, for everyone who may see what is sent: whoever sees it may stop it."""
    found = StandingClearance.objects.filter(pk=number).first()
    if found is None or not by.may("broadcasts.view"):
        raise NotFound
    return found
