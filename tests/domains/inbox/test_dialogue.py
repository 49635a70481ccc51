"""What came of talking with somebody angry: they stay, leave, or are blocked by a person, and nobody is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.audit.models import Entry
from muster.inbox import access, actions, case_errors, work
from muster.inbox.models import Dialogue
from muster.kit.actors import system
from muster.people import actions as people
from muster.people.models import ConsentState, Person, Suppression
from tests.domains.inbox.samples import NOON as AT
from tests.domains.inbox.samples import arrive, conversation, later, sent_to

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _organisation(db: None) -> None:
    from muster.accounts.models import Organisation

    Organisation.objects.create(
        pk=1, name="Havsvakt", mode="training", sender_name="Havsvakt", sender_address="hello@news.example",
        reply_domain="news.example", site_url="http://localhost:8000",
    )  # fmt: skip


@pytest.fixture
def ingrid(make: Make):
    return make.person(email="ingrid@people.example", given_name="Ingrid", consent=True)


@pytest.fixture
def thread(ingrid):
    return conversation(arrive(to=[sent_to(ingrid)[1]], sender="ingrid@people.example"))


def conclude(thread, outcome, by, reason="", at=AT):
    return actions.conclude(conversation=thread, outcome=outcome, reason=reason, by=by, at=at)


def answer(thread, by):
    return actions.answer(
        conversation=thread, text="Hello.", by=by, at=later(1), idempotency=f"a{by.pk}"
    )


def test_who_stays_stays(thread, ingrid, cast: Cast):
    conclude(thread, "stays", cast.dario)
    assert ConsentState.objects.get(key__person=ingrid).state == "granted"
    assert work.outcomes(by=cast.olga) == {"stays": 1}
    answer(thread, cast.dario)


def test_who_leaves_is_unsubscribed_everywhere_and_still_there(thread, ingrid, cast: Cast):
    conclude(thread, "leaves", cast.dario)
    assert ConsentState.objects.get(key__person=ingrid).state == "withdrawn"
    assert Person.objects.filter(pk=ingrid.pk).exists()
    thread.refresh_from_db()
    assert thread.closed
    # Whoever asks again later can be answered.
    answer(thread, cast.dario)


def test_whoever_only_says_who_they_are_changes_no_record(make: Make, cast: Cast):
    ingrid = make.person(email="ingrid@people.example", consent=True)
    thread = conversation(arrive(sender="ingrid@people.example"))
    conclude(thread, "leaves", cast.dario)
    assert ConsentState.objects.get(key__person=ingrid).state == "granted"
    again = conversation(arrive(sender="ingrid@people.example", subject="Again"))
    conclude(again, "blocked", cast.dario, "Threats.")
    assert not Suppression.objects.exists()
    with pytest.raises(case_errors.Blocked):
        answer(again, cast.dario)


class TestBlock:
    def test_it_needs_a_reason(self, thread, cast: Cast):
        with pytest.raises(case_errors.NoReason):
            conclude(thread, "blocked", cast.dario, " ")
        assert not Dialogue.objects.exists()

    def test_nothing_is_sent_and_nothing_answered(self, thread, ingrid, cast: Cast):
        conclude(thread, "blocked", cast.dario, "Threatened a colleague.")
        with pytest.raises(case_errors.Blocked) as refused:
            answer(thread, cast.olga)
        assert "Dario" in refused.value.message
        assert Suppression.objects.get().reason == "blocked"
        assert Person.objects.filter(pk=ingrid.pk).exists()
        with pytest.raises(case_errors.BlockedAlready):
            conclude(thread, "stays", cast.olga)

    def test_it_holds_on_every_thread_of_the_person(self, thread, ingrid, cast: Cast):
        conclude(thread, "blocked", cast.dario, "Threats.")
        other = conversation(arrive(to=[sent_to(ingrid, subject="broadcast:13")[1]]))
        assert access.block_of(other) is not None
        stranger = conversation(arrive(sender="x@people.example"))
        assert access.block_of(stranger) is None

    def test_somebody_else_lifts_it(self, thread, cast: Cast):
        held = conclude(thread, "blocked", cast.dario, "Threats.")
        with pytest.raises(case_errors.LiftedByAnother):
            actions.lift(dialogue=held, by=cast.dario, at=later(1))
        actions.lift(dialogue=held, by=cast.olga, at=later(1))
        assert not Suppression.objects.exists()
        with pytest.raises(case_errors.NotBlocked):
            actions.lift(dialogue=held, by=cast.olga, at=later(2))
        answer(thread, cast.olga)
        assert Entry.objects.filter(verb="dialogue.lifted").count() == 1

    def test_an_address_that_bounced_stays_shut_when_a_block_is_lifted(self, thread, cast: Cast):
        people.suppress(
            kind="email", value="ingrid@people.example", reason="bounced", by=system("test")
        )
        held = conclude(thread, "blocked", cast.dario, "Threats.")
        actions.lift(dialogue=held, by=cast.olga, at=later(1))
        assert Suppression.objects.get().reason == "bounced"

    def test_nothing_is_blocked_that_is_not_audited(self, thread, cast: Cast, monkeypatch):
        from muster.audit import actions as audit

        def broken(**_detail):
            raise RuntimeError

        monkeypatch.setattr(audit, "record", broken)
        with pytest.raises(RuntimeError):
            conclude(thread, "blocked", cast.dario, "Threats.")
        assert not Dialogue.objects.exists()
        assert not Suppression.objects.exists()


def test_forgetting_takes_the_reason_and_keeps_the_count(thread, ingrid, cast: Cast):
    from muster.inbox.actions.forget import forget

    conclude(thread, "blocked", cast.dario, "Ingrid threatened us.")
    forget(ingrid)
    assert Dialogue.objects.get().reason == "–"
    assert sum(work.outcomes(by=cast.olga).values()) == 1
