"""What came of talking with somebody who wrote in anger: noted in the thread, counted on the sorting page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from muster.inbox import access, actions, work
from muster.inbox.models import Dialogue
from muster.kit import clock
from muster.kit.errors import Refused
from muster.triage.kinds import Kind
from muster.web.gate import may
from muster.web.office.inbox.teams import moving

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.inbox.models import Conversation, Team
    from muster.web.gate import StaffRequest

Outcome = Dialogue.Outcome
OFFERED = {
    Outcome.STAYS.value: gettext_lazy("They stay with us"),
    Outcome.LEAVES.value: gettext_lazy(
        "They leave: nothing is sent to them any more, on any channel"
    ),
    Outcome.BLOCKED.value: gettext_lazy(
        "Blocked: we neither write nor answer, until somebody else lifts it"
    ),
}
NOTED = {
    Outcome.STAYS.value: gettext_lazy("Stayed"),
    Outcome.LEAVES.value: gettext_lazy("Left"),
    Outcome.BLOCKED.value: gettext_lazy("Blocked"),
}


@may("inbox.answer")
@require_POST
def outcome(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Note what came of the dialogue."""
    conversation = access.conversation(conversation_id, by=request.staff)
    asked = request.POST.get("outcome", "")
    if asked not in OFFERED:
        messages.error(request, _("Choose what came of it."))
        return _back(conversation)
    try:
        actions.conclude(
            conversation=conversation, outcome=asked, reason=request.POST.get("reason", ""),
            by=request.staff, at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, refused.message)
        return _back(conversation)
    words = _("Noted. Nobody was deleted.")
    if asked == Outcome.LEAVES and conversation.person is None:
        words = _("Noted. Who it is is not proved, so no record was changed.")
    messages.success(request, words)
    return _back(conversation)


@may("inbox.answer")
@require_POST
def lifting(request: StaffRequest, conversation_id: int, dialogue_id: int) -> HttpResponse:
    """Lift a block that somebody else set."""
    conversation = access.conversation(conversation_id, by=request.staff)
    held = access.dialogue(dialogue_id, conversation)
    try:
        actions.lift(dialogue=held, by=request.staff, at=clock.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return _back(conversation)
    messages.success(request, _("Lifted. They can be answered again."))
    return _back(conversation)


def beside(conversation: Conversation, *, by: Staff, teams: Sequence[Team]) -> dict[str, Any]:
    """What the thread page shows of teams, complaint and dialogue."""
    held = work.dialogues_of(conversation)
    standing = [one for one in held if one.outcome == Outcome.BLOCKED and not one.lifted_at]
    block = standing[0] if standing else None
    return {
        "case": conversation.case,
        "moving": moving(conversation, teams) if by.may("inbox.answer") else {},
        "dialogues": [{"row": one, "words": NOTED[one.outcome]} for one in held],
        "block": block,
        "talking": conversation.kind == Kind.HATE or block is not None,
        "outcomes": list(OFFERED.items()),
    }


def _back(conversation: Conversation) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:conversation", args=[conversation.pk]))
