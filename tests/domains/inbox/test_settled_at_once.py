"""Two sweeps that meet end each wait once, and neither stumbles over the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from muster.broadcasts import actions as broadcasts
from muster.delivery import tokens
from muster.delivery.models import Recipient
from muster.inbox import actions, answering
from muster.inbox.models import InboxMessage, Wait
from muster.kit import clock
from tests.cast import make_cast
from tests.domains.broadcasts.sending import deliver
from tests.domains.broadcasts.stages import Stages
from tests.domains.inbox.samples import arrive
from tests.make import Make

PEOPLE = 24


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_answer_everybody_once() -> None:
    stages = Stages(make_cast(), Make(), people=PEOPLE)
    _answered_by_one(stages)
    both = Barrier(2)

    def sweep(_number: int) -> int:
        try:
            both.wait()
            return actions.settle_chosen(at=clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(sweep, range(2))) == PEOPLE
    assert InboxMessage.objects.filter(direction="out").count() == PEOPLE
    assert Wait.objects.filter(ending="answered").count() == PEOPLE


def _answered_by_one(stages: Stages) -> None:
    """Everybody wrote back, and one message to all of them was let go and accepted for each."""
    slip, olga = stages.sending(size=PEOPLE), stages.cast.olga
    deliver()
    for one in Recipient.objects.filter(snapshot__subject=slip.reference):
        name = tokens.make(tokens.RECIPIENT, one.pk)
        arrive(
            to=[tokens.message_id(name, "reply.havsvakt.example")], sender=one.address,
            message_id=f"<r{one.pk}@mail.example>", text="Who is this?", at=clock.now(),
        )  # fmt: skip
    chosen = actions.select(
        conversations=list(answering.about(slip.reference, by=olga)), channel="email", by=olga,
        at=clock.now(),
    )  # fmt: skip
    made = broadcasts.answer_chosen(
        selection=chosen, title="Apology", declared_text="those who answered us", people=PEOPLE,
        subject="We are sorry", body="Hello, that was a mistake of ours: Havsvakt. [[page]]", language="en",
        purpose="news", by=olga, session_mac="authors",
    )  # fmt: skip
    broadcasts.edit(
        broadcast_id=made.pk, changes={"plan": "at_once"}, by=olga, session_mac="authors"
    )
    made.refresh_from_db()
    stages.submit(made, by=olga)
    stages.answer(made, stages.cast.bo)
    broadcasts.release(broadcast_id=made.pk, digest=stages.digest(made), by=olga)
    deliver()
