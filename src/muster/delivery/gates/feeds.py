"""Whether what should come back can come back at all: no data is not good news (W3, W4).

A seed that bounces, one that says stop and one that writes back prove each way for this very message;
so does the first real person who is heard by it. Outside live mode nothing comes back, so nothing is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.delivery.documents import DocumentBody
from muster.delivery.gates import linking
from muster.delivery.models import Receipt, Release, Seed, SeedSend

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Role = Seed.Role
_PROVES: Final[Mapping[str, frozenset[str]]] = {
    Role.BOUNCES: frozenset({Receipt.Kind.BOUNCED, Receipt.Kind.SOFT}),
    Role.STOPS: frozenset({Receipt.Kind.STOPPED}),
    Role.REPLIES: frozenset({
        Receipt.Kind.REPLIED, Receipt.Kind.THANKED, Receipt.Kind.AUTOMATIC,
    }),
}  # fmt: skip
_TITLES: Final[Mapping[str, _StrPromise]] = {
    Role.BOUNCES: gettext_lazy("What bounces comes back"),
    Role.STOPS: gettext_lazy("Stop is heard"),
    Role.REPLIES: gettext_lazy("Replies are heard"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One way back to us, and whether it was heard for this release."""

    role: str
    title: str
    alive: bool
    words: str


def missing_roles(channel: str) -> list[str]:
    """What nobody on the seed list would prove for this channel."""
    listed = Seed.objects.filter(channel=channel, removed_at=None)
    there = set(listed.values_list("role", flat=True))
    return [str(role) for role in _PROVES if role not in there]


def feeds(release: Release, body: DocumentBody) -> list[Feed]:
    """Every way back that must be alive before the next wave opens; none where nothing is asked."""
    if not (body.seeds and release.mode == "live"):
        return []
    heard = set(
        Receipt.objects.filter(release=release)
        .exclude(kind=Receipt.Kind.DELIVERED)
        .values_list("kind", flat=True)
        .distinct()
    )
    sends = list(SeedSend.objects.filter(release=release).select_related("seed").order_by("id"))
    links = [_links(release)] if linking.in_force(release, body) else []
    return links + [
        _feed(role, [one for one in sends if one.seed.role == role], heard=bool(proof & heard))
        for role, proof in _PROVES.items()
    ]


def _feed(role: str, sends: list[SeedSend], *, heard: bool) -> Feed:
    alive = heard or any(one.heard_at for one in sends)
    words = _("Heard.") if alive else _missing(role, sends)
    return Feed(role=role, title=str(_TITLES[role]), alive=alive, words=words)


def _links(release: Release) -> Feed:
    alive = linking.alive(release)
    return Feed(
        role="links",
        title=_("Links can be looked at"),
        alive=alive,
        words=_("Every link answers.") if alive else _("For five minutes no link gave any answer."),
    )


def _missing(role: str, sends: list[SeedSend]) -> str:
    if not sends:
        return _no_seed(role)
    if any(one.kind == "refused" for one in sends):
        return _(
            "The provider refused the seed at once, so nothing can come back from it. "
            "Put another address on the seed list."
        )
    if not any(one.accepted_at for one in sends):
        return _("The seed did not get the message yet.")
    return _("The seed got the message; its answer did not come back yet.")


def _no_seed(role: str) -> str:
    return {
        Role.BOUNCES: _("No address that bounces is on the seed list. Add one in the settings."),
        Role.STOPS: _("No address that says stop is on the seed list. Add one in the settings."),
        Role.REPLIES: _(
            "No address that writes back is on the seed list. Add one in the settings."
        ),
    }[Role(role)]
