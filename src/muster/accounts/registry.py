"""What accounts offer upwards: the questions about people and senders for ``muster check``."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.kit import health, retention


def declare() -> None:
    """Offer our questions; they are asked in the order of their names."""
    health.declare("accounts: administrators", administrators)
    health.declare("accounts: approvers", approvers)
    health.declare("accounts: identity", identity)
    health.declare("accounts: second factors", second_factors)
    retention.declare(_sessions())


def _sessions() -> retention.Holding:
    from muster.accounts.actions.presence import KEPT_FOR
    from muster.accounts.models import StaffSession

    return retention.Holding(
        "accounts.sessions",
        gettext_lazy("Where staff were signed in"),
        gettext_lazy("Long enough to notice a stranger"),
        covers=("accounts.StaffSession",),
        days=KEPT_FOR.days,
        fixed=True,
        own_job=True,
        rows=StaffSession.objects.all,
        column="seen_at",
    )


def approvers() -> health.Finding:
    """Two people who can approve, one of them everywhere."""
    from muster.accounts.queries import readiness

    ready = readiness()
    count = len(ready.approvers)
    return health.Finding(
        "approvers",
        ok=not ready.too_few and bool(ready.everywhere),
        words=ngettext(
            "%(count)s person can approve, %(everywhere)s of them for every region.",
            "%(count)s people can approve, %(everywhere)s of them for every region.",
            count,
        )
        % {"count": count, "everywhere": len(ready.everywhere)},
        fix=_("Give the role Approver to two people, one of them for every region."),
    )


def administrators() -> health.Finding:
    """A second administrator, for the day the first one is ill."""
    from muster.accounts.queries import able

    count = len(able("staff.manage"))
    return health.Finding(
        "administrators",
        ok=count >= 2,
        words=ngettext("%(count)s administrator.", "%(count)s administrators.", count)
        % {"count": count},
        fix=_("Make a second person an administrator: one alone cannot be replaced."),
        blocking=False,
    )


def second_factors() -> health.Finding:
    """Everyone whose roles are weighty has an authenticator app or a passkey."""
    from muster.accounts import factors
    from muster.accounts.queries import working

    weighty = [staff for staff in working() if factors.weighty(staff) and not staff.demo]
    held = factors.enrolled_among(weighty)
    bare = [staff for staff in weighty if staff.pk not in held]
    return health.Finding(
        "second factors",
        ok=not bare,
        words=_("%(bare)s of %(all)s people with weighty roles have no second way to sign in.")
        % {"bare": len(bare), "all": len(weighty)},
        fix=_(
            "Each sets one up on the page “My account”. Until then the live pages stay closed to them."
        ),
        blocking=False,
    )


def identity() -> health.Finding:
    """Name, postal address and sender, which every message must show."""
    from muster.accounts.queries import organisation

    row = organisation()
    missing = [
        words
        for words, value in (
            (_("name"), row.name if row.name != "Muster" else ""),
            (_("postal address"), row.legal_address),
            (_("sender’s name"), row.sender_name),
            (_("sender’s address"), row.sender_address),
        )
        if not value
    ]
    said = _("Missing: %(missing)s.") % {"missing": ", ".join(missing)}
    return health.Finding(
        "identity",
        ok=not missing,
        words=said if missing else _("Name, postal address and sender are set."),
        fix=_("Fill them in under Settings: every message shows them."),
    )
