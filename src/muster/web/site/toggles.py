"""The toggles of the preference centre: each address of a person, with every purpose it can serve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.people import queries
from muster.people.actions import Choice, toggle_words
from muster.people.keys import channel_of
from muster.people.models import ConsentState, IdentityKey, Person
from muster.people.purposes import CHANNEL_WORDS, PURPOSES

# In their own words, so that everybody finds theirs.
LANGUAGES: Final = {"en": "English", "it": "Italiano", "pl": "Polski", "fr": "Français"}


@dataclass(frozen=True, slots=True)
class Toggle:
    """One purpose on one address, as it stands."""

    choice: Choice
    title: str
    gets: str
    channel_words: str
    address: str
    on: bool
    paused_until: datetime | None
    # Ticked, but its telephone has not said yes yet: nothing is sent.
    waits: bool = False

    @property
    def field(self) -> str:
        return f"get-{self.choice.key_id}-{self.choice.purpose}"


def of(person: Person, organisation: str) -> list[Toggle]:
    """Every toggle of a person, mailboxes first."""
    states = {(state.key_id, state.purpose): state for state in queries.states_of(person)}
    keys = [key for key in queries.keys_of(person) if channel_of(key.kind)]
    return [
        _toggle(key, purpose, states.get((key.id, purpose)), organisation)
        for key in sorted(keys, key=lambda key: (key.kind, key.id))
        for purpose in PURPOSES
    ]


def grouped(toggles: list[Toggle]) -> list[tuple[str, list[Toggle]]]:
    """The toggles under the address they are about."""
    groups: dict[str, list[Toggle]] = {}
    for toggle in toggles:
        groups.setdefault(f"{toggle.channel_words}, {toggle.address}", []).append(toggle)
    return list(groups.items())


def read(toggles: list[Toggle], posted: Mapping[str, Any]) -> dict[Choice, bool]:
    """What the visitor wants now; an untouched pause stays a pause."""
    return {
        toggle.choice: toggle.field in posted
        for toggle in toggles
        if not (toggle.paused_until and toggle.field not in posted)
    }


def said(done: str) -> str:
    """What just happened, in words; the address names only which of these it was."""
    return {
        "saved": _("Saved. It holds from this moment."),
        "same": _("Nothing was different, so nothing changed."),
        "paused": _("Paused. We write to you again in 30 days."),
        "stopped": _("Stopped. We do not write to you any more."),
        "copy": _("A fresh mail with your copy is on its way; its link works once, for an hour."),
        "erase": _(
            "A fresh mail is on its way; its link erases everything, works once, for an hour."
        ),
        "enough": _("Three mails went to you today already. Please ask again tomorrow."),
    }.get(done, "")


def _toggle(
    key: IdentityKey, purpose: str, state: ConsentState | None, organisation: str
) -> Toggle:
    channel = channel_of(key.kind) or "email"
    words = toggle_words(organisation, channel, purpose)
    return Toggle(
        choice=Choice(key.id, channel, purpose, words),
        title=str(PURPOSES[purpose].title),
        gets=str(PURPOSES[purpose].gets),
        channel_words=str(CHANNEL_WORDS[channel]),
        address=masked(key),
        on=state is not None and (state.state == "granted" or _waits(channel, state)),
        paused_until=state.paused_until if state else None,
        waits=state is not None and _waits(channel, state),
    )


def _waits(channel: str, state: ConsentState) -> bool:
    return channel == "sms" and state.state == "pending"


def masked(key: IdentityKey) -> str:
    """Enough of an address for its owner to know it, and not enough for anybody else."""
    if key.kind == "email":
        local, _at, host = key.value.partition("@")
        return f"{local[:1]}…@{host}"
    return f"{key.value[:3]} … {key.value[-3:]}"
