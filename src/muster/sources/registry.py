"""What sources tells the rest at start-up: its facts, and how it hands out and forgets a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muster.activity.registry import declare
from muster.people.registry import register


def start() -> None:
    """Declare every kind of fact that arrives from outside, and our duties to people."""
    from muster.sources import forgetting

    register("sources", export=forgetting.export, forget=forgetting.forget)
    declare("page.viewed", words=_("Looked at the page “{ref}”"))
    declare("screen.viewed", words=_("Looked at “{ref}” in the app"), icon="phone", group="page")
    declare("search.made", words=_("Searched for “{ref}”"), icon="find", group="page")
    declare("event.tracked", words=_("Did “{ref}”"))
    declare("group.joined", words=_("Joined the group “{ref}”"), icon="people")
    declare("identity.told", words=_("Told a website who they are"), icon="key", group="person")
    declare("gift.received", words=_("Gave {amount}"))
