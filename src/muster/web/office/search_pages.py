"""Pages and actions by name, for finding: only those whose own gate lets this person pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from muster.kit.text import holds
from muster.web.gate import gate_of
from muster.web.templatetags.frame_parts import FOOT, PLACES

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from muster.accounts.models import Staff


class Page(NamedTuple):
    """A page that found by its words is one press away."""

    title: str
    reason: str
    url: str


# What people call a thing, beside the places of the navigation. The page’s own gate says who may.
NAMED: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("broadcast-new", lazy("Write a new broadcast")),
    ("broadcast-templates", lazy("Kept words for broadcasts")),
    ("corrections", lazy("Send a correction")),
    ("sending-stop", lazy("Stop everything that is being sent")),
    ("standing", lazy("Standing clearances")),
    ("audience-new", lazy("Build a new audience")),
    ("import-new", lazy("Import a list")),
    ("source-new", lazy("Add a source")),
    ("calls", lazy("Telephone calls")),
    ("inbox-held", lazy("Messages held back")),
    ("requests", lazy("Requests to a second administrator")),
    ("precedence", lazy("Whose word goes first when sources differ")),
    ("seeds", lazy("Seed addresses of our own")),
    ("retention", lazy("How long we keep what")),
    ("staff-invitations", lazy("Invite a colleague")),
    ("account", lazy("My account, password and second factors")),
    ("keys", lazy("Help and keys")),
)


def search(text: str, *, by: Staff, limit: int = 6) -> list[Page]:
    """Pages named like this that ``by`` may open, places of the navigation first."""
    named = [(place.name, place.label) for place in (*PLACES, *FOOT)]
    found = []
    for name, words in [*named, *NAMED]:
        url = _open(name, by) if holds(str(words), text) else ""
        if url:
            found.append(Page(str(words), _("Page"), url))
    return found[:limit]


def _open(name: str, by: Staff) -> str:
    try:
        url = reverse(f"office:{name}")
    except NoReverseMatch:
        return ""
    gate = gate_of(resolve(url).func)
    return url if gate and (not gate.permission or by.may(gate.permission)) else ""
