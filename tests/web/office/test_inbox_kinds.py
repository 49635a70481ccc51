"""What messages seem to be, by HTTP: beside each message, and the page on how it is sorted."""

import pytest
from django.urls import reverse

from muster.accounts.models import Organisation
from muster.inbox import actions
from muster.inbox.models import Sorting
from muster.triage.models import Lesson
from tests.domains.inbox.samples import NOON, arrive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _organisation(db):
    Organisation.objects.create(
        pk=1, name="Havsvakt", mode="training", sender_name="Havsvakt", sender_address="hello@news.example",
        reply_domain="news.example", site_url="http://localhost:8000",
    )  # fmt: skip


@pytest.fixture
def entry(db):
    """Somebody asks where to donate."""
    found = arrive(text="Where do I donate?").entry
    actions.sort(at=NOON)
    return found


def resort(client, entry, kind):
    address = reverse("office:conversation-sorting", args=[entry.conversation_id, entry.pk])
    return client.post(address, {"kind": kind}, follow=True)


def test_it_says_what_a_message_seems_to_be_and_why(entry, cast, client_for):
    page = client_for(cast.dario).get(reverse("office:conversation", args=[entry.conversation_id]))
    assert "Seems to be an offer to give, because of “donate”" in page.content.decode()


def test_who_may_not_answer_reads_it_and_cannot_change_it(entry, cast, client_for):
    page = client_for(cast.vera).get(reverse("office:conversation", args=[entry.conversation_id]))
    text = page.content.decode()
    assert "Seems to be an offer to give" in text
    assert "Say so" not in text


def test_the_list_names_the_kind(entry, cast, client_for):
    assert (
        "an offer to give" in client_for(cast.dario).get(reverse("office:inbox")).content.decode()
    )


def test_staff_say_what_it_is(entry, cast, client_for):
    page = resort(client_for(cast.dario), entry, "question")
    assert "Sorted by hand: a question" in page.content.decode()
    assert Sorting.objects.get().kind == "question"


@pytest.mark.parametrize("kind", ["", "nonsense", "x" * 500])
def test_a_kind_nobody_knows_changes_nothing(entry, cast, client_for, kind):
    page = resort(client_for(cast.dario), entry, kind)
    assert "Choose what it is from the list." in page.content.decode()
    assert Sorting.objects.get().kind == "give"


def test_what_was_not_looked_at_says_so(cast, client_for):
    page = resort(client_for(cast.dario), arrive(text="hello").entry, "question")
    assert "not looked at yet" in page.content.decode()


def test_a_message_of_another_conversation_is_absent(entry, cast, client_for):
    other = arrive(sender="other@people.example", text="hello").entry
    address = reverse("office:conversation-sorting", args=[entry.conversation_id, other.pk])
    assert client_for(cast.dario).post(address, {"kind": "give"}).status_code == 404


def test_the_page_counts_agreement_and_learns_now(entry, cast, client_for):
    client = client_for(cast.dario)
    address = reverse("office:inbox-sorting")
    assert "Nobody has sorted a message by hand yet" in client.get(address).content.decode()
    page = client.post(reverse("office:inbox-lesson"), follow=True)
    assert "There is nothing new to learn." in page.content.decode()
    resort(client, entry, "question")
    page = client.post(reverse("office:inbox-lesson"), follow=True).content.decode()
    assert "Learnt." in page
    assert "from one message" in page
    assert "a question" in page
    assert Lesson.objects.get().corrections == 1


def test_hate_has_a_queue_of_its_own(cast, client_for):
    arrive(text="those people are vermin, send them all back where they came from")
    actions.sort(at=NOON)
    client = client_for(cast.dario)
    assert "One person waits for an answer" in client.get(reverse("office:inbox")).content.decode()
    page = client.get(reverse("office:inbox"), {"queue": "dialogue"}).content.decode()
    assert "words of hate" in page
