"""Identities as staff see and write them: what a link to a public name means, and what hangs on a key."""

from __future__ import annotations

import re
from typing import Final

from django.db.models import ForeignKey

from muster.people.models import IdentityKey

NETWORKS: Final = ("mastodon", "bluesky")
_MASTODON: Final = re.compile(r"https://([^/\s]+)/@([^/@\s]+)/?")
_BLUESKY: Final = re.compile(r"https://bsky\.app/profile/([^/\s]+)/?")
_NAMES: Final = {
    "mastodon": re.compile(r"[^@\s:/]+@[^@\s:/]+\.[^@\s:/]+"),
    "bluesky": re.compile(r"[^@\s:/]+\.[^@\s:/]+"),
}


def handle(network: str, written: str) -> str | None:
    """Return “network:name” of a name or of the link to a profile; None if it is no name there."""
    text = written.strip()
    if network == "mastodon" and (found := _MASTODON.fullmatch(text)):
        text = f"{found[2]}@{found[1]}"
    if network == "bluesky" and (found := _BLUESKY.fullmatch(text)):
        text = found[1]
    name = text.removeprefix("@").casefold()
    shape = _NAMES.get(network)
    return f"{network}:{name}" if shape and shape.fullmatch(name) else None


def put_by_hand(key: IdentityKey) -> bool:
    """Tell whether a colleague put it on the record."""
    return key.source.startswith("staff:")


def hangs(key: IdentityKey) -> bool:
    """Tell whether any row of any room hangs on this key, such as a conversation or a membership."""
    for field in IdentityKey._meta.get_fields(include_hidden=True):  # noqa: SLF001 - as Django tells it
        column = getattr(field, "field", None)
        if field.auto_created and isinstance(column, ForeignKey):
            rows = column.model._base_manager.filter(**{column.name: key.pk})  # noqa: SLF001
            if rows.exists():
                return True
    return False
