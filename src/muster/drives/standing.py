"""What stands against gaming: a gift through one’s own link, through somebody one had brought, from the same mailbox.

Nothing is refused, since the money is real; only the link does not count it. A hall full of people shares one
network and one kind of telephone, so neither says anything here.
"""

from __future__ import annotations

from typing import Final

from muster.drives.models import Drive, Giving, Link
from muster.people.models import IdentityKey

DEEPEST: Final = 500


def first_link(drive: Drive, key: IdentityKey | None) -> Link | None:
    """The link a person has in a drive already, by any of their keys."""
    if key is None or key.person_id is None:
        return None
    theirs = Link.objects.filter(drive=drive, key__person=key.person_id, stands_for=None)
    return theirs.order_by("id").first()


def apart(key: IdentityKey | None, own: Link | None, through: Link | None) -> str:
    """Why a gift does not count for the link it came through; nothing where it does."""
    if through is None:
        return Giving.Apart.NOTHING
    if own is not None and own.pk == through.pk:
        return Giving.Apart.SELF
    theirs = through.key
    if key is not None and theirs is not None:
        if key.pk == theirs.pk or (key.person_id is not None and key.person_id == theirs.person_id):
            return Giving.Apart.SELF
        if _mailbox(key) and _mailbox(key) == _mailbox(theirs):
            return Giving.Apart.HAND
    if own is not None and _stands_above(own, through):
        return Giving.Apart.LOOP
    return Giving.Apart.NOTHING


def _mailbox(key: IdentityKey) -> str:
    """An address without what stands after a plus; many mailboxes take it under both."""
    if key.kind != "email":
        return ""
    local, _at, domain = key.value.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}".lower()


def _stands_above(link: Link, other: Link) -> bool:
    above: Link | None = other
    for _step in range(DEEPEST):
        if above is None:
            return False
        if above.pk == link.pk:
            return True
        above = above.parent
    return True
