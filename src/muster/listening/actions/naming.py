"""The name of a topic or a source, as it is kept: written, short enough, and nobody else’s."""

from __future__ import annotations

from muster.kit.text import clean
from muster.listening import errors
from muster.listening.models import Source, Topic


def named(name: str, kind: type[Topic | Source], known: Topic | Source | None) -> str:
    """The name to keep for ``known``, or for a new one. Raises NoName or NameTaken."""
    called = clean(name)[:80]
    if not called:
        raise errors.NoName
    same = kind.objects.filter(name__iexact=called)
    if (same.exclude(pk=known.pk) if known else same).exists():
        raise errors.NameTaken(called)
    return called
