"""The whole way round: a reply comes in as bytes, its answer leaves through delivery, and the next one finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.accounts.models import Organisation
from muster.delivery.models import CaughtMessage
from muster.delivery.pump import run_until_idle
from muster.inbox import actions, intake
from muster.inbox.models import Conversation
from tests.domains.inbox.samples import later, sent_to

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


def test_there_and_back_again(cast: Cast, make: Make) -> None:
    Organisation.objects.create(
        pk=1, name="Havsvakt", mode="training", sender_name="Havsvakt", sender_address="hello@news.example",
        reply_domain="news.example", site_url="http://localhost:8000",
    )  # fmt: skip
    person = make.person(email="ingrid@people.example")
    taken = _take(f"In-Reply-To: {sent_to(person)[1]}", "Where do we meet?")
    assert taken is intake.Verdict.STORED
    thread = Conversation.objects.get()
    given = actions.answer(
        conversation=thread, text="At the pier.", by=cast.dario, at=later(1), idempotency="one"
    )
    run_until_idle()
    caught = CaughtMessage.objects.get()
    assert "At the pier." in bytes(caught.raw).decode()
    _take(f"In-Reply-To: <{given.message_id}>", "Thank you!")
    thread.refresh_from_db()
    assert [m.said for m in thread.messages.order_by("id")] == [
        "Where do we meet?",
        "At the pier.",
        "Thank you!",
    ]
    assert thread.messages.latest("id").proven
    assert thread.they_wait


def _take(header: str, words: str) -> intake.Verdict:
    raw = f"From: ingrid@people.example\r\nSubject: Re: Letter\r\nMessage-ID: <{len(words)}@mail.example>\r\n{header}\r\n\r\n{words}\r\n"
    return intake.take(
        raw.encode(), return_path="ingrid@people.example", recipients=["hello@news.example"]
    )
