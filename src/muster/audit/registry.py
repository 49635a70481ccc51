"""What the log offers upwards: one question for ``muster check``."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.kit import health, retention

LONGEST_TAIL = 5000
# The whole chain is walked by `muster audit verify` and on the audit page; here a quick look is enough.
LOOKED_AT = 2000


def declare() -> None:
    """Offer our question."""
    health.declare("audit", chain_is_whole)
    retention.declare(
        retention.Holding(
            "audit.entries",
            gettext_lazy("The log of who did what"),
            gettext_lazy("Never deleted: it is a chain, and it names no supporter"),
            covers=("audit.Entry", "audit.Seal"),
        )
    )


def chain_is_whole() -> health.Finding:
    """Tell whether the chain verifies and the sealer keeps up."""
    from muster.audit.queries import verify

    found = verify(last=LOOKED_AT)
    if not found.ok:
        return health.Finding(
            "audit",
            ok=False,
            words=_("The audit chain is broken at entry %(entry)s.") % {"entry": found.first_bad},
            fix=_(
                "Stop sending, keep a copy of the database, and compare it with the last export."
            ),
        )
    return health.Finding(
        "audit",
        ok=found.tail < LONGEST_TAIL,
        words=_("%(sealed)s entries chained, %(tail)s not yet.")
        % {"sealed": found.sealed, "tail": found.tail},
        fix=_("Start a worker: it chains the log every five seconds."),
    )
