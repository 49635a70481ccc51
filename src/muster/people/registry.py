"""What people fills at start-up: its facts, and the domains’ answers for export, forget and summary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from muster.activity.registry import declare
from muster.people import calls, provenance, purposes

if TYPE_CHECKING:
    from muster.people.models import Person


class Duties(NamedTuple):
    """What a domain that holds something of people owes them."""

    export: Callable[[Person], Mapping[str, Any]]
    forget: Callable[[Person], None]


_duties: dict[str, Duties] = {}


def register(
    domain: str,
    *,
    export: Callable[[Person], Mapping[str, Any]],
    forget: Callable[[Person], None],
) -> None:
    """A domain says how it hands out and how it forgets what it holds of a person."""
    _duties[domain] = Duties(export, forget)


def duties() -> Mapping[str, Duties]:
    """Every domain that answered, by name."""
    return _duties


def start() -> None:
    """Called once when the application is ready."""
    from muster.people import exporting, kept
    from muster.people.actions import erasing

    kept.start()

    register("people", export=exporting.own_tables, forget=erasing.own_tables)
    declare("person.joined", words=_("Joined by the sign-up form"), icon="check", group="person")
    declare(
        "person.added",
        words=_("Came in from {origin}"),
        icon="people",
        group="person",
        fill=_origin,
    )
    declare("person.changed", words=_("Record changed: {fields}"), icon="note", group="person")
    declare("person.joined_up", words=_("Two records joined"), icon="merge", group="person")
    declare(
        "person.kept_apart",
        words=_("A colleague looked at a similar record: it is somebody else"),
        icon="people",
        group="person",
    )
    declare("person.parted", words=_("Two records parted again"), icon="merge", group="person")
    declare(
        "address.confirmed",
        words=_("Confirmed the address from the mailbox"),
        icon="check",
        group="person",
    )
    _consent()
    declare("data.exported", words=_("Took a copy of their data"), icon="check", group="person")
    declare(
        calls.KIND,
        words=_("{way}. {outcome}. {about} {length} {wish}"),
        icon="phone",
        fill=calls.in_words,
    )
    declare("note.added", words=_("A colleague added a note"), icon="note", group="note")


def _consent() -> None:
    for state, words, icon in (
        ("granted", _("Said yes: {what}"), "check"),
        ("withdrawn", _("Said no: {what}"), "x"),
        ("pending", _("Was asked: {what}"), "q"),
        ("paused", _("Paused for a while: {what}"), "pause"),
    ):
        declare(f"consent.{state}", words=words, icon=icon, group="consent", fill=_what)


def _origin(data: Mapping[str, object]) -> Mapping[str, object]:
    return {"origin": provenance.in_words(str(data.get("origin", "")))}


def _what(data: Mapping[str, object]) -> Mapping[str, object]:
    channel, purpose = str(data.get("channel", "")), str(data.get("purpose", ""))
    if purpose == purposes.CALLS:
        return {"what": purposes.title(purpose)}
    return {"what": f"{purposes.channel_words(channel)}, {purposes.title(purpose)}"}
