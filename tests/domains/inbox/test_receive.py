"""Mail comes in: once, into the right thread, and a From line opens nobody's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.activity import queries as activity
from muster.audit.models import Entry
from muster.delivery.press import loop_mark
from muster.inbox import actions
from muster.inbox.models import Arrival, Conversation, InboxMessage, Wait
from muster.kit import secrets
from tests.domains.inbox.samples import NOON, arrive, conversation, key_of, later, mail, sent_to

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


class TestThreading:
    def test_a_reply_opens_the_record_of_whom_we_wrote_to(self, make: Make) -> None:
        person = make.person(email="ingrid@people.example")
        _, ours = sent_to(person)
        thread = conversation(arrive(to=[ours], sender="ingrid@people.example"))
        assert thread.person == person
        assert (thread.proven, thread.about) == (True, "broadcast:12")
        assert thread.address == "ingrid@people.example"

    def test_a_forged_from_neither_opens_a_record_nor_turns_the_answer(self, make: Make) -> None:
        victim, other = (
            make.person(email="victim@people.example"),
            make.person(email="other@people.example"),
        )
        _, ours = sent_to(other)
        thread = conversation(
            arrive(
                to=[ours],
                sender="victim@people.example",
                headers=(("Reply-To", "thief@x.example"),),
            )
        )
        assert thread.person == other
        assert thread.person != victim
        assert thread.address == "other@people.example"

    def test_a_from_alone_is_a_claim(self, make: Make) -> None:
        victim = make.person(email="victim@people.example")
        thread = conversation(arrive(sender="Victim@People.example"))
        assert thread.person is None
        assert thread.claimed == victim
        assert not thread.proven

    def test_a_name_of_ours_with_a_wrong_mac_proves_nothing(self, make: Make) -> None:
        person = make.person(email="ingrid@people.example")
        _, ours = sent_to(person)
        forged = ours.replace(ours[-20], "0" if ours[-20] != "0" else "1")
        assert conversation(arrive(to=[forged], sender="ingrid@people.example")).person is None

    def test_the_return_path_proves_as_well(self, make: Make) -> None:
        from muster.delivery import tokens

        person = make.person(email="ingrid@people.example")
        recipient, _ = sent_to(person)
        token = tokens.make(tokens.RECIPIENT, recipient.pk)
        thread = conversation(arrive(recipients=(tokens.return_path(token, "news.example"),)))
        assert thread.person == person

    def test_two_replies_to_one_message_are_one_thread(self, make: Make) -> None:
        _, ours = sent_to(make.person())
        first, second = arrive(to=[ours]), arrive(to=[ours])
        assert conversation(first) == conversation(second)
        assert Conversation.objects.count() == 1

    def test_a_follow_up_to_their_own_mail_joins_it(self) -> None:
        first = arrive(message_id="<one@mail.example>", subject="Hello")
        second = arrive(to=["<one@mail.example>"], subject="Something else")
        assert conversation(first) == conversation(second)

    def test_somebody_else_naming_that_mail_does_not_join_it(self) -> None:
        first = arrive(message_id="<one@mail.example>")
        second = arrive(to=["<one@mail.example>"], sender="else@people.example")
        assert conversation(first) != conversation(second)

    def test_an_unproved_message_in_a_proved_thread_says_so(self, make: Make) -> None:
        person = make.person(email="ingrid@people.example")
        _, ours = sent_to(person)
        first = arrive(to=[ours], sender="ingrid@people.example", message_id="<one@mail.example>")
        second = arrive(to=["<one@mail.example>"], sender="ingrid@people.example")
        assert conversation(second) == conversation(first)
        assert [m.proven for m in InboxMessage.objects.order_by("id")] == [True, False]

    def test_a_stranger_asking_again_under_the_same_subject_is_one_thread(self) -> None:
        first, second = arrive(subject="Parking"), arrive(subject="RE: Parking")
        assert conversation(first) == conversation(second)
        assert conversation(arrive(subject="Membership")) != conversation(first)

    def test_a_merge_of_records_moves_the_thread(self, make: Make) -> None:
        person, keeper = make.person(email="ingrid@people.example"), make.person()
        _, ours = sent_to(person)
        thread = conversation(arrive(to=[ours]))
        key = key_of(person)
        type(key).objects.filter(pk=key.pk).update(person=keeper)
        assert Conversation.objects.get(pk=thread.pk).person == keeper


class TestOnce:
    def test_the_same_message_twice_is_one(self) -> None:
        incoming = mail()
        first, second = arrive(incoming), arrive(incoming, at=later(1))
        assert first == second
        assert InboxMessage.objects.count() == 1
        assert Entry.objects.filter(verb="conversation.received").count() == 1

    def test_other_words_under_a_used_message_id_are_not_lost(self) -> None:
        arrive(message_id="<one@mail.example>", text="First")
        arrive(message_id="<one@mail.example>", text="Second")
        assert InboxMessage.objects.count() == 2

    def test_a_broken_audit_log_leaves_nothing_behind(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(**_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr("muster.audit.actions.record", broken)
        with pytest.raises(RuntimeError):
            arrive()
        assert not Arrival.objects.exists()
        assert not Conversation.objects.exists()


class TestClock:
    def test_the_wait_runs_from_the_first_question(self) -> None:
        thread = conversation(arrive())
        assert thread.due_at == later(4)
        arrive(at=later(1))
        thread.refresh_from_db()
        assert thread.due_at == later(4)
        assert Wait.objects.count() == 1

    def test_a_new_message_opens_a_closed_thread_with_a_new_wait(self, cast: Cast) -> None:
        thread = conversation(arrive(subject="Parking", message_id="<one@mail.example>"))
        actions.close(conversation=thread, by=cast.olga, at=later(1))
        arrive(to=["<one@mail.example>"], at=later(10))
        thread.refresh_from_db()
        assert (thread.state, thread.due_at) == ("open", later(14))
        assert list(Wait.objects.order_by("id").values_list("ending", flat=True)) == ["closed", ""]

    def test_the_promise_of_the_moment_holds(self, cast: Cast) -> None:
        actions.set_rules(promise_minutes=30, strangers_to_all=False, by=cast.ada, at=NOON)
        thread = conversation(arrive())
        actions.set_rules(promise_minutes=600, strangers_to_all=False, by=cast.ada, at=NOON)
        arrive(at=later(1))
        thread.refresh_from_db()
        assert thread.due_at == later(0.5)


class TestMachines:
    def test_an_automatic_answer_is_recorded_and_opens_no_clock(self, make: Make) -> None:
        _, ours = sent_to(make.person())
        thread = conversation(arrive(to=[ours], auto=True, text="I am away until Monday."))
        assert (thread.state, thread.due_at) == ("quiet", None)
        assert not Wait.objects.exists()
        assert InboxMessage.objects.get().auto

    def test_an_automatic_answer_does_not_reopen(self, cast: Cast, make: Make) -> None:
        _, ours = sent_to(make.person())
        thread = conversation(arrive(to=[ours]))
        actions.close(conversation=thread, by=cast.olga, at=later(1))
        arrive(to=[ours], auto=True, at=later(2))
        thread.refresh_from_db()
        assert thread.closed

    def test_a_person_after_the_machine_starts_the_clock(self, make: Make) -> None:
        _, ours = sent_to(make.person())
        arrive(to=[ours], auto=True)
        assert conversation(arrive(to=[ours], at=later(3))).due_at == later(7)

    @pytest.mark.parametrize(
        "changed",
        [
            {"headers": (("Content-Type", 'multipart/report; report-type="delivery-status"'),)},
            {
                "headers": (
                    ("Content-Type", "multipart/report; boundary=x; report-type=feedback-report"),
                )
            },
            {"sender": "MAILER-DAEMON@mx.example", "return_path": "<>"},
            {"sender": "postmaster@mx.example", "return_path": ""},
        ],
    )
    def test_reports_are_handed_aside_and_kept_sealed(self, changed: dict[str, object]) -> None:
        arrival = arrive(**changed)
        assert arrival.outcome == Arrival.Outcome.BOUNCE
        assert not Conversation.objects.exists()
        assert b"Question" in secrets.unseal(bytes(arrival.sealed), "inbox.arrival")
        assert b"Question" not in bytes(arrival.sealed)

    def test_more_than_fifty_hops_are_refused(self) -> None:
        hops = (("Received", "from a by b"),)
        assert arrive(headers=hops * 50).outcome == Arrival.Outcome.STORED
        assert arrive(headers=hops * 51).outcome == Arrival.Outcome.LOOP

    def test_our_own_loop_token_is_refused(self) -> None:
        assert arrive(headers=(("X-Muster-Loop", loop_mark()),)).outcome == Arrival.Outcome.LOOP
        assert arrive(headers=(("X-Muster-Loop", "theirs"),)).outcome == Arrival.Outcome.STORED

    def test_the_twenty_first_within_an_hour_is_held_back(self) -> None:
        outcomes = [arrive(at=later(n / 60)).outcome for n in range(21)]
        assert set(outcomes[:20]) == {Arrival.Outcome.STORED}
        assert outcomes[20] == Arrival.Outcome.HELD
        assert arrive(sender="else@people.example").outcome == Arrival.Outcome.STORED
        assert arrive(at=later(2)).outcome == Arrival.Outcome.STORED

    def test_what_was_kept_aside_goes_after_ninety_days(self) -> None:
        arrival = arrive(sender="MAILER-DAEMON@mx.example", return_path="<>")
        assert actions.purge(at=later(24 * 89)) == 0
        assert actions.purge(at=later(24 * 91)) == 1
        arrival.refresh_from_db()
        assert arrival.sealed is None


class TestFacts:
    def test_a_proved_reply_is_a_fact_on_the_key(self, make: Make) -> None:
        person = make.person()
        _, ours = sent_to(person)
        arrive(to=[ours])
        [fact] = activity.timeline([key_of(person).pk], limit=5, kinds=["reply.received"])
        assert (fact.ref, fact.at) == ("broadcast:12", NOON)
        # The subject stays with the conversation: the log must not outlive it.
        assert "October letter" not in fact.sentence + str(dict(fact.data))
        assert fact.data["conversation"]

    def test_a_claim_is_told_as_a_claim(self, make: Make) -> None:
        person = make.person(email="victim@people.example")
        arrive(sender="victim@people.example")
        kinds = [fact.kind for fact in activity.timeline([key_of(person).pk], limit=9)]
        assert "reply.claimed" in kinds
        assert "reply.received" not in kinds

    def test_a_stranger_leaves_no_fact_and_makes_no_person(self) -> None:
        from muster.people.models import Person

        arrive()
        assert not Person.objects.exists()


def test_hostile_fields_are_stored_harmlessly() -> None:
    thread = conversation(
        arrive(
            sender="a\x00\r\nBcc: x@y.example", sender_name="Eve\x00\u202e\ud800" + "x" * 999,
            subject="Hi\r\nBcc: x\x00" + "y" * 9_000, text="a\x00b\ud800" * 90_000, html="<p>\ud800\x00<script>x</script>",
            message_id="<a\x00b" + "c" * 9_000, to=["<\x00>", "x" * 9_000, "<ok@x>"], headers=(("From", "\x00\ud800"),),
        )
    )  # fmt: skip
    assert "\n" not in thread.subject
    assert "\x00" not in thread.messages.get().text
