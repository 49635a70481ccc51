"""The crisis room by HTTP: one page to lead from, the switch, holding texts, hot answers, and the library."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from muster.crisis import actions, queries
from muster.crisis.models import HotThread, LogEntry, Promise, Room, Task, Wording
from muster.delivery.models import Direct, Stop
from muster.inbox.models import Proposal
from muster.kit import clock
from muster.listening.models import Alarm, Hearing, Mention, Topic
from tests.domains.broadcasts.stages import Stages
from tests.domains.crisis.rooms import GOOD, opened, written
from tests.domains.inbox.talking import house, ingrid, mailed
from tests.web.office.broadcast_pages import step_down, step_up, words

if TYPE_CHECKING:
    from muster.inbox.models import Conversation
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"office:{name}", args=args)


def soon(hours: float = 4) -> str:
    return (clock.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def room(cast: Cast) -> Room:
    return opened(cast.olga, at=clock.now(), since=clock.now() - timedelta(minutes=30))


@pytest.fixture
def here(room: Room) -> str:
    return at("crisis-room", room.pk)


def text_of(room: Room, by: Any) -> Wording:
    now = clock.now()
    return written(room, by, at=now, next_at=now + timedelta(hours=4))


class TestRoom:
    def test_it_is_opened_by_whoever_may_lead(self, cast: Cast, client_for: Any) -> None:
        assert "No crisis room is open" in words(client_for(cast.vera).get(at("crisis")))
        assert client_for(cast.vera).get(at("crisis-new")).status_code == 404
        olga = client_for(cast.olga)
        told = olga.get(at("crisis-new") + "?title=Copied")
        assert 'value="Copied"' in told.content.decode()
        refused = olga.post(at("crisis-new"), {"title": "", "severity": "2", "since": ""})
        assert refused.status_code == 422
        assert "Say in one sentence what happened." in words(refused)
        fields = {"title": "Copied", "severity": "3", "since": soon(-1)}
        there = olga.post(at("crisis-new"), fields)["Location"]
        made = Room.objects.get()
        assert there == at("crisis-room", made.pk)
        assert (made.alarm, made.lead, made.severity) == ("", cast.olga, 3)
        page = words(olga.get(there))
        assert "Copied" in page
        assert "Olga leads" in page
        assert "1 crisis room is open" in words(client_for(cast.vera).get(at("crisis")))

    def test_an_alarm_is_taken_into_one_room_and_its_conversations_are_hot(
        self, cast: Cast, make: Any, client_for: Any
    ) -> None:
        house()
        thread = mailed(ingrid(make), message_id="<q@mail.example>")
        then = clock.now() - timedelta(hours=1)
        topic = Topic.objects.create(name="#havsvakt", created_at=then)
        alarm = Alarm.objects.create(
            topic=topic, raised_at=then, since=then, last_at=then, severity=3, reasons=["volume"]
        )
        post = Mention.objects.create(
            network="bluesky", uri="at://1", author="did:1", text="Thieves", at=clock.now(),
            heard_at=clock.now(), conversation=thread.pk,
        )  # fmt: skip
        Hearing.objects.create(mention=post, topic=topic, at=post.at)
        olga = client_for(cast.olga)
        page = olga.get(at("crisis-from-alarm", alarm.pk))
        assert "#havsvakt" in page.content.decode()
        assert olga.get(at("crisis-from-alarm", 999_999)).status_code == 404
        fields = {"title": "Loud", "severity": "3", "since": soon(-1), "alarm": str(alarm.pk)}
        there = olga.post(at("crisis-new"), fields)["Location"]
        made = Room.objects.get()
        alarm.refresh_from_db()
        assert (made.alarm, alarm.room) == (f"alarm:{alarm.pk}", made.pk)
        assert at("alarm", alarm.pk) in olga.get(there).content.decode()
        assert queries.room_of(thread) == made
        assert list(queries.hot_conversations(made, by=cast.olga)) == [thread]
        assert olga.post(at("crisis-new"), fields).status_code == 409
        assert Room.objects.count() == 1

    def test_who_only_looks_may_tell_it_something_and_leads_nothing(
        self, cast: Cast, client_for: Any, room: Room, here: str
    ) -> None:
        vera = client_for(cast.vera)
        page = words(vera.get(here))
        assert "Hold everything" not in page
        assert "Close this room" not in page
        assert (
            vera.post(at("crisis-log", room.pk), {"words": "Seen on television"}).status_code == 302
        )
        assert "Vera noted Seen on television" in words(vera.get(here))
        assert vera.post(at("crisis-closure", room.pk), {"lesson": "x"}).status_code == 404
        empty = vera.post(at("crisis-log", room.pk), {"words": ""})
        assert empty.status_code == 422
        assert "Write something first." in words(empty)

    def test_lead_duty_severity_and_tasks(
        self, cast: Cast, client_for: Any, room: Room, here: str
    ) -> None:
        olga = client_for(cast.olga)
        fields = {"words": "Call Mira", "owner": cast.dario.pk, "due_at": soon(1)}
        assert olga.post(at("crisis-tasks", room.pk), fields).status_code == 302
        assert olga.post(at("crisis-tasks", room.pk), fields | {"due_at": "x"}).status_code == 422
        dario = client_for(cast.dario)
        assert "Call Mira" in words(dario.get(at("today")))
        task = Task.objects.get()
        assert dario.post(at("crisis-task-done", room.pk, task.pk)).status_code == 302
        assert dario.post(at("crisis-task-done", room.pk, task.pk)).status_code == 409
        assert olga.post(at("crisis-lead", room.pk), {"lead": cast.bo.pk}).status_code == 302
        assert olga.post(at("crisis-lead", room.pk), {"lead": cast.vera.pk}).status_code == 422
        olga.post(at("crisis-duty", room.pk), {"duty": cast.ana.pk, "reach": "Room 4"})
        olga.post(at("crisis-severity", room.pk), {"severity": "3"})
        page = words(olga.get(here))
        for told in ("Bo leads", "Duty contact: Ana, Room 4", "Done by Dario", "Grave"):
            assert told in page

    def test_closing_asks_what_was_learned(
        self, cast: Cast, client_for: Any, room: Room, here: str
    ) -> None:
        olga = client_for(cast.olga)
        refused = olga.post(at("crisis-closure", room.pk), {"outcome": "Gone", "lesson": ""})
        assert refused.status_code == 422
        assert "A room does not close without it." in words(refused)
        lesson = {"outcome": "Gone", "lesson": "Ask for sketches"}
        assert olga.post(at("crisis-closure", room.pk), lesson)["Location"] == here
        page = words(olga.get(here))
        assert "Ask for sketches" in page
        assert olga.post(at("crisis-log", room.pk), {"words": "Late"}).status_code == 409
        assert olga.get(at("crisis-text-new", room.pk)).status_code == 409
        assert olga.get(at("crisis-hold", room.pk)).status_code == 409

    def test_a_false_alarm_says_why(self, cast: Cast, client_for: Any, room: Room) -> None:
        olga = client_for(cast.olga)
        assert olga.post(at("crisis-false-alarm", room.pk), {"reason": ""}).status_code == 422
        olga.post(at("crisis-false-alarm", room.pk), {"reason": "A namesake"})
        assert "A namesake" in words(olga.get(at("crisis")))


class TestSwitch:
    def test_one_press_holds_and_every_page_says_so(
        self, cast: Cast, make: Any, client_for: Any, room: Room, here: str
    ) -> None:
        stages = Stages(cast, make)
        made = stages.sending()
        olga = client_for(cast.olga)
        asked = words(olga.get(at("crisis-hold", room.pk)))
        assert "Beach clean" in asked
        assert not Stop.objects.exists()
        assert olga.post(at("crisis-hold", room.pk))["Location"] == here
        page = words(olga.get(here))
        assert "1 send was halted" in page
        assert "Beach clean" in page
        for who in (cast.vera, cast.dario):
            assert f"The crisis room “{room.title}” holds everything since" in words(
                client_for(who).get(at("today"))
            )
        assert olga.post(at("crisis-hold", room.pk)).status_code == 409
        assert stages.status(made) == "halted"

    def test_lifting_takes_an_approver_with_fresh_proof_and_resumes_nothing(
        self, cast: Cast, make: Any, client_for: Any, room: Room, here: str
    ) -> None:
        stages = Stages(cast, make)
        made = stages.sending()
        actions.hold(room=room, by=cast.olga, at=clock.now())
        lifting = at("crisis-lifting", room.pk)
        assert client_for(cast.olga).post(lifting).status_code == 404
        bo = client_for(cast.bo)
        step_down(bo)
        assert bo.post(lifting).status_code == 403
        assert "Prove that it is you" in words(bo.get(here))
        step_up(bo, cast.bo)
        assert bo.post(lifting)["Location"] == here
        assert "Stays halted until somebody who may approve it resumes it" in words(bo.get(here))
        assert stages.status(made) == "halted"
        assert bo.post(lifting).status_code == 409


class TestTexts:
    def test_we_are_checking_is_shown_what_it_leaves_open(
        self, cast: Cast, client_for: Any, room: Room
    ) -> None:
        olga = client_for(cast.olga)
        fields = {
            "what": "An agency drew it", "who": "Samir", "next_at": soon(), "language": "en",
            "text": "We are checking and will be back.",
        }  # fmt: skip
        page = olga.post(at("crisis-text-new", room.pk), fields)
        assert page.status_code == 422
        told = words(page)
        assert "“we are checking” says nothing that anybody can check" in told
        assert "when the next word comes" in told
        assert not Wording.objects.exists()
        empty = olga.post(at("crisis-text-new", room.pk), {})
        assert empty.status_code == 422

    def test_from_writing_to_the_word_that_keeps_it(
        self, cast: Cast, client_for: Any, room: Room, here: str
    ) -> None:
        olga, bo = client_for(cast.olga), client_for(cast.bo)
        fields = {
            "what": "An agency drew it", "who": "art director Samir", "next_at": soon(),
            "language": "en", "text": GOOD,
        }  # fmt: skip
        there = olga.post(at("crisis-text-new", room.pk), fields)["Location"]
        text = Wording.objects.get()
        assert there == at("crisis-text", room.pk, text.pk)
        assert "Somebody else approves it: Bo, Carla" in words(olga.get(there))
        use = at("crisis-text-use", room.pk, text.pk)
        assert olga.post(use, {"where": "Her post"}).status_code == 409
        assert olga.post(at("crisis-text-approval", room.pk, text.pk)).status_code == 404
        assert "Olga wants to say this in public" in words(bo.get(at("today")))
        assert bo.post(at("crisis-text-approval", room.pk, text.pk))["Location"] == there
        assert olga.post(use, {"where": ""}).status_code == 422
        assert olga.post(use, {"where": "Her post"})["Location"] == here
        assert "The next word is promised for" in words(client_for(cast.vera).get(at("today")))
        promise = Promise.objects.get()
        moving = at("crisis-promise-moving", room.pk, promise.pk)
        assert olga.post(moving, {"next_at": soon(6), "reason": ""}).status_code == 422
        assert olga.post(moving, {"next_at": soon(6), "reason": "Slow"})["Location"] == here
        running = queries.owed()[0]
        keeping = at("crisis-promise-keeping", room.pk, running.pk)
        assert olga.post(keeping, {"words": ""}).status_code == 422
        assert olga.post(keeping, {"words": "Here they are"})["Location"] == here
        assert olga.post(keeping, {"words": "Again"}).status_code == 409
        kinds = list(LogEntry.objects.order_by("pk").values_list("kind", flat=True))
        assert kinds == [
            "opened", "text", "approved", "used", "promised", "moved", "promised", "kept",
        ]  # fmt: skip

    def test_late_it_is_red_on_every_page(
        self, cast: Cast, client_for: Any, room: Room, here: str
    ) -> None:
        then = clock.now() - timedelta(hours=1)
        promised_at = {"at": then - timedelta(hours=1), "next_at": then}
        text = written(room, cast.olga, **promised_at)
        Wording.objects.filter(pk=text.pk).update(approved_at=then, approved_by=cast.bo)
        text.refresh_from_db()
        actions.use_text(wording=text, where="Here", by=cast.olga, at=then - timedelta(minutes=9))
        page = client_for(cast.vera).get(at("today"))
        assert "was promised for" in words(page)
        assert "mode--halted" in page.content.decode()
        assert "The next word is late" in words(client_for(cast.olga).get(here))
        assert "The next word is late" in words(client_for(cast.olga).get(at("today")))

    def test_it_is_returned_with_a_reason(self, cast: Cast, client_for: Any, room: Room) -> None:
        text = text_of(room, cast.olga)
        bo = client_for(cast.bo)
        returning = at("crisis-text-return", room.pk, text.pk)
        assert bo.post(returning, {"reason": ""}).status_code == 422
        bo.post(returning, {"reason": "Name the agency"})
        assert "Name the agency" in words(bo.get(at("crisis-text", room.pk, text.pk)))
        assert bo.post(returning, {"reason": "Again"}).status_code == 409

    def test_a_text_of_another_room_is_absent(
        self, cast: Cast, client_for: Any, room: Room
    ) -> None:
        text = text_of(room, cast.olga)
        other = opened(cast.olga, title="Another", at=clock.now())
        assert client_for(cast.olga).get(at("crisis-text", other.pk, text.pk)).status_code == 404


class TestHot:
    @pytest.fixture
    def thread(self, make: Any) -> Conversation:
        house()
        return mailed(
            ingrid(make, given_name="Ingrid", family_name="Berg", region="FR-IDF"),
            message_id="<q@mail.example>",
        )

    def form(self, thread: Conversation, **changed: str) -> dict[str, str]:
        return {"text": "It was an agency.", "once": "one", "channel": "email"} | changed

    def test_an_answer_waits_is_returned_and_leaves(
        self, cast: Cast, client_for: Any, room: Room, here: str, thread: Conversation
    ) -> None:
        olga, dario, bo = (client_for(one) for one in (cast.olga, cast.dario, cast.bo))
        there = at("conversation", thread.pk)
        threads = at("crisis-threads", room.pk)
        assert olga.post(threads, {"conversation": "none"}).status_code == 422
        assert olga.post(threads, {"conversation": "999999"}).status_code == 422
        assert olga.post(threads, {"conversation": f"http://x{there}?queue=all"}).status_code == 302
        sent = dario.post(at("conversation-answers", thread.pk), self.form(thread))
        assert sent.status_code == 302
        page = words(dario.get(there))
        assert "waits for a second person, not sent" in page
        assert not Direct.objects.exists()
        assert "An answer by Dario waits" in words(olga.get(here))
        held = Proposal.objects.get()
        leaving = at("conversation-leaving", thread.pk, held.pk)
        assert client_for(cast.vera).post(leaving).status_code == 403
        assert dario.post(leaving).status_code == 403
        assert "Dario wants to answer" in words(bo.get(at("today")))
        back = at("conversation-return", thread.pk, held.pk)
        assert bo.post(back, {"reason": ""}).status_code == 422
        assert bo.post(back, {"reason": "Name it"}).status_code == 302
        assert "came back" in words(dario.get(at("today")))
        written_again = dario.get(there)
        assert "Bo returned it: Name it" in words(written_again)
        assert "It was an agency.</textarea>" in written_again.content.decode()
        dario.post(at("conversation-answers", thread.pk), self.form(thread, once="two"))
        held = Proposal.objects.get(ended_at=None)
        assert bo.post(at("conversation-leaving", thread.pk, held.pk)).status_code == 302
        assert Direct.objects.count() == 1
        assert "It leaves within ten seconds." in words(dario.get(there))

    def test_its_writer_withdraws_it_and_has_the_words_again(
        self, cast: Cast, client_for: Any, room: Room, thread: Conversation
    ) -> None:
        actions.heat(room=room, conversation=thread, by=cast.olga, at=clock.now())
        dario = client_for(cast.dario)
        dario.post(at("conversation-answers", thread.pk), self.form(thread))
        held = Proposal.objects.get()
        page = dario.post(at("conversation-withdrawal", thread.pk, held.pk))
        assert "It was an agency.</textarea>" in page.content.decode()
        hot = HotThread.objects.get()
        removal = at("crisis-thread-removal", room.pk, hot.pk)
        assert client_for(cast.olga).post(removal).status_code == 302
        dario.post(at("conversation-answers", thread.pk), self.form(thread, once="two"))
        assert Direct.objects.count() == 1

    def test_the_approved_text_is_offered_beside_it(
        self, cast: Cast, client_for: Any, room: Room, thread: Conversation
    ) -> None:
        actions.heat(room=room, conversation=thread, by=cast.olga, at=clock.now())
        text = text_of(room, cast.olga)
        actions.approve_text(wording=text, by=cast.bo, at=clock.now())
        dario = client_for(cast.dario)
        page = dario.get(at("conversation", thread.pk))
        assert f'value="room-text-{text.pk}"' in page.content.decode()
        put = self.form(thread, text="", macro=f"room-text-{text.pk}")
        assert "our art director Samir" in words(
            dario.post(at("conversation-insertion", thread.pk), put)
        )

    def test_a_stranger_to_the_region_sees_no_conversation_in_the_room(
        self, cast: Cast, client_for: Any, room: Room, here: str, thread: Conversation
    ) -> None:
        actions.heat(room=room, conversation=thread, by=cast.olga, at=clock.now())
        assert "Ingrid" in words(client_for(cast.olga).get(here))
        assert "Ingrid" not in words(client_for(cast.rita).get(here))


class TestLibrary:
    def test_stories_rooms_search_and_file(self, cast: Cast, client_for: Any, room: Room) -> None:
        vera = client_for(cast.vera)
        assert "5 cases to learn from" in words(vera.get(at("crisis-library")))
        story = at("crisis-case", "story-tag")
        assert "17,000" in words(vera.get(story))
        actions.close(
            room=room, outcome="Gone", lesson="Ask for sketches", by=cast.olga, at=clock.now()
        )
        assert "1 case says this" in words(vera.get(at("crisis-library") + "?words=SKETCHES"))
        assert "No case says this" in words(vera.get(at("crisis-library") + "?words=submarine"))
        ref = f"room-{room.pk}"
        assert "Ask for sketches" in words(vera.get(at("crisis-case", ref)))
        file = vera.get(at("crisis-case-file", ref))
        assert file["Content-Type"].startswith("text/markdown")
        assert file["Content-Disposition"] == f'attachment; filename="{ref}.md"'
        assert "## What was learned" in file.content.decode()
        for absent in ("room-999999", "nothing"):
            assert vera.get(at("crisis-case", absent)).status_code == 404
            assert vera.get(at("crisis-case-file", absent)).status_code == 404

    def test_an_open_room_shows_what_resembles_it(self, cast: Cast, client_for: Any) -> None:
        made = opened(
            cast.olga, title="A fashion brand says we copied its piece", what="Followers leave our tag",
            at=clock.now(),
        )  # fmt: skip
        assert "Others were here before" in words(
            client_for(cast.vera).get(at("crisis-room", made.pk))
        )


def test_without_any_role_there_is_no_room(cast: Cast, client_for: Any, room: Room) -> None:
    nobody = client_for(cast.nobody)
    for path in (at("crisis"), at("crisis-room", room.pk), at("crisis-library")):
        assert nobody.get(path).status_code == 404
