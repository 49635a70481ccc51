"""What a person cares about and why, in plain lines, and what else held their attention this year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.audiences import caring
from muster.web import words

if TYPE_CHECKING:
    from muster.audiences.caring import Deed

# So many deeds say why; so many searches and pages are shown besides.
SAID: Final = 4
SHOWN: Final = 5


def of(key_ids: Sequence[int]) -> dict[str, Any]:
    """The interests with their reasons, the top searches and the pages, in three queries."""
    cares, deeds = caring.of(key_ids)
    pages = [deed for deed in deeds if deed.how == "read"]
    pages.sort(key=lambda deed: (-deed.seconds, -deed.times, deed.ref))
    return {
        "cares": [{"interest": one.interest, "why": reason(one.deeds)} for one in cares],
        "searches": [_line(deed) for deed in deeds if deed.how == "searched"][:SHOWN],
        "pages": [_line(deed) for deed in pages][:SHOWN],
    }


def reason(deeds: Sequence[Deed]) -> str:
    """“searched “beach clean” twice, read /coast 3 times, last on 4 Nov”."""
    ranked = sorted(deeds, key=lambda deed: (-deed.times, deed.how, deed.ref))
    said = [_deed(deed) for deed in ranked[:SAID]]
    more = len(ranked) - len(said)
    if more:
        said.append(ngettext("%(n)s thing more", "%(n)s things more", more) % {"n": more})
    last = words.day(max(deed.last for deed in deeds))
    return _("%(deeds)s, last on %(day)s") % {"deeds": ", ".join(said), "day": last}


def _line(deed: Deed) -> dict[str, Any]:
    minutes = _minutes(deed)
    held = ngettext("%(n)s minute in all", "%(n)s minutes in all", minutes) % {"n": minutes}
    return {
        "ref": deed.ref,
        "words": ", ".join([times(deed.times), *([held] if minutes else []), words.day(deed.last)]),
    }


def _deed(deed: Deed) -> str:
    said = {
        "searched": _("searched “%(ref)s” %(times)s"),
        "read": _("read %(ref)s %(times)s"),
        "stayed": _("stayed %(minutes)s on %(ref)s"),
        "clicked": _("clicked %(ref)s %(times)s"),
        "gave": _("gave for “%(ref)s” %(times)s"),
        "answered": _("answered a broadcast %(times)s"),
        "did": _("did “%(ref)s” %(times)s"),
    }[deed.how]
    minutes = ngettext("%(n)s minute", "%(n)s minutes", _minutes(deed)) % {
        "n": words.number(_minutes(deed))
    }
    return said % {"ref": deed.ref, "times": times(deed.times), "minutes": minutes}


def _minutes(deed: Deed) -> int:
    return round(deed.seconds / caring.MINUTE)


def times(count: int) -> str:
    """Once, twice, 3 times."""
    if count == 1:
        return _("once")
    if count == 2:
        return _("twice")
    return ngettext("%(n)s time", "%(n)s times", count) % {"n": words.number(count)}
