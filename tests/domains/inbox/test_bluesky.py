"""There and back over a real Bluesky server: the real client asks in public, our answer stands beneath it.

Needs what ``make pds`` installs; whoever lacks it skips with that word.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import pytest

from muster.channels.base import Outgoing
from muster.channels.kinds.bluesky import record, target
from muster.channels.kinds.bluesky.send import Sender
from muster.channels.kinds.bluesky.session import session
from muster.delivery.models import Direct
from muster.delivery.pump import run_until_idle
from muster.inbox import actions, networks
from muster.inbox.models import Conversation
from muster.kit import clock
from tests import processes
from tests.domains.delivery.conftest import World
from tests.fakes import bluesky

if TYPE_CHECKING:
    from atproto import Client, models

    from tests.cast import Cast
    from tests.make import Make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.enable_socket,
    pytest.mark.skipif(bool(bluesky.missing()), reason=bluesky.missing() or "-"),
]
OURS, HERS = "havsvakt.test", "ana.test"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory):
    with bluesky.Network(tmp_path_factory.mktemp("pds")) as running:
        running.dids = {name: running.join(name) for name in (OURS, HERS)}
        yield running


@pytest.fixture
def world(make: Make, monkeypatch: pytest.MonkeyPatch, network: Any, settings: Any) -> World:
    session.cache_clear()
    settings.MUSTER_BLUESKY_URL = network.url(OURS)
    here = World(make, monkeypatch)
    here.house(mode="live")
    return here


@pytest.fixture
def ana(network: Any) -> Client:
    # Loaded here: it takes two seconds, and without a server nobody needs it.
    from atproto import Client

    client = Client(f"{network.base}/xrpc")
    client.login(HERS, bluesky.PASSWORD)
    return client


def asks(ana: Client, network: Any, words: str) -> models.AppBskyFeedPost.CreateRecordResponse:
    from atproto import client_utils

    text = client_utils.TextBuilder().mention(f"@{OURS}", network.dids[OURS]).text(f" {words}")
    return ana.send_post(text)


def test_the_view_behind_it_is_one_the_real_client_reads(network: Any, ana: Client) -> None:
    """The real server hands the question on, and the client’s models demand every field of the answer."""
    posted = asks(ana, network, "Is this heard?")
    ours = type(ana)(f"{network.base}/xrpc")
    ours.login(OURS, bluesky.PASSWORD)
    listed = ours.app.bsky.notification.list_notifications({"limit": 10}).notifications
    assert (listed[0].uri, listed[0].reason) == (posted.uri, "mention")
    assert listed[0].author.handle == HERS
    assert "app.bsky.notification.listNotifications" in network.view.asked


def test_a_mention_is_answered_beneath_it_once(
    world: World, cast: Cast, network: Any, ana: Client
) -> None:
    network.view.followers[network.dids[HERS]] = 61_000
    posted = asks(ana, network, "Who cleans up the bay at Łódź? 🌊")
    assert networks.look("bluesky", at=clock.now()) >= 1
    assert networks.look("bluesky", at=clock.now()) == 0
    found = Conversation.objects.get(messages__message_id=posted.uri)
    assert found.address == f"bluesky:{network.dids[HERS]}"
    assert (found.reach, found.name) == (61_000, f"@{HERS}")

    text = f"We do, @{HERS}: https://havsvakt.example/bay"
    actions.answer(conversation=found, text=text, by=cast.dario, at=clock.now(), idempotency="1")
    run_until_idle()
    row = Direct.objects.get()
    assert row.kind == "accepted"
    [answer] = network.posts(network.dids[OURS])
    assert answer["value"]["text"] == text
    assert answer["value"]["reply"]["parent"] == {"uri": posted.uri, "cid": posted.cid}
    assert row.detail.endswith(answer["uri"].rpartition("/")[2])
    assert len(answer["value"]["facets"]) == 2

    # The same row handed over again, as after a kill, is the same post.
    Direct.objects.update(state="pending", kind="", at=None, not_before=None)
    run_until_idle()
    assert Direct.objects.get().kind == "accepted"
    assert len(network.posts(network.dids[OURS])) == 1

    # She answers our answer: the same thread.
    from atproto import models

    root = models.ComAtprotoRepoStrongRef.Main(uri=posted.uri, cid=posted.cid)
    parent = models.ComAtprotoRepoStrongRef.Main(uri=answer["uri"], cid=answer["cid"])
    again = ana.send_post(
        "Thank you", reply_to=models.AppBskyFeedPost.ReplyRef(root=root, parent=parent)
    )
    networks.look("bluesky", at=clock.now())
    assert found.messages.get(message_id=again.uri).said == "Thank you"
    found.refresh_from_db()
    assert found.state == "open"


@pytest.mark.django_db(transaction=True)
def test_a_pump_killed_after_the_post_makes_no_second_one(
    world: World, cast: Cast, network: Any, ana: Client
) -> None:
    posted = asks(ana, network, "And what if your computer dies?")
    networks.look("bluesky", at=clock.now())
    found = Conversation.objects.get(messages__message_id=posted.uri)
    before = len(network.posts(network.dids[OURS]))
    actions.answer(
        conversation=found, text="Then too", by=cast.dario, at=clock.now(), idempotency="k"
    )
    pump = processes.start(
        processes.PUMP,
        MUSTER_BLUESKY_URL=network.url(OURS),
        MUSTER_FAULT="net.after_reply_before_record:1:kill9",
    )
    assert pump.wait(timeout=60) == -signal.SIGKILL
    assert len(network.posts(network.dids[OURS])) == before + 1
    assert Direct.objects.get().state == "claimed"
    # The next worker finds it in dead hands, and may try again because its key is its own.
    run_until_idle()
    Direct.objects.update(not_before=None)
    run_until_idle()
    assert Direct.objects.get().kind == "accepted"
    assert len(network.posts(network.dids[OURS])) == before + 1


def test_the_server_counts_signs_as_we_do(world: World, network: Any, ana: Client) -> None:
    """Three hundred of the longest signs are taken, one more is refused, in the server’s own words."""
    posted = asks(ana, network, "How long may an answer be?")
    kept = {"uri": posted.uri, "cid": posted.cid}
    way = Sender(target.parse(network.url(OURS)))
    for number, (text, kind) in enumerate([("🇵🇱" * 300, "accepted"), ("a" * 301, "refused")]):
        data = record.reply(text, answers=kept, at=clock.now())
        name = record.key(clock.now(), number)
        receipt = way.send(Outgoing(number, "", "", data, name))
        assert receipt.kind == kind, receipt


def test_a_wrong_password_is_said_in_words(world: World, network: Any, settings: Any) -> None:
    from muster.inbox.models import Door

    settings.MUSTER_BLUESKY_URL = network.url(OURS).replace(bluesky.PASSWORD, "another")
    assert networks.look("bluesky", at=clock.now()) == 0
    assert "not let in" in Door.objects.get().trouble
