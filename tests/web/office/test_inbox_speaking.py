"""Who is speaking: every contact unanswered on any channel, and nothing of a record without proof."""

import pytest
from django.urls import reverse

from muster.accounts.models import Organisation
from muster.inbox import actions, speaking
from muster.inbox.actions import waits
from muster.inbox.models import Case, Conversation, Wait
from tests.domains.inbox.samples import NOON, arrive, conversation, later, sent_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _organisation(db):
    Organisation.objects.create(
        pk=1, name="Havsvakt", mode="training", sender_name="Havsvakt", sender_address="hello@news.example",
        reply_domain="news.example", site_url="http://localhost:8000",
    )  # fmt: skip


@pytest.fixture
def person(make):
    return make.person(email="ingrid@people.example", given_name="Ingrid", family_name="Sjöberg")


@pytest.fixture
def thread(person):
    """Ingrid mails twice in one thread."""
    first = arrive(
        to=[sent_to(person)[1]], sender="ingrid@people.example", message_id="<q@mail.example>"
    )
    arrive(to=["<q@mail.example>"], sender="ingrid@people.example", at=later(1))
    return conversation(first)


@pytest.fixture
def post(person):
    """Then she posts, where many read."""
    made = Conversation.objects.create(
        key=person.keys.first(), proven=True, channel="mastodon", address="@ingrid@sea.example",
        opened_at=later(30), last_at=later(30), state="quiet", reach=12_000, kind="complaint",
        preview="Third mail to you.",
    )  # fmt: skip
    made.messages.create(direction="in", said="Third mail to you.", at=later(30))
    waits.begin(made, at=later(30))
    made.save()
    return made


def claim():
    return conversation(
        arrive(sender="ingrid@people.example", subject="Hello", message_id="<c@mail.example>")
    )


def panel(client, thread):
    text = client.get(reverse("office:conversation", args=[thread.pk])).content.decode()
    return text[text.index('class="speaker"') :]


def test_every_contact_unanswered_on_any_channel(thread, post, cast):
    found = speaking.of(thread, by=cast.dario)
    assert [(one.conversation, one.messages) for one in found.unanswered] == [
        (thread, 2),
        (post, 1),
    ]
    assert (found.reach, found.network, found.public) == (12_000, "mastodon", True)


def test_the_panel_says_it_and_how_to_answer(thread, post, cast, client_for):
    text = panel(client_for(cast.dario), thread)
    assert "Waiting for us" in text
    assert "12,000 followers" in text
    assert "3 messages are unanswered: name each of them." in text
    assert "Others read along" in text
    assert reverse("office:conversation", args=[post.pk]) in text


def test_what_only_claims_to_be_theirs_is_marked(thread, cast, client_for):
    other = claim()
    found = speaking.of(thread, by=cast.dario)
    assert [one.claimed for one in found.unanswered] == [False, True]
    assert "not proved" in panel(client_for(cast.dario), thread)
    # From the claim, nothing of the record is seen.
    seen = speaking.of(other, by=cast.dario)
    assert [one.conversation for one in seen.unanswered] == [other]


def test_claims_that_a_region_may_not_see_stay_unseen(thread, cast):
    claim()
    found = speaking.of(thread, by=cast.rita)
    assert [one.conversation for one in found.unanswered] == [thread]


def test_severity_and_its_reasons(thread, post, cast, client_for):
    Wait.objects.update(look_at=later(31))
    actions.escalate(at=later(31))
    text = panel(client_for(cast.dario), thread)
    assert "<b>Alarm</b>" in text
    assert "3 contacts unanswered" in text


def test_earlier_cases_are_beside_it(thread, cast, client_for):
    case = Case.objects.create(
        title="The wrong date", opened_at=NOON, closed_at=NOON, outcome="We called and said sorry."
    )
    Conversation.objects.create(
        channel="email", key=thread.key, proven=True, state="closed", closed_at=NOON,
        opened_at=NOON, last_at=NOON, case=case,
    )  # fmt: skip
    text = panel(client_for(cast.dario), thread)
    assert "The wrong date" in text
    assert "We called and said sorry." in text
    assert "They complained before" in text


def test_a_page_of_it_all_asks_few_questions(
    thread, post, cast, client_for, django_assert_max_num_queries
):
    for number in range(20):
        arrive(to=["<q@mail.example>"], sender="ingrid@people.example", at=later(2 + number))
    client = client_for(cast.dario)
    panel(client, thread)
    with django_assert_max_num_queries(40):
        panel(client, thread)
