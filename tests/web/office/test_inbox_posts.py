"""A public post on the inbox pages: where it stands, who can read it, and how long an answer may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from muster.channels.base import Receipt
from muster.delivery.actions import direct
from muster.delivery.models import Direct
from muster.inbox import actions
from muster.inbox.models import Conversation, InboxMessage
from muster.kit import clock
from tests.domains.channels import test_contract as wire
from tests.domains.inbox.samples import NOON
from tests.domains.inbox.test_posts import known, skeet, take, thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.client import CheckingClient
    from tests.make import Make

    ClientFor = Callable[..., CheckingClient]

pytestmark = pytest.mark.django_db
WHERE = f"https://read.example/profile/{wire.HER}/post/3k1"


@pytest.fixture(autouse=True)
def _organisation(db: None) -> None:
    from muster.accounts.models import Organisation

    Organisation.objects.create(pk=1, name="Havsvakt", mode="training")


@pytest.fixture
def post() -> Conversation:
    return thread(take(skeet(followers=61_234))[0])


def show(client: Any, conversation: Conversation) -> str:
    return client.get(reverse("office:conversation", args=[conversation.pk])).text


def send(client: Any, conversation: Conversation, text: str) -> Any:
    page = client.get(reverse("office:conversation", args=[conversation.pk]))
    form = page.context["answer_form"]
    said = {name: str(form[name].value() or "") for name in form.fields} | {"text": text}
    return client.post(reverse("office:conversation-answers", args=[conversation.pk]), said)


def test_the_list_and_the_thread_name_the_network(
    client_for: ClientFor, cast: Cast, post: Conversation
) -> None:
    client = client_for(cast.dario)
    assert "Bluesky" in client.get(reverse("office:inbox")).text
    page = show(client, post)
    assert "Public: everybody can read it." in page
    assert f'<a href="{WHERE}" target="_blank" rel="noopener noreferrer external">' in page
    assert "Ana (@ana.example)" in page
    assert "61,234" in page
    assert "no record carries it" in page
    assert "Room for 300 signs." in page
    assert "Everybody can read this answer." in page


def test_unknown_followers_are_not_told(client_for: ClientFor, cast: Cast) -> None:
    assert "followers" not in show(client_for(cast.dario), thread(take(skeet())[0]))


def test_a_proved_account_opens_its_record(client_for: ClientFor, cast: Cast, make: Make) -> None:
    known(make)
    page = show(client_for(cast.dario), thread(take(skeet())[0]))
    assert "Open the record" in page
    assert "tell nothing private" not in page


def test_a_name_that_changed_hands_is_said_in_words(
    client_for: ClientFor, cast: Cast, make: Make
) -> None:
    known(make)
    take(skeet())
    page = show(client_for(cast.dario), thread(take(skeet(2, did="did:plc:thief"))[0]))
    assert "Names can change hands." in page
    assert "Open the record" not in page


def test_what_is_not_public_says_so(client_for: ClientFor, cast: Cast) -> None:
    note = wire._mastodon(1, "Between us")
    note["status"]["visibility"] = "direct"
    found = wire.KINDS["mastodon"].read(note)
    assert found is not None
    page = show(client_for(cast.dario), thread(actions.receive(incoming=found, at=NOON)))
    assert "Only for us." in page
    assert "Everybody can read this answer." not in page
    assert "Mastodon" in page
    # The name that the answer begins with takes its place.
    assert f"Room for {500 - len('@ana ')} signs." in page


def test_an_answer_that_is_too_long_keeps_its_words(
    client_for: ClientFor, cast: Cast, post: Conversation
) -> None:
    answered = send(client_for(cast.dario), post, "a" * 301)
    assert answered.status_code == 422
    assert "One sign too many: an answer on Bluesky has room for 300." in answered.text
    assert "a" * 301 in answered.text
    assert not Direct.objects.exists()


@pytest.mark.parametrize(
    ("kind", "code", "detail", "words"),
    [
        ("accepted", 200, "https://read.example/profile/x/post/3kanswer", "Open it on Bluesky"),
        ("refused", 400, "InvalidRequest", "Bluesky did not take this answer: InvalidRequest"),
        ("unknown", 0, "cut", "Look on Bluesky before you write it again."),
    ],
)
def test_what_became_of_an_answer_is_said(
    *, client_for: ClientFor, cast: Cast, post: Conversation, kind: Any, code: int, detail: str, words: str
) -> None:  # fmt: skip
    client = client_for(cast.dario)
    assert send(client, post, "We do").status_code == 302
    InboxMessage.objects.filter(direction="in").update(headers={})
    assert "Has not left yet." in show(client, post)
    Direct.objects.update(not_before=None)  # its ten seconds are over
    [row] = direct.claim(worker="w", modes=("training",), most=1)
    direct.end(row, Receipt(row.pk, kind, code, detail))
    page = show(client, post)
    assert words in page
    assert "Has not left yet." not in page


def test_settings_and_health_lists_our_accounts(
    client_for: ClientFor, cast: Cast, settings: Any
) -> None:
    settings.MUSTER_MASTODON_URL = "mastodon://token-of-ours@social.example"
    actions.heard(name="mastodon", at=clock.now())
    page = client_for(cast.ada).get(reverse("office:settings")).text
    assert "Posts on Mastodon are read and answered at social.example." in page
    assert "token-of-ours" not in page
    assert "No account on Bluesky is set." in page
