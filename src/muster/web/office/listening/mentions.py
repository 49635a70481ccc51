"""Posts as lines: who said what, how many may have read it, and what became of it; and one click to a conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from muster.channels import posts
from muster.inbox import access as inbox_access
from muster.inbox import actions as inbox
from muster.inbox import mentioned
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.listening import access
from muster.web import words
from muster.web.gate import may
from muster.web.office.inbox import kinds
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.listening.models import Mention
    from muster.web.gate import StaffRequest

NETWORKS = {
    "bluesky": gettext_lazy("Bluesky"),
    "mastodon": gettext_lazy("Mastodon"),
    "feed": gettext_lazy("Feed"),
    "hook": gettext_lazy("Hook"),
}


def rows(found: Iterable[Mention], *, by: Staff) -> list[dict[str, Any]]:
    """What a list of posts shows; a conversation is a link only for whoever may open it."""
    listed = list(found)
    named = [one.conversation for one in listed if one.conversation is not None]
    seen = set(inbox_access.conversations(by=by).filter(pk__in=named).values_list("pk", flat=True))
    now, may_answer = clock.now(), by.may("inbox.answer")
    return [
        {
            "id": one.pk,
            "who": _who(one),
            "text": one.text,
            "link": posts.web_page(one.link),
            "via": NETWORKS.get(one.network, one.network),
            "when": words.since(one.at, now) if one.at <= now else words.moment(one.at),
            "kind": kinds.LABELS.get(one.kind, "") if one.kind not in {"", "other"} else "",
            "reach": _reach(one),
            "conversation": one.conversation if one.conversation in seen else None,
            "answered": one.conversation is not None,
            "can_ask": may_answer and one.conversation is None and mentioned.can_be_answered(one),
        }
        for one in listed
    ]


@may("inbox.answer")
@require_POST
def conversation(request: StaffRequest, mention_id: int) -> HttpResponse:
    """Make a conversation of a post, with its clock running since it was written."""
    found = access.mention(mention_id, by=request.staff)
    back = reverse("office:listening")
    try:
        made = inbox.ask_mention(mention=found, by=request.staff, at=clock.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(back)
    try:
        inbox_access.conversation(made.pk, by=request.staff)
    except NotFound:
        messages.success(request, _("It waits in the inbox of those who answer strangers."))
        return redirect(back)
    return redirect("office:conversation", made.pk)


def _who(one: Mention) -> str:
    called = one.handle or one.author
    account = called.partition(":")[2] or called
    at = f"@{account}" if one.network in posts.KINDS and not account.startswith("did:") else account
    return f"{one.name} ({at})" if one.name and one.name != at else at


def _reach(one: Mention) -> str:
    if one.reach is None:
        return ""
    said = ngettext("%(n)s follower", "%(n)s followers", one.reach)
    return said % {"n": number(one.reach)}
