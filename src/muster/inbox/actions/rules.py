"""Changes the house rules of the inbox."""

from datetime import datetime

from django.db import transaction

from muster.audit import actions as audit
from muster.inbox.models import Rules
from muster.kit.actors import Doer


@transaction.atomic
def set_rules(*, promise_minutes: int, strangers_to_all: bool, by: Doer, at: datetime) -> Rules:
    """Set how soon we promise to answer and who sees strangers; waits that run keep their promise."""
    rules, _ = Rules.objects.update_or_create(
        id=1, defaults={"promise_minutes": promise_minutes, "strangers_to_all": strangers_to_all}
    )
    audit.record(
        by=by, verb="inbox.rules_set", subject="inbox:rules", at=at,
        promise_minutes=promise_minutes, strangers_to_all=strangers_to_all,
    )  # fmt: skip
    return rules
