"""Makes the links of volunteers and places, and counts who looked in through one."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.drives import codes
from muster.drives.models import Drive, Link
from muster.kit.text import clean
from muster.people.models import IdentityKey


@transaction.atomic
def make_link(
    *,
    drive: Drive,
    kind: str,
    label: str,
    by: Staff,
    at: datetime,
    key: IdentityKey | None = None,
    channel: str = "",
) -> Link:
    """A new word for somebody who asks others, or for a place where ours is shown."""
    made = Link.objects.create(
        code=codes.draw(), drive=drive, kind=kind, label=clean(label)[:80], channel=channel,
        key=key, made_at=at,
    )  # fmt: skip
    audit.record(by=by, verb="link.made", subject=str(drive), at=at, kind=kind, link=made.pk)
    return made


def count_visit(*, code: str) -> None:
    """Count that a page was opened through a link; of an unknown word nothing is kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT drives_visit(%s)", [codes.plain(code)])
