"""Beginning one message to people chosen one by one, such as those who wrote to us and wait.

It is an ordinary broadcast from then on: counted, sealed, approved, released, halted like any other.
"""

from django.db import transaction

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.audit import actions as audit
from muster.broadcasts import corrections
from muster.broadcasts.actions.drafting import note
from muster.broadcasts.errors import SelectionTaken
from muster.broadcasts.models import Broadcast
from muster.delivery.actions import selections
from muster.delivery.models import Selection
from muster.kit import clock, ids


@transaction.atomic
def answer_chosen(
    *,
    selection: Selection,
    title: str,
    declared_text: str,
    people: int,
    subject: str,
    body: str,
    language: str,
    purpose: str,
    by: Staff,
    session_mac: str,
) -> Broadcast:
    """Begin it as a draft with its people and its words; ``[[page]]`` in them becomes the page of its own."""
    if selection.subject:
        raise SelectionTaken
    house, token = organisation(), ids.token() if corrections.PAGE in body else ""
    made = Broadcast.objects.create(
        title=title[:120],
        channel=selection.channel,
        purpose=purpose,
        declared_text=declared_text[:300],
        declared_size=people,
        subject="" if selection.channel == "sms" else subject[:200],
        body=body.replace(corrections.PAGE, corrections.page_url(token)) if token else body,
        language=language,
        sender_name=house.sender_name,
        selection=selection,
        page_token=token,
        author=by,
        mode=house.mode,
        created_at=clock.now(),
    )
    selections.aim(selection=selection, subject=made.reference)
    for field in ("title", "declared_text", "declared_size", "subject", "body"):
        note(made, field, before="", after=getattr(made, field), by=by, session_mac=session_mac)
    audit.record(by=by, verb="broadcast.declared", subject=made.reference, size=people)
    return made
