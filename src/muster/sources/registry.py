"""What sources tells the rest at start-up: its facts, and how it hands out and forgets a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muster.activity.registry import declare
from muster.approvals import registry as approvals
from muster.approvals.registry import Change, Line, State, number_in
from muster.kit import health
from muster.kit.errors import NotFound
from muster.people.registry import register
from muster.sources.kinds.action_network.deeds import in_words as answered

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.people.models import Person
    from muster.sources.models import Source


KEY = "source.key"


def start() -> None:
    """Declare every kind of fact that arrives from outside, and our duties to people."""
    from muster.sources import kept, standing

    kept.start()
    health.declare(standing.NAME, standing.taken_in)
    register("sources", export=_export, forget=_forget)
    approvals.offer(
        Change(
            KEY,
            _("A key of a source"),
            "settings.manage",
            now=lambda _subject: {},
            apply=_admit,
            lines=_said,
            whom=lambda subject: _source(subject).name,
            lesser="sources.manage",
        )
    )
    declare("page.viewed", words=_("Looked at the page “{ref}”"))
    declare("page.read", words=_("Read the page “{ref}” for {seconds} seconds"))
    declare("screen.viewed", words=_("Looked at “{ref}” in the app"), icon="phone", group="page")
    declare("search.made", words=_("Searched for “{ref}”"), icon="find", group="page")
    declare("link.clicked", words=_("Clicked the link “{ref}”"), icon="link", group="page")
    declare("event.tracked", words=_("Did “{ref}”"))
    declare("event.answered", words="{said}", icon="people", fill=answered)
    declare("identity.told", words=_("Told a website who they are"), icon="key", group="person")


def _export(person: Person) -> dict[str, Any]:
    from muster.sources import forgetting

    return forgetting.export(person)


def _forget(person: Person) -> None:
    from muster.sources import forgetting

    forgetting.forget(person)


def _source(subject: str) -> Source:
    from muster.sources.models import Source

    found = Source.objects.filter(pk=number_in(subject)).first()
    if found is None:
        raise NotFound
    return found


def _admit(subject: str, after: State, by: Staff) -> None:
    from muster.sources import actions

    actions.admit_key(source=_source(subject), by=by, **after)


def _said(before: State, after: State) -> list[Line]:
    del before
    said = {
        "server": gettext("say who somebody is"),
        "gifts": gettext("report gifts, each call signed"),
    }
    may = said.get(after["power"]) or gettext("only claim")
    return [
        Line(gettext("Key"), "–", f"…{after['hint']}"),
        Line(gettext("It may"), "–", may),
    ]
