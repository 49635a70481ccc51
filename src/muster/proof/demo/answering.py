"""People answer the finished broadcast: real messages, taken in through the same door as any other."""

import random
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from muster.channels.kinds.email.receive import parse
from muster.delivery.models import Recipient
from muster.delivery.tokens import RECIPIENT, make, message_id
from muster.inbox import actions as inbox
from muster.proof.demo import kept_answers, teams
from muster.proof.demo.texts import AUTUMN, REPLIES
from muster.proof.demo.world import SEED

CONVERSATIONS = 35
HOUSE = "hello@havsvakt.example"


def fill(now: datetime) -> None:
    """Draw who answers, and take their answers in, oldest first."""
    teams.fill(now)
    chance = random.Random(SEED + 2)
    wrote_to = list(Recipient.objects.order_by("pk")[: 40 * CONVERSATIONS : 37])
    moments = sorted(
        now - timedelta(hours=30 * chance.random() ** 1.5) for _ in range(CONVERSATIONS)
    )
    for number, (recipient, at) in enumerate(zip(wrote_to, moments, strict=False)):
        words, auto = REPLIES[number % len(REPLIES)]
        raw = _reply(recipient, words, at, auto=auto)
        inbox.receive(incoming=parse(raw, received_at=at), at=at)
    kept_answers.fill(now)


def _reply(recipient: Recipient, words: str, at: datetime, *, auto: bool) -> bytes:
    message = EmailMessage()
    message["From"] = recipient.address
    message["To"] = HOUSE
    message["Subject"] = f"Re: {AUTUMN.subject}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain="people.example")
    message["In-Reply-To"] = message_id(make(RECIPIENT, recipient.pk), "reply.havsvakt.example")
    if auto:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(
        f"{words}\n\nOn Tuesday, Havsvakt wrote:\n> The storms of October brought eleven tonnes\n"
    )
    return message.as_bytes()
