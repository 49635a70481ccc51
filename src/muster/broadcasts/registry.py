"""What lower domains may ask broadcasts: who uses an audience, how many people are usual, what titles say."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muster.accounts.models import Staff
from muster.activity.registry import declare as fact
from muster.audiences import registry
from muster.audiences.registry import Use
from muster.broadcasts import access, echoes, following, queries
from muster.broadcasts.models import Broadcast
from muster.delivery import registry as delivery
from muster.listening import known

# The latest that bear a word are those people may still answer.
MOST_TITLED = 500
MOST_OFFERED = 200


def start() -> None:
    fact(following.CLICKED, words=_("Came to the page {page} from a message of ours"))
    delivery.on_tick(_release_due)
    delivery.on_page("broadcast", "/office/broadcasts/{id}/live/")
    registry.register_user("broadcasts", used_by)
    registry.register_usual("broadcasts", usual)
    registry.register_titled("broadcasts", titled)
    registry.register_broadcasts("broadcasts", named, offered)
    known.register("broadcasts", echoes.between)


def _release_due(now: datetime) -> int:
    # Asked each second by whoever sends, who seldom needs all that letting go takes.
    if not queries.may_be_due(now):
        return 0
    from muster.broadcasts.actions.starting import release_due

    return release_due(now)


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


def named(numbers: Collection[int]) -> Mapping[int, str]:
    """What staff called some broadcasts."""
    return dict(Broadcast.objects.filter(pk__in=numbers).values_list("pk", "title"))


def offered(by: Staff) -> Sequence[tuple[int, str]]:
    """The latest broadcasts that this member of staff may see."""
    found = access.broadcasts(by=by).order_by("-pk").values_list("pk", "title")
    return list(found[:MOST_OFFERED])


def titled(words: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Which broadcasts hold these words in the name staff gave them or in the line readers saw."""
    return {
        word: [
            one.reference
            for one in Broadcast.objects.filter(
                Q(title__icontains=word) | Q(subject__icontains=word)
            )
            .only("pk")
            .order_by("-pk")[:MOST_TITLED]
        ]
        for word in words
    }
