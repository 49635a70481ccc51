"""Finds the thread a public post belongs to, and whose it is proved to be.

A network vouches for who writes there, so a post by an account that stands on a record is proof. The account
is known by the name that never changes, where there is one: a handle can be given up and taken by somebody
else, and whoever has it then is a stranger until staff say otherwise.
"""

from django.db.models import Q, QuerySet

from muster.channels.base import Incoming
from muster.inbox import matching, threads
from muster.inbox.matching import Match
from muster.inbox.models import Conversation
from muster.people.models import IdentityKey


def match(incoming: Incoming) -> Match:
    """Return the thread with this writer under the same first post, or whose a new one is proved to be."""
    key = _proved(incoming)
    running = _same_thread(incoming)
    if running is not None:
        proven = running.proven and key is not None and running.key_id == key.pk
        return Match(running, proven=proven)
    return Match(key=key, proven=key is not None)


def _of_writer(incoming: Incoming) -> QuerySet[Conversation]:
    found = Conversation.objects.filter(
        channel=incoming.channel, address=matching.address(incoming), merged_into=None
    )
    return found.exclude(address="")


def _same_thread(incoming: Incoming) -> Conversation | None:
    """A post that answers nothing begins a thread of its own: it is answered where it stands."""
    above = [threads.bare(one) for one in incoming.references]
    if not above:
        return None
    same_root = Q(messages__references__contains=[above[0]])
    found = _of_writer(incoming).filter(Q(messages__message_id__in=above) | same_root)
    return found.order_by("-last_at", "-id").first()


def _proved(incoming: Incoming) -> IdentityKey | None:
    """The key on a record that this very account is proved to be."""
    earlier = _of_writer(incoming).filter(proven=True, key__person__isnull=False)
    known = earlier.select_related("key").order_by("-last_at", "-id").first()
    if known is not None:
        # It proved itself before, whatever it calls itself today.
        return known.key
    key = matching.known_key(incoming)
    if key is None or key.person_id is None:
        return None
    others = Conversation.objects.filter(channel=incoming.channel, key=key, proven=True)
    others = others.exclude(address="").exclude(address=matching.address(incoming))
    return None if others.exists() else key
