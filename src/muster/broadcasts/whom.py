"""Whom a broadcast goes to: the members of an audience, those an earlier broadcast did or did not reach, or a list.

The second kind is a correction (C1), the right message to the rest, or one to the unknown (D7); the third is
people chosen one by one, such as those who wrote to us.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.audiences import compiler, lookup, proposing, sentence
from muster.audiences.definition import load
from muster.audiences.gaps import gaps
from muster.audiences.marks import Part
from muster.audiences.sql import Sql
from muster.broadcasts.errors import Incomplete, NothingReleased
from muster.broadcasts.models import Broadcast
from muster.delivery import chosen as selected
from muster.delivery import queries as delivery
from muster.delivery import reached
from muster.delivery.models import Release
from muster.kit import clock
from muster.kit.scope import Scope

# What somebody wrote to us, and was chosen in the inbox for.
CONVERSATION: Final = "conversation"

# What is still unknown after that long may be written to again (D7).
STAYS_UNKNOWN: Final = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Counted:
    """People an earlier broadcast concerns, and those of them its author names as rightly reached."""

    concerned: int
    spared: int

    @property
    def left(self) -> int:
        return self.concerned - self.spared


def chosen(broadcast: Broadcast) -> bool:
    """Whether it is said who gets it."""
    return broadcast.definition is not None or given(broadcast)


def given(broadcast: Broadcast) -> bool:
    """Whether its people came with it, so that no audience is chosen for it."""
    return broadcast.corrects_id is not None or broadcast.selection_id is not None


def members(broadcast: Broadcast, scope: Scope) -> Sql:
    """Select the ids of those it is for, within ``scope``."""
    if broadcast.selection is not None:
        text, params = selected.people(broadcast.selection)
        return Sql(text, tuple(params))
    if broadcast.corrects is None:
        return compiler.members(load(broadcast.definition or {}), scope)
    concerned = _concerned(broadcast)
    return concerned if broadcast.spared is None else _without(concerned, broadcast.spared, scope)


def proposed(broadcast: Broadcast, scope: Scope) -> Sql:
    """Select the same people for freezing, by the quickest that knows them."""
    if not given(broadcast):
        return proposing.proposed(load(broadcast.definition or {}), scope)
    return members(broadcast, scope)


def counted(broadcast: Broadcast, scope: Scope) -> Counted:
    """How many people of the original it concerns, and how many of them are left out as rightly reached."""
    concerned = _count(_concerned(broadcast))
    return Counted(concerned, concerned - _count(members(broadcast, scope)))


def concerned(original: Broadcast, aim: str) -> int:
    """How many people of an earlier broadcast somebody may write to about it, in their own regions."""
    return _count(_concerned(Broadcast(corrects=original, aim=aim)))


def in_document(broadcast: Broadcast) -> Mapping[str, Any]:
    """What the document says of it (A2)."""
    if broadcast.selection is not None:
        chosen = {"selection": broadcast.selection.pk, "size": broadcast.selection.size}
        # What somebody answers needs no word; people chosen elsewhere are told apart from it.
        about = selected.about(broadcast.selection)
        return chosen if about == CONVERSATION else chosen | {"about": about}
    if broadcast.corrects is None:
        return broadcast.definition or {}
    return {
        "corrects": broadcast.corrects.reference,
        "title": broadcast.corrects.title,
        "aim": broadcast.aim,
        "spared": broadcast.spared,
    }


def in_numbers(broadcast: Broadcast) -> Mapping[str, int]:
    """How many the original concerns and how many of them are left out as rightly reached (C1).

    Within the regions of whoever freezes them: the database itself lets no others be counted.
    """
    if broadcast.corrects is None:
        return {}
    found = counted(broadcast, Scope.EVERYONE)
    return {"concerned": found.concerned, "spared": found.spared}


def said(audience: Mapping[str, Any], language: str) -> list[Part]:
    """The audience of a document in words, whichever kind it is."""
    if "about" in audience:
        words = ngettext(
            "Exactly %(n)s person, chosen by name",
            "Exactly %(n)s people, each chosen by name",
            audience["size"],
        )
        return [Part(words % {"n": f"{audience['size']:,}"})]
    if "selection" in audience:
        words = ngettext(
            "Whoever wrote %(n)s conversation that was chosen in the inbox",
            "Whoever wrote %(n)s conversations that were chosen in the inbox",
            audience["size"],
        )
        return [Part(words % {"n": f"{audience['size']:,}"})]
    if "corrects" not in audience:
        return sentence.in_parts(load(dict(audience)), language)
    words = {
        Broadcast.Aim.REACHED: _("Those who got “%(title)s”, or may have"),
        Broadcast.Aim.REST: _("Those whom “%(title)s” did not reach"),
        Broadcast.Aim.UNKNOWN: _("Those of whom it is not known whether they got “%(title)s”"),
    }[Broadcast.Aim(audience["aim"])] % {"title": audience["title"]}
    if audience["spared"] is None:
        return [Part(words)]
    spared = sentence.in_words(load(audience["spared"]), language)
    left_out = _("%(these)s; left out, as rightly reached: %(others)s")
    return [Part(left_out % {"these": words, "others": spared})]


def release_of(original: Broadcast) -> Release:
    """What the original let go. Raises NothingReleased."""
    found = delivery.release_of(original.reference)
    if found is None:
        raise NothingReleased
    return found


def _concerned(broadcast: Broadcast) -> Sql:
    if broadcast.corrects is None:
        raise NothingReleased
    release = release_of(broadcast.corrects)
    if broadcast.aim == Broadcast.Aim.REST:
        text, params = reached.rest(release)
    elif broadcast.aim == Broadcast.Aim.UNKNOWN:
        text, params = reached.unknown(release, until=clock.db_now() - STAYS_UNKNOWN)
    else:
        text, params = reached.reached(release)
    return Sql(text, tuple(params))


def _without(concerned: Sql, spared: Mapping[str, Any], scope: Scope) -> Sql:
    definition = load(dict(spared))
    world = lookup.world([definition])
    # An audience with a gap selects nobody (S3); here that would write to everybody.
    if gaps(definition, world):
        raise Incomplete(
            _("The audience of those rightly reached can no longer be read. Choose it again."),
            field="spared",
        )
    out = compiler.members(definition, scope, world)
    return Sql(
        f"SELECT concerned.id FROM ({concerned.text}) AS concerned"
        f" WHERE concerned.id NOT IN ({out.text})",
        (*concerned.params, *out.params),
    )


def _count(people: Sql) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({people.text}) AS people", people.params)
        return int(cursor.fetchone()[0])
