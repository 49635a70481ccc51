"""Who follows us, and who they are that name us, is asked of a real Bluesky server and of the stub of Mastodon.

Behind the real server stands the small view of the network that its tests share; whoever lacks the server skips
with that word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from muster.kit import clock
from muster.listening.actions import followers, knowing
from muster.listening.models import Followers, Mention
from muster.people.models import IdentityKey
from muster.proof.witness import mastodon
from tests.fakes import bluesky

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.make import Make

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
OURS, HERS = "havsvakt.test", "ana.test"
real = pytest.mark.skipif(bool(bluesky.missing()), reason=bluesky.missing() or "-")


@pytest.fixture
def server(settings: Any) -> Iterator[mastodon.Server]:
    from muster.channels.kinds.mastodon import target

    target.line.cache_clear()
    with mastodon.Server(now=clock.now()) as running:
        settings.MUSTER_MASTODON_URL = running.url
        yield running


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bluesky.Network]:
    with bluesky.Network(tmp_path_factory.mktemp("pds")) as running:
        running.dids = {name: running.join(name) for name in (OURS, HERS)}
        yield running


@pytest.fixture
def ours(network: bluesky.Network, settings: Any) -> bluesky.Network:
    from muster.channels.kinds.bluesky.session import session

    session.cache_clear()
    settings.MUSTER_BLUESKY_URL = network.url(OURS)
    return network


def said_by(author: str) -> Mention:
    return Mention.objects.create(
        network="bluesky", uri=f"at://{author}/app.bsky.feed.post/3k1", author=f"bluesky:{author}",
        text="Is this #havsvakt?", at=clock.now(), heard_at=clock.now(),
    )  # fmt: skip


def test_followers_on_mastodon_are_counted_again_and_again(server: mastodon.Server) -> None:
    server.account(server.us, followers_count=17_004)
    assert followers.count(at=clock.now()) == 1
    server.account(server.us, followers_count=4)
    assert followers.count(at=clock.now()) == 1
    rows = Followers.objects.order_by("at")
    assert [(one.network, one.count) for one in rows] == [("mastodon", 17_004), ("mastodon", 4)]
    assert rows[0].account == f"mastodon:{server.us}@{mastodon.HOME}"


def test_a_count_that_fails_is_no_row(server: mastodon.Server, settings: Any) -> None:
    settings.MUSTER_MASTODON_URL = server.url.replace(server.token, "another")
    assert followers.count(at=clock.now()) == 0
    assert not Followers.objects.exists()


@real
def test_followers_on_bluesky_are_counted(ours: bluesky.Network) -> None:
    ours.view.followers[ours.dids[OURS]] = 61_400
    assert followers.count(at=clock.now()) == 1
    row = Followers.objects.get()
    assert (row.account, row.handle) == (f"bluesky:{ours.dids[OURS]}", f"bluesky:{OURS}")
    assert row.count == 61_400


@real
def test_who_named_us_on_bluesky_is_known_by_handle_and_reach(
    ours: bluesky.Network, make: Make
) -> None:
    person = make.person(email="ana@people.example")
    key = IdentityKey.objects.create(
        kind="handle", value=f"bluesky:{HERS}", person=person, created_at=clock.now()
    )
    ours.view.followers[ours.dids[HERS]] = 3_200
    mention = said_by(ours.dids[HERS])
    assert knowing.know(at=clock.now()) == 1
    mention.refresh_from_db()
    assert (mention.handle, mention.reach, mention.key_id) == (f"bluesky:{HERS}", 3_200, key.pk)
    assert knowing.know(at=clock.now()) == 0
