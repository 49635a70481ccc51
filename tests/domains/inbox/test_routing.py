"""A message finds the team of its topic by whole words, by the form, or by what it was judged to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from muster.audit.models import Entry
from muster.channels.kinds.webform import receive as webform
from muster.inbox import actions, case_errors, errors, queries, routing, team_errors
from muster.inbox.actions.teams import Place
from muster.inbox.models import Conversation, Member, Topic
from muster.inbox.routing import Rule
from muster.kit.errors import Refused
from muster.triage.kinds import Kind
from tests.domains.inbox.samples import NOON as AT
from tests.domains.inbox.samples import arrive, conversation, later

if TYPE_CHECKING:
    from tests.cast import Cast

REFUND = Rule(1, 10, ("refund", "rimborso", "zwrot pieniędzy", "remboursé"))
PRESS = Rule(2, 20, ("press", "journalist"))
RULES = (REFUND, PRESS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I want a REFUND, now", REFUND),
        ("refunds take weeks", None),
        ("chcę zwrot pieniedzy", REFUND),
        ("je veux être REMBOURSE.", REFUND),
        ("I am a journalist and want a refund", REFUND),
        ("the press-room", PRESS),
        ("an impressive beach", None),
        ("", None),
    ],
)
def test_a_whole_word_points_to_the_first_topic_marks_and_capitals_apart(text, found):
    assert routing.by_words(text, RULES) is found


def test_a_topic_without_a_readable_word_finds_nothing():
    assert routing.by_words("anything at all", [Rule(1, 1, ("  ", "́"))]) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text):
    routing.by_words(text, RULES)
    assert routing.by_words(text, [Rule(3, 3, tuple(routing.words_of(text)))]) in {
        None,
        Rule(3, 3, tuple(routing.words_of(text))),
    }


def test_words_are_read_from_lines_and_commas_each_once():
    assert routing.words_of("Refund, refund\n  late   gift ;;\n,") == ["Refund", "late gift"]


def test_the_kind_points_only_where_a_topic_says_so():
    rules = (*RULES, Rule(3, 10, kind="complaint"))
    assert routing.by_kind("complaint", rules) is rules[2]
    assert routing.by_kind("question", rules) is None
    assert routing.by_kind("", rules) is None


pytestmark = pytest.mark.django_db


@pytest.fixture
def care(cast: Cast):
    return actions.keep_team(
        team=None, name="Care", by=cast.olga, at=AT,
        places=[Place(cast.dario, leads=True, languages=("pl",)), Place(cast.rita)],
    )  # fmt: skip


@pytest.fixture
def refunds(care, cast: Cast):
    return actions.keep_topic(
        topic=None, name="Refunds", words="refund\nzwrot", team=care, by=cast.olga, at=AT
    )


class TestArrival:
    def test_a_message_goes_to_the_team_of_its_topic(self, refunds, care):
        thread = conversation(arrive(text="I want a refund"))
        assert (thread.topic, thread.team) == (refunds, care)
        assert Entry.objects.get(verb="conversation.received").detail["team"] == care.pk

    def test_without_a_word_it_is_everybodys(self, refunds):
        thread = conversation(arrive(text="hello there", subject="Hi"))
        assert (thread.topic, thread.team) == (None, None)

    def test_what_was_chosen_on_the_form_wins(self, refunds, care, cast):
        other = actions.keep_topic(
            topic=None, name="Press", words="press", team=care, by=cast.olga, at=AT
        )
        asked = {"address": "who@people.example", "words": "a refund", "topic": str(other.pk)}
        arrival = actions.receive(incoming=webform.question(asked, now=AT), at=AT)
        assert conversation(arrival).topic == other

    def test_a_thread_that_has_a_team_keeps_it(self, refunds, care, cast):
        first = arrive(text="I want a refund", message_id="<a@mail.example>")
        thread = conversation(first)
        actions.move(conversation=thread, topic=None, team=None, by=cast.olga, at=AT)
        press = actions.keep_team(team=None, name="Press", places=[], by=cast.olga, at=AT)
        actions.move(conversation=thread, topic=None, team=press, by=cast.olga, at=AT)
        arrive(text="refund!", to=["<a@mail.example>"], at=later(1))
        thread.refresh_from_db()
        assert thread.team == press

    def test_it_costs_at_most_one_query(self, cast):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            arrive(text="I want a refund")
        asked = [
            one["sql"]
            for one in captured
            if "inbox_topic" in one["sql"] and one["sql"].startswith('SELECT "inbox_topic"')
        ]
        assert len(asked) == 1

    def test_what_was_judged_goes_where_a_topic_says_so(self, care, cast):
        actions.keep_topic(
            topic=None,
            name="Complaints",
            words="",
            kind="complaint",
            team=care,
            by=cast.olga,
            at=AT,
        )
        entry = arrive(text="You never answered me. This is a disgrace, I complain!").entry
        actions.sort(at=AT)
        actions.resort(message=entry, kind=Kind.COMPLAINT, by=cast.olga, at=AT)
        assert Conversation.objects.get().team == care


class TestHandingOver:
    def test_care_never_sits_with_marketing(self, refunds, care, cast):
        thread = conversation(arrive(text="refund"))
        with pytest.raises(team_errors.NotOfTheTeam) as refused:
            actions.assign(conversation=thread, to=cast.olga, by=cast.dario, at=AT)
        assert "“Care”" in refused.value.message
        assert "Dario, Rita" in refused.value.message
        actions.assign(conversation=thread, to=cast.dario, by=cast.olga, at=AT)
        assert queries.colleagues(thread) == [cast.dario]

    def test_who_answers_in_its_language_stands_first_and_it_is_said(self, cast):
        actions.keep_team(
            team=None, name="Care", by=cast.olga, at=AT,
            places=[Place(cast.dario), Place(cast.olga, languages=("pl",))],
        )  # fmt: skip
        thread = conversation(arrive(text="Gdzie mogę oddać pieniądze na plażę? Dziękuję bardzo"))
        actions.sort(at=AT)
        found = queries.colleagues(thread)
        assert [one.name for one in found] == ["Olga", "Dario"]
        assert [one.answers_in for one in found] == ["pl", ""]

    def test_whoever_is_not_of_the_new_team_lets_go(self, refunds, cast):
        thread = conversation(arrive(text="hello"))
        actions.assign(conversation=thread, to=cast.olga, by=cast.olga, at=AT)
        moved = actions.move(conversation=thread, topic=refunds, team=None, by=cast.olga, at=AT)
        assert (moved.assignee, moved.team) == (None, refunds.team)
        assert Entry.objects.filter(verb="conversation.moved").count() == 1

    def test_an_answer_from_outside_the_team_takes_nothing(self, refunds, cast, monkeypatch):
        from muster.accounts.models import Organisation

        Organisation.objects.create(
            pk=1, name="H", mode="training", sender_address="hello@news.example",
            reply_domain="news.example", site_url="http://localhost:8000",
        )  # fmt: skip
        thread = conversation(arrive(text="refund"))
        actions.answer(
            conversation=thread, text="Here it is.", by=cast.olga, at=later(1), idempotency="x"
        )
        thread.refresh_from_db()
        assert (thread.assignee, thread.state) == (None, "waiting")


class TestWritingDown:
    def test_a_team_says_who_leads_and_what_they_speak(self, care, cast):
        held = Member.objects.get(team=care, staff=cast.dario)
        assert (held.leads, held.languages) == (True, ["pl"])
        actions.keep_team(team=care, name="Care", places=[Place(cast.rita)], by=cast.olga, at=AT)
        assert [one.staff for one in care.members.all()] == [cast.rita]

    def test_only_who_answers_people_can_be_in_one(self, cast):
        with pytest.raises(team_errors.CannotAnswer):
            actions.keep_team(
                team=None, name="Eyes", places=[Place(cast.vera)], by=cast.olga, at=AT
            )

    def test_two_of_a_name_are_refused(self, care, refunds, cast):
        with pytest.raises(team_errors.NameTaken):
            actions.keep_team(team=None, name="care", places=[], by=cast.olga, at=AT)
        with pytest.raises(team_errors.NameTaken):
            actions.keep_topic(topic=None, name="REFUNDS", words="", team=care, by=cast.olga, at=AT)
        with pytest.raises(team_errors.NoName):
            actions.keep_topic(topic=None, name=" ", words="", team=care, by=cast.olga, at=AT)
        with pytest.raises(team_errors.NoName):
            actions.keep_team(team=None, name="", places=[], by=cast.olga, at=AT)

    def test_a_team_goes_only_when_no_topic_leads_to_it(self, care, refunds, cast):
        with pytest.raises(team_errors.TeamHasTopics):
            actions.end_team(team=care, by=cast.olga, at=AT)
        thread = conversation(arrive(text="refund"))
        actions.drop_topic(topic=refunds, by=cast.olga, at=AT)
        thread.refresh_from_db()
        assert (thread.topic, thread.team) == (None, care)
        actions.end_team(team=care, by=cast.olga, at=AT)
        assert not Topic.objects.exists()

    def test_nothing_stays_of_a_team_that_is_not_audited(self, cast, monkeypatch):
        from muster.audit import actions as audit
        from muster.inbox.models import Team

        def broken(**_detail):
            raise RuntimeError

        monkeypatch.setattr(audit, "record", broken)
        with pytest.raises(RuntimeError):
            actions.keep_team(
                team=None, name="Care", places=[Place(cast.dario)], by=cast.olga, at=AT
            )
        assert not Team.objects.exists()


def test_every_refusal_has_words():
    said = [
        team_errors.NotOfTheTeam("A", "B", []), case_errors.CaseUnanswered(2), errors.NotSorted(),
        case_errors.NotYourCase(""), case_errors.NotYourCase("A"),
    ]  # fmt: skip
    assert all(isinstance(one, Refused) and one.message for one in said)
