"""What lower domains may ask broadcasts: who uses an audience, and how many people are usual."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from muster.accounts.models import Staff
from muster.audiences import registry
from muster.audiences.registry import Use
from muster.broadcasts import queries
from muster.broadcasts.models import Broadcast
from muster.delivery import registry as delivery


def start() -> None:
    from muster.broadcasts.actions.starting import release_due

    delivery.on_tick(release_due)
    delivery.on_page("broadcast", "/office/broadcasts/{id}/live/")
    registry.register_user("broadcasts", used_by)
    registry.register_usual("broadcasts", usual)


def used_by(audience_ids: Collection[int]) -> Mapping[int, Sequence[Use]]:
    """Which broadcasts, not yet cancelled, name these audiences."""
    found = Broadcast.objects.filter(audience_id__in=audience_ids, cancelled_at=None)
    uses = defaultdict(list)
    for broadcast in found.order_by("id"):
        uses[broadcast.audience_id or 0].append(Use(broadcast.reference, broadcast.title))
    return uses


def usual(channel: str, by: Staff) -> int | None:
    """How many people this member of staff usually writes to."""
    return queries.usual_size(by.pk, channel=channel)
