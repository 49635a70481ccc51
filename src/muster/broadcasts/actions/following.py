"""Notes who came to a page of ours from a broadcast.

Whoever calls this knows the person by their own browser, which no mail scanner is, and has their yes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from muster.activity import actions as activity
from muster.activity import queries
from muster.activity.facts import NewFact
from muster.broadcasts.following import CLICKED
from muster.broadcasts.models import Broadcast
from muster.people.models import IdentityKey

_GOT: Final = "message.accepted"
_SOURCE: Final = "our pages"
_LOOKED_BACK: Final = 1_000


@transaction.atomic
def follow(*, number: int, key: IdentityKey, page: str, at: datetime) -> bool:
    """Note that the holder of ``key`` came to a page from a broadcast; once, and only if it had reached them."""
    with connection.cursor() as cursor:
        # Two pages opened at once are one coming.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('followed', %s))", [key.person_id]
        )
    keys = IdentityKey.objects.filter(person=key.person_id).values_list("pk", flat=True)
    ref = Broadcast(pk=number).reference
    told = queries.timeline(keys, limit=_LOOKED_BACK, kinds=(_GOT, CLICKED))
    if {fact.kind for fact in told if fact.ref == ref} != {_GOT}:
        return False
    activity.append([NewFact(CLICKED, key.pk, at, _SOURCE, ref=ref, data={"page": page[:200]})])
    return True
