"""Sending oneself a test: the message as one real member would get it, to one’s own mailbox."""

from __future__ import annotations

from django.db import transaction

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.audit import actions as audit
from muster.broadcasts import composing, previews
from muster.broadcasts.actions.locking import unsent
from muster.broadcasts.errors import NoOwnNumber, NothingToKeep
from muster.broadcasts.models import Broadcast
from muster.delivery import actions as delivery
from muster.delivery import fields
from muster.delivery.models import Direct
from muster.people.models import Person


@transaction.atomic
def try_out(*, broadcast: Broadcast, as_person: int | None, by: Staff) -> Direct:
    """Send the saved words to this member of staff, with the values of that member if any."""
    if unsent(broadcast).channel == "sms":
        raise NoOwnNumber
    if not broadcast.body.strip():
        raise NothingToKeep
    member = Person.objects.filter(pk=as_person).first() if as_person else None
    sent = delivery.send_test(
        body=composing.document_body(broadcast, organisation(), None),
        merge=previews.merge_values([member.pk])[member.pk] if member else fields.examples(),
        language=member.language if member else broadcast.language,
        address=by.email,
        by=by,
    )
    audit.record(by=by, verb="broadcast.tried", subject=broadcast.reference, direct=sent.pk)
    return sent
