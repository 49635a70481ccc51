"""Who said no after a broadcast reached them. People outside the reader’s regions are not counted."""

from datetime import timedelta
from typing import Final

from muster.delivery.models import Recipient, Release
from muster.people.models import ConsentEntry

WITHIN: Final = timedelta(days=7)


def after(release: Release) -> int:
    """How many of its people withdrew their yes within a week of it."""
    reached = Recipient.objects.filter(snapshot_id=release.snapshot_id).values("key_id")
    noes = ConsentEntry.objects.filter(
        key_id__in=reached,
        state="withdrawn",
        at__gte=release.released_at,
        at__lt=release.released_at + WITHIN,
    )
    return noes.values("key_id").distinct().count()
