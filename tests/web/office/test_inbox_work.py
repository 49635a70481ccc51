"""Teams, complaints and dialogues by HTTP: what each member of the cast sees and does there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from muster.inbox import actions
from muster.inbox.actions.teams import Place
from muster.inbox.models import Case, Dialogue, Team, Topic
from muster.triage.kinds import Kind
from tests.domains.inbox.samples import NOON as AT
from tests.domains.inbox.samples import arrive, later, sent_to
from tests.web.office.broadcast_pages import words

if TYPE_CHECKING:
    from muster.inbox.models import Conversation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _organisation(db: None) -> None:
    from muster.accounts.models import Organisation

    Organisation.objects.create(
        pk=1, name="Havsvakt", mode="training", sender_name="Havsvakt", sender_address="hello@news.example",
        reply_domain="news.example", site_url="http://localhost:8000",
    )  # fmt: skip


def at(name, *args):
    return reverse(f"office:{name}", args=args)


@pytest.fixture
def thread(make, cast) -> Conversation:
    """Ingrid complains."""
    person = make.person(
        email="ingrid@people.example", given_name="Ingrid", family_name="Berg", region="PL-10"
    )
    entry = arrive(to=[sent_to(person)[1]], sender="ingrid@people.example").entry
    actions.sort(at=AT)
    actions.resort(message=entry, kind=Kind.COMPLAINT, by=cast.olga, at=AT)
    entry.conversation.refresh_from_db()
    return entry.conversation


class TestTeams:
    def test_only_who_sets_them_up_sees_them(self, cast, client_for):
        for one in (cast.dario, cast.vera, cast.bo):
            assert client_for(one).get(at("inbox-teams")).status_code == 404
        for one in (cast.olga, cast.ada):
            assert "No team yet" in words(client_for(one).get(at("inbox-teams")))

    def test_a_team_and_a_topic_are_put_together(self, cast, client_for):
        olga = client_for(cast.olga)
        assert "Put a team together first" in words(olga.get(at("inbox-topic-new")))
        assert "Dario" in words(olga.get(at("inbox-team-new")))
        fields = {
            "name": "Care", "member": [cast.dario.pk, cast.rita.pk], "leads": [cast.rita.pk],
            f"speaks-{cast.dario.pk}": ["pl", "it"],
        }  # fmt: skip
        assert olga.post(at("inbox-team-new"), fields).status_code == 302
        team = Team.objects.get()
        topic = {
            "name": "Refunds", "words": "refund\nrimborso", "kind": "complaint", "team": team.pk,
            "place": 5, "offered": "on",
        }  # fmt: skip
        assert olga.post(at("inbox-topic-new"), topic).status_code == 302
        said = words(olga.get(at("inbox-teams")))
        assert "One team answers people" in said or "1 team answers people" in said
        assert "Rita leads" in said
        assert "Italian, Polish" in said
        assert "refund, rimborso" in said
        assert 'value="pl" checked' in olga.get(at("inbox-team", team.pk)).text
        assert "rimborso" in olga.get(at("inbox-topic", Topic.objects.get().pk)).text

    def test_what_is_missing_is_said(self, cast, client_for):
        olga = client_for(cast.olga)
        page = olga.post(at("inbox-team-new"), {"name": "", "member": [cast.dario.pk]})
        assert page.status_code == 422
        assert f'value="{cast.dario.pk}" checked' in page.text
        team = actions.keep_team(team=None, name="Care", places=[], by=cast.olga, at=AT)
        assert olga.post(at("inbox-team-new"), {"name": "care"}).status_code == 422
        assert olga.post(at("inbox-topic-new"), {"name": "x", "team": team.pk}).status_code == 422
        actions.keep_topic(topic=None, name="Refunds", words="", team=team, by=cast.olga, at=AT)
        again = {"name": "refunds", "team": team.pk, "place": 1}
        assert olga.post(at("inbox-topic-new"), again).status_code == 422
        assert "Topics lead to" in words(olga.post(at("inbox-team-ending", team.pk)))

    def test_both_can_go(self, cast, client_for):
        olga = client_for(cast.olga)
        team = actions.keep_team(team=None, name="Care", places=[], by=cast.olga, at=AT)
        topic = actions.keep_topic(topic=None, name="R", words="", team=team, by=cast.olga, at=AT)
        assert olga.post(at("inbox-topic-removal", topic.pk)).status_code == 302
        assert olga.post(at("inbox-team-ending", team.pk)).status_code == 302
        assert not Team.objects.exists()
        assert olga.get(at("inbox-team", team.pk)).status_code == 404
        assert olga.get(at("inbox-topic", topic.pk)).status_code == 404

    def test_a_thread_is_moved_by_hand(self, thread, cast, client_for):
        team = actions.keep_team(
            team=None, name="Care", places=[Place(cast.dario)], by=cast.olga, at=AT
        )
        topic = actions.keep_topic(topic=None, name="R", words="", team=team, by=cast.olga, at=AT)
        dario, url = client_for(cast.dario), at("conversation-team", thread.pk)
        assert "Give it another team" in words(dario.get(at("conversation", thread.pk)))
        assert dario.post(url, {"to": f"topic:{topic.pk}"}).status_code == 302
        thread.refresh_from_db()
        assert (thread.team, thread.topic) == (team, topic)
        dario.post(url, {"to": f"team:{team.pk}"})
        thread.refresh_from_db()
        assert (thread.team, thread.topic) == (team, None)
        page = dario.post(url, {"to": "team:2000000000"}, follow=True)
        assert "Choose a topic or a team" in words(page)
        dario.post(url, {"to": ""})
        thread.refresh_from_db()
        assert thread.team is None

    def test_it_is_handed_only_within_its_team(self, thread, cast, client_for):
        team = actions.keep_team(
            team=None, name="Care", places=[Place(cast.dario)], by=cast.olga, at=AT
        )
        actions.move(conversation=thread, topic=None, team=team, by=cast.olga, at=AT)
        url = at("conversation-assignment", thread.pk)
        page = client_for(cast.dario).post(url, {"assignee": cast.olga.pk})
        assert page.status_code == 422
        assert client_for(cast.dario).post(url, {"assignee": cast.dario.pk}).status_code == 302


class TestComplaints:
    def test_it_stands_on_today_until_somebody_owns_it(self, thread, cast, client_for):
        dario = client_for(cast.dario)
        assert "1 complaint without an owner" in words(dario.get(at("today")))
        case = thread.case
        assert "1 complaint is open" in words(dario.get(at("inbox-cases")))
        page = dario.post(at("inbox-case-owner", case.pk), {"owner": cast.dario.pk}, follow=True)
        assert "Owned by Dario" in words(page)
        assert "complaint without an owner" not in words(dario.get(at("today")))
        assert dario.post(at("inbox-case-owner", case.pk), {"owner": 2000000000}).status_code == 422
        mine = words(dario.get(at("inbox-cases") + "?list=mine"))
        assert f"{thread.key.person.name}: " in mine
        assert "October letter" in mine

    def test_it_cannot_be_put_away_unanswered(self, thread, cast, client_for):
        page = client_for(cast.dario).post(at("conversation-closure", thread.pk))
        assert page.status_code == 422
        assert "a complaint that nobody has answered" in words(page)

    def test_it_is_closed_with_what_was_done_and_what_it_taught(self, thread, cast, client_for):
        dario, case = client_for(cast.dario), thread.case
        actions.give_case(case=case, to=cast.dario, by=cast.olga, at=AT)
        url = at("inbox-case-closure", case.pk)
        early = dario.post(at("inbox-case-lesson", case.pk), {"lesson": "Too soon."})
        assert early.status_code == 422
        assert dario.post(url, {"outcome": ""}).status_code == 422
        assert dario.post(url, {"outcome": "Done."}).status_code == 422
        actions.answer(
            conversation=thread, text="Sorry.", by=cast.dario, at=later(1), idempotency="x"
        )
        page = dario.post(url, {"outcome": "Paid.", "lesson": "Be like Berg."})
        assert "holds “Berg”" in words(page)
        page = dario.post(url, {"outcome": "Paid.", "lesson": "Answer sooner."}, follow=True)
        assert "Answer sooner." in page.text
        assert dario.post(url, {"outcome": "Paid."}).status_code == 409
        found = at("inbox-cases") + "?list=closed&words=sooner"
        assert "Answer sooner." in words(client_for(cast.vera).get(found))
        missing = at("inbox-cases") + "?list=closed&words=nowhere"
        assert "No closed case says this." in words(dario.get(missing))
        lesson = at("inbox-case-lesson", case.pk)
        assert dario.post(lesson, {"lesson": "Answer at once."}).status_code == 302
        assert dario.post(lesson, {"lesson": "Ingrid"}).status_code == 422
        assert "Answer at once." in words(client_for(cast.vera).get(at("inbox-case", case.pk)))

    def test_everything_said_stands_on_one_page(self, thread, cast, client_for):
        page = client_for(cast.vera).get(at("inbox-case", thread.case_id))
        said = words(page)
        assert thread.preview in said
        assert "Became a case" in said
        assert "Close this case" not in said

    def test_it_stands_beside_the_thread_and_on_the_record(self, thread, cast, client_for):
        olga = client_for(cast.olga)
        link = at("inbox-case", thread.case_id)
        assert link in olga.get(at("conversation", thread.pk)).text
        assert link in olga.get(at("person", thread.key.person_id)).text

    def test_another_region_finds_nothing(self, thread, cast, client_for, make):
        Case.objects.update(region="PL-10")
        rita = client_for(cast.rita)
        assert rita.get(at("inbox-case", thread.case_id)).status_code == 200
        away = make.person(
            email="luc@people.example", country="FR", postcode="75001", region="FR-IDF"
        )
        entry = arrive(to=[sent_to(away, subject="broadcast:13")[1]]).entry
        actions.sort(at=AT)
        actions.resort(message=entry, kind=Kind.COMPLAINT, by=cast.olga, at=AT)
        entry.conversation.refresh_from_db()
        assert rita.get(at("inbox-case", entry.conversation.case_id)).status_code == 404


class TestDialogue:
    def test_its_outcome_is_noted_and_counted(self, thread, cast, client_for):
        actions.resort(message=thread.messages.get(), kind=Kind.HATE, by=cast.olga, at=AT)
        dario, url = client_for(cast.dario), at("conversation-dialogue", thread.pk)
        assert "What came of the dialogue?" in words(dario.get(at("conversation", thread.pk)))
        assert "Choose what came of it" in words(dario.post(url, {}, follow=True))
        assert "Nobody was deleted" in words(dario.post(url, {"outcome": "stays"}, follow=True))
        said = words(dario.get(at("inbox-sorting")))
        assert "Of 1 dialogue 1 stayed, 0 left and 0 is blocked." in said
        page = dario.post(url, {"outcome": "blocked", "reason": ""}, follow=True)
        assert "Write why" in words(page)

    def test_a_block_is_lifted_by_somebody_else(self, thread, cast, client_for):
        actions.resort(message=thread.messages.get(), kind=Kind.HATE, by=cast.olga, at=AT)
        dario = client_for(cast.dario)
        url = at("conversation-dialogue", thread.pk)
        page = dario.post(url, {"outcome": "blocked", "reason": "Threats."}, follow=True)
        assert "Somebody else has to lift it" in words(page)
        lifting = at("conversation-lifting", thread.pk, Dialogue.objects.get().pk)
        assert "You set this block" in words(dario.post(lifting, follow=True))
        assert "Lift the block" in words(client_for(cast.olga).get(at("conversation", thread.pk)))
        page = client_for(cast.olga).post(lifting, follow=True)
        assert "Lifted by Olga" in words(page)

    def test_of_a_stranger_no_record_changes(self, cast, client_for):
        entry = arrive().entry
        url = at("conversation-dialogue", entry.conversation_id)
        page = client_for(cast.dario).post(url, {"outcome": "leaves"}, follow=True)
        assert "no record was changed" in words(page)
