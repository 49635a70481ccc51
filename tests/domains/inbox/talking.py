"""One person who wrote on two channels, and the house they wrote to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.domains.inbox.samples import NOON, arrive, conversation, sent_to

if TYPE_CHECKING:
    from muster.inbox.models import Conversation
    from tests.make import Make


def house() -> None:
    """The organisation, in training."""
    from muster.accounts.models import Organisation

    Organisation.objects.create(
        pk=1, name="Havsvakt", mode="training", sender_name="Havsvakt", sender_address="hello@news.example",
        reply_domain="news.example", site_url="http://localhost:8000",
    )  # fmt: skip


def ingrid(make: Make, **known: Any) -> Any:
    """Somebody with a mailbox and a telephone."""
    from muster.people.models import IdentityKey

    person = make.person(**({"email": "ingrid@people.example", "language": "en"} | known))
    IdentityKey.objects.create(
        person=person, kind="phone", value="+46700000001", created_at=NOON, source="test"
    )
    return person


def allow_texts(person: Any) -> None:
    """They said yes to texts of ours."""
    from muster.kit.actors import system
    from muster.people import actions
    from muster.people.models import IdentityKey

    phone = IdentityKey.objects.get(person=person, kind="phone")
    actions.grant(
        key_id=phone.pk, channel="sms", purpose="urgent", evidence="told us", by=system("test")
    )


def mailed(person: Any, number: int = 12, **changed: Any) -> Conversation:
    """They answer a broadcast of ours by e-mail."""
    _, ours = sent_to(person, subject=f"broadcast:{number}")
    fields = {"sender": "ingrid@people.example", "text": "Where is it?"} | changed
    return conversation(arrive(to=[ours], **fields))


def texted(person: Any, *, at: Any, words: str = "Who gave you my number?") -> Conversation:
    """A thread by text, as a proved reply makes it."""
    from muster.inbox.actions import waits
    from muster.inbox.models import Conversation, InboxMessage
    from muster.people.models import IdentityKey

    key = IdentityKey.objects.get(person=person, kind="phone")
    made = Conversation.objects.create(
        key=key, proven=True, channel="sms", address=key.value, state="quiet", opened_at=at,
        last_at=at, preview=words,
    )  # fmt: skip
    InboxMessage.objects.create(
        conversation=made, direction="in", said=words, text=words, sender=key.value, proven=True, at=at
    )  # fmt: skip
    waits.begin(made, at=at)
    made.find_key = made.folded()
    made.save()
    return made
