"""A complaint has an owner, is never put away unanswered, and what it taught stays without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.activity import queries as activity
from muster.audit.models import Entry
from muster.inbox import access, actions, case_errors, registry, work
from muster.inbox.actions.teams import Place
from muster.inbox.models import Case, Conversation, Wait
from muster.kit.errors import NotFound
from muster.triage.kinds import Kind
from tests.domains.inbox.samples import NOON as AT
from tests.domains.inbox.samples import arrive, conversation, key_of, later, sent_to

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


def complained(cast: Cast, *, at=AT, **changed) -> Conversation:
    """Somebody complains, and a colleague says so."""
    entry = arrive(at=at, **changed).entry
    actions.sort(at=at)
    actions.resort(message=entry, kind=Kind.COMPLAINT, by=cast.olga, at=at)
    thread = entry.conversation
    thread.refresh_from_db()
    return thread


def answer(thread, cast, *, at=None, **changed):
    return actions.answer(
        conversation=thread, text="We are sorry.", by=cast.dario, at=at or later(1),
        idempotency=f"one-{thread.pk}", **changed,
    )  # fmt: skip


@pytest.fixture
def ingrid(make: Make):
    return make.person(
        email="ingrid@people.example", given_name="Ingrid", family_name="Berg", region="PL-10"
    )


@pytest.fixture
def thread(ingrid, cast: Cast) -> Conversation:
    return complained(cast, to=[sent_to(ingrid)[1]], sender="ingrid@people.example")


class TestOpening:
    def test_a_complaint_becomes_a_case_without_an_owner_where_nobody_leads(self, thread, cast):
        case = thread.case
        assert (case.open, case.owner, case.region_id) == (True, None, "PL-10")
        assert case.title == "October letter"
        found = work.ownerless(by=cast.dario)
        assert (found.count, found.since) == (1, AT)
        assert work.ownerless(by=cast.vera).count == 0
        assert Entry.objects.get(verb="case.opened").subject == f"case:{case.pk}"

    def test_who_leads_the_team_owns_it(self, cast, ingrid):
        care = actions.keep_team(
            team=None, name="Care", places=[Place(cast.dario), Place(cast.rita, leads=True)],
            by=cast.olga, at=AT,
        )  # fmt: skip
        actions.keep_topic(
            topic=None, name="All", words="", kind="complaint", team=care, by=cast.olga, at=AT
        )
        thread = complained(cast, to=[sent_to(ingrid)[1]])
        assert thread.case.owner == cast.rita

    def test_without_a_lead_it_is_the_assignees(self, cast, ingrid):
        entry = arrive(to=[sent_to(ingrid)[1]]).entry
        actions.sort(at=AT)
        actions.assign(conversation=entry.conversation, to=cast.dario, by=cast.olga, at=AT)
        actions.resort(message=entry, kind=Kind.COMPLAINT, by=cast.olga, at=AT)
        assert Case.objects.get().owner == cast.dario

    def test_more_of_the_same_person_joins_their_open_case(self, thread, ingrid, cast):
        again = complained(
            cast, to=[sent_to(ingrid, subject="broadcast:13")[1]], sender="ingrid@people.example"
        )
        assert again.pk != thread.pk
        assert again.case == thread.case
        assert Case.objects.count() == 1
        assert len(work.threads_of(thread.case, by=cast.olga)) == 2

    def test_strangers_join_by_address_only(self, cast):
        one = complained(cast, sender="a@people.example", subject="One")
        two = complained(cast, sender="a@people.example", subject="Two")
        three = complained(cast, sender="b@people.example", subject="Three")
        assert one.case == two.case != three.case

    def test_it_stands_on_the_timeline(self, thread, ingrid):
        kinds = [one.kind for one in activity.timeline([key_of(ingrid).pk], limit=20)]
        assert registry.COMPLAINT in kinds

    def test_a_case_reads_as_no_complaint_once_staff_say_so(self, thread, cast):
        message = thread.messages.get()
        actions.resort(message=message, kind=Kind.QUESTION, by=cast.olga, at=later(1))
        case = Case.objects.get()
        assert (case.open, case.mistaken, case.outcome) == (False, True, "Not a complaint")
        actions.close(conversation=thread, by=cast.dario, at=later(1))
        # And if it was one after all, the same case is taken up again.
        actions.resort(message=message, kind=Kind.COMPLAINT, by=cast.olga, at=later(2))
        case.refresh_from_db()
        assert (case.open, case.mistaken) == (True, False)

    def test_another_complaint_of_the_case_keeps_it_open(self, thread, ingrid, cast):
        complained(cast, to=[sent_to(ingrid, subject="broadcast:13")[1]])
        actions.resort(message=thread.messages.get(), kind=Kind.QUESTION, by=cast.olga, at=later(1))
        assert Case.objects.get().open


class TestNeverUnanswered:
    def test_a_complaint_cannot_be_put_away_unanswered(self, thread, cast):
        with pytest.raises(case_errors.ComplaintUnanswered):
            actions.close(conversation=thread, by=cast.dario, at=later(1))
        thread.refresh_from_db()
        assert (thread.state, Wait.objects.get().ended_at) == ("open", None)

    def test_send_and_close_is_an_answer(self, thread, cast):
        answer(thread, cast, closing=True)
        thread.refresh_from_db()
        assert thread.closed
        assert thread.case.open

    def test_an_answer_before_the_complaint_does_not_count(self, ingrid, cast):
        first = arrive(to=[sent_to(ingrid)[1]], message_id="<q@mail.example>")
        thread = conversation(first)
        answer(thread, cast)
        complained(cast, at=later(2), to=["<q@mail.example>"], sender="ingrid@people.example")
        thread.refresh_from_db()
        with pytest.raises(case_errors.ComplaintUnanswered):
            actions.close(conversation=thread, by=cast.dario, at=later(3))

    def test_a_case_is_closed_only_once_everybody_in_it_has_an_answer(self, thread, cast):
        actions.give_case(case=thread.case, to=cast.dario, by=cast.olga, at=AT)
        with pytest.raises(case_errors.CaseUnanswered):
            close(thread.case, cast.dario)
        answer(thread, cast)
        assert not close(thread.case, cast.dario).open


def close(case, by, outcome="Paid back.", lesson=""):
    return actions.close_case(case=case, outcome=outcome, lesson=lesson, by=by, at=later(3))


class TestClosing:
    @pytest.fixture
    def case(self, thread, cast):
        answer(thread, cast)
        return actions.give_case(case=thread.case, to=cast.dario, by=cast.olga, at=AT)

    def test_its_owner_closes_it_with_an_outcome_in_words(self, case, cast, ingrid):
        with pytest.raises(case_errors.NoOutcome):
            close(case, cast.dario, outcome="  ")
        with pytest.raises(case_errors.NotYourCase) as refused:
            close(case, cast.olga)
        assert "Dario" in refused.value.message
        done = close(case, cast.dario, lesson="Answer within a day.")
        assert (done.outcome, done.lesson) == ("Paid back.", "Answer within a day.")
        with pytest.raises(case_errors.CaseClosed):
            close(case, cast.dario)
        kinds = [one.kind for one in activity.timeline([key_of(ingrid).pk], limit=20)]
        assert registry.COMPLAINT_CLOSED in kinds

    def test_who_leads_its_team_may_too(self, case, thread, cast):
        care = actions.keep_team(
            team=None, name="Care", places=[Place(cast.rita, leads=True)], by=cast.olga, at=AT
        )
        actions.move(conversation=thread, topic=None, team=care, by=cast.olga, at=AT)
        assert not close(case, cast.rita).open

    def test_nobodys_case_is_taken_first(self, thread, cast):
        answer(thread, cast)
        with pytest.raises(case_errors.NotYourCase) as refused:
            close(thread.case, cast.dario)
        assert "Take it first" in refused.value.message

    def test_a_lesson_names_nobody(self, case, cast):
        for said in (
            "Never again like with BERG.",
            "As with ingrid@people.example",
            "Íngrid waited",
        ):
            with pytest.raises(case_errors.LessonNames):
                close(case, cast.dario, lesson=said)
        with pytest.raises(case_errors.CaseOpen):
            actions.keep_lesson(case=case, lesson="x", by=cast.dario, at=AT)
        close(case, cast.dario)
        kept = actions.keep_lesson(case=case, lesson="An iceberg is fine.", by=cast.dario, at=AT)
        assert kept.lesson == "An iceberg is fine."

    def test_lessons_are_found_by_their_words(self, case, cast):
        close(case, cast.dario, lesson="Réponds within a day")
        assert work.cases("closed", by=cast.vera, words="REPONDS day") == [case]
        assert work.cases("closed", by=cast.vera, words="week") == []
        assert work.cases("open", by=cast.vera) == []

    def test_another_complaint_later_takes_it_up_again(self, case, thread, cast):
        close(case, cast.dario)
        complained(
            cast, at=later(9), sender="ingrid@people.example",
            to=[f"<{thread.messages.get(direction='out').message_id}>"],
        )  # fmt: skip
        case.refresh_from_db()
        assert case.open
        assert Case.objects.count() == 1


class TestWhoSees:
    def test_a_case_of_another_region_is_not_there(self, thread, cast, make):
        away = make.person(
            email="luc@people.example", country="FR", postcode="75001", region="FR-IDF"
        )
        other = complained(cast, to=[sent_to(away, subject="broadcast:14")[1]])
        assert access.case(thread.case.pk, by=cast.rita) == thread.case
        with pytest.raises(NotFound):
            access.case(other.case.pk, by=cast.rita)
        assert work.case_counts(by=cast.rita) == {"open": 1, "mine": 0, "closed": 0}
        assert [one.name for one in work.owners(other.case)] == ["Dario", "Olga"]
        with pytest.raises(case_errors.CannotTakeCase):
            actions.give_case(case=other.case, to=cast.rita, by=cast.olga, at=AT)

    def test_what_is_forgotten_leaves_a_case_without_a_name(self, thread, ingrid, cast):
        from muster.inbox.actions.forget import forget

        forget(ingrid)
        case = Case.objects.get()
        assert (case.title, case.outcome) == ("", "")

    def test_a_copy_of_their_data_tells_of_the_complaint(self, thread, ingrid):
        [held] = registry.export(ingrid)["conversations"]
        assert held["complaint"]["closed_at"] is None
        assert held["dialogue"] == []
