"""The only way to fetch a saved audience for somebody. Absent and forbidden look the same."""

from muster.accounts.models import Staff
from muster.audiences.models import Audience, AudienceQuerySet, Interest, Score
from muster.kit.errors import NotFound


def audience(number: int, *, by: Staff) -> Audience:
    """Return a kept audience that ``by`` may see, or raise NotFound."""
    found = audiences(by=by).select_related("created_by", "changed_by").filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def audiences(*, by: Staff) -> AudienceQuerySet:
    """Return the kept audiences that ``by`` may see. Who is in them depends on the regions of ``by``."""
    return Audience.objects.kept() if by.may("audiences.view") else Audience.objects.none()


def interest(number: int, *, by: Staff) -> Interest:
    """Return an interest that ``by`` may see, or raise NotFound. Who cares depends on the regions of ``by``."""
    if by.may("audiences.view"):
        found = Interest.objects.select_related("changed_by").filter(pk=number).first()
        if found is not None:
            return found
    raise NotFound


def score(number: int, *, by: Staff) -> Score:
    """Return a score that ``by`` may see, or raise NotFound. Who has points depends on the regions of ``by``."""
    if by.may("audiences.view"):
        found = Score.objects.select_related("changed_by").filter(pk=number).first()
        if found is not None:
            return found
    raise NotFound
