"""Where a broadcast stands, derived from its rows: no stored state could disagree with them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    SENDING = "sending", _("Sending")
    HALTED = "halted", _("Halted")
    CANCELLED = "cancelled", _("Cancelled")
    COMPLETED = "completed", _("Completed")
    EXPIRED = "expired", _("Expired")

    @property
    def running(self) -> bool:
        return self in {Status.SENDING, Status.HALTED}

    @property
    def ended(self) -> bool:
        return self in {Status.CANCELLED, Status.COMPLETED}

    @property
    def released(self) -> bool:
        return self in {Status.SENDING, Status.HALTED, Status.COMPLETED}


def derived(
    *,
    cancelled: bool,
    release_state: str | None,
    parcels_open: bool,
    round_open: bool,
    round_expired: bool,
    approved: bool,
) -> Status:
    """The one status that these rows allow. A release outranks the round that led to it."""
    if release_state is not None:
        return _of_release(release_state, parcels_open=parcels_open)
    elif cancelled:
        return Status.CANCELLED
    elif not round_open:
        return Status.DRAFT
    elif approved:
        return Status.APPROVED
    return Status.EXPIRED if round_expired else Status.SUBMITTED


def _of_release(state: str, *, parcels_open: bool) -> Status:
    if state == "cancelled":
        return Status.CANCELLED
    elif not parcels_open:
        return Status.COMPLETED
    return Status.HALTED if state == "halted" else Status.SENDING
