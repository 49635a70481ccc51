"""The AT Protocol where it goes wrong: a scripted server. Where it goes right, see the real one (inbox/test_bluesky)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from muster.channels.base import NotSent, Outgoing
from muster.channels.calls import AskedToWait, Unanswered
from muster.channels.kinds.bluesky import reading, record, target
from muster.channels.kinds.bluesky.send import Sender, page
from muster.channels.kinds.bluesky.session import session
from muster.channels.posts import Account, Unreadable
from tests.domains.channels.test_contract import HER, US, _bluesky
from tests.fakes.scripted import CUT, Scripted

pytestmark = pytest.mark.enable_socket
NOW = datetime(2026, 10, 13, 12, 30, tzinfo=UTC)
SESSION = {"did": US, "accessJwt": "a1", "refreshJwt": "r1"}
PUT = "com.atproto.repo.putRecord"
LIST = "app.bsky.notification.listNotifications"
PROFILES = "app.bsky.actor.getProfiles"
SIGN_IN, RENEW = "com.atproto.server.createSession", "com.atproto.server.refreshSession"
OVER = (400, {"error": "ExpiredToken", "message": "Token has expired"})
URI = f"at://{US}/app.bsky.feed.post/3kabc"


@pytest.fixture
def server():
    # A port may be given out twice in the life of a process.
    session.cache_clear()
    with Scripted() as running:
        running.answers = {
            SIGN_IN: [(200, SESSION)],
            RENEW: [(200, SESSION | {"accessJwt": "a2"})],
            PUT: [(200, {"uri": URI, "cid": "bafyreiabcdefghijk"})],
            LIST: [(200, {"notifications": []})],
            PROFILES: [(200, {"profiles": [{"did": HER, "followersCount": 61_000}]})],
        }
        yield running


@pytest.fixture
def ours(server: Scripted) -> Account:
    return target.parse(f"bluesky://we.test:pw@127.0.0.1:{server.port}?web=https://read.example")


def message(name: str = "3kabcdefghijk") -> Outgoing:
    kept = {"uri": f"at://{HER}/app.bsky.feed.post/3k1", "cid": "bafyreiabcdefghijk"}
    return Outgoing(1, "", f"bluesky:{HER}", record.reply("Yes", answers=kept, at=NOW), name)


def notes(*minutes: float) -> dict[str, Any]:
    """Notifications of so many minutes ago, the newest first."""
    listed = []
    for ago in sorted(minutes):
        at = NOW - timedelta(minutes=ago)
        listed.append(_bluesky(round(ago * 10), f"{ago}") | {"indexedAt": at.isoformat()})
    return {"notifications": listed}


def read(ours: Account, mark: dict[str, Any] | None = None) -> tuple[list[Any], dict[str, Any]]:
    batches = list(reading.read(ours, mark or {}, now=NOW))
    return [one for batch in batches for one in batch.posts], dict(batches[-1].mark)


class TestSession:
    def test_one_sign_in_serves_many_calls(self, server, ours) -> None:
        for _time in range(3):
            assert Sender(ours).send(message()).kind == "accepted"
        assert server.names().count(SIGN_IN) == 1
        assert server.asked[0].said == {"identifier": "we.test", "password": "pw"}

    def test_a_token_whose_time_is_over_is_renewed(self, server, ours) -> None:
        server.answers[PUT] = [OVER, (200, {"uri": URI})]
        assert Sender(ours).send(message()).kind == "accepted"
        assert server.names() == [SIGN_IN, PUT, RENEW, PUT]
        assert [one.token for one in server.asked] == ["", "a1", "r1", "a2"]

    def test_where_nothing_renews_it_signs_in_again(self, server, ours) -> None:
        server.answers[PUT] = [OVER, (200, {"uri": URI})]
        server.answers[RENEW] = [(400, {"error": "ExpiredToken"})]
        assert Sender(ours).send(message()).kind == "accepted"
        assert server.names().count(SIGN_IN) == 2

    def test_who_is_not_let_in_sent_nothing(self, server, ours) -> None:
        server.answers[SIGN_IN] = [(401, {"error": "AuthenticationRequired", "message": "Invalid"})]
        with pytest.raises(NotSent, match="not let in: AuthenticationRequired: Invalid"):
            Sender(ours).send(message())
        assert PUT not in server.names()

    @pytest.mark.parametrize("told", [CUT, (200, {}), (200, b"<html>")])
    def test_a_sign_in_that_goes_wrong_sent_nothing_either(self, server, ours, told) -> None:
        server.answers[SIGN_IN] = [told]
        with pytest.raises(NotSent):
            Sender(ours).send(message())


class TestSending:
    def test_the_record_stands_under_its_own_key(self, server, ours) -> None:
        receipt = Sender(ours).send(message())
        assert receipt.detail == f"https://read.example/profile/{US}/post/3kabc"
        said = server.asked[-1].said
        assert (said["repo"], said["collection"], said["rkey"]) == (
            US, "app.bsky.feed.post", "3kabcdefghijk",
        )  # fmt: skip
        assert said["record"]["text"] == "Yes"

    @pytest.mark.parametrize(
        ("told", "kind"),
        [
            (CUT, "temporary"),
            ((500, {"error": "InternalServerError"}), "temporary"),
            ((502, b"<html>"), "temporary"),
            ((400, {"error": "InvalidRequest", "message": "Record/text must not be longer"}), "refused"),
            ((429, {"error": "RateLimitExceeded"}), "temporary"),
        ],
    )  # fmt: skip
    def test_what_an_answer_means(self, server, ours, told, kind) -> None:
        server.answers[PUT] = [told]
        assert Sender(ours).send(message()).kind == kind

    @pytest.mark.parametrize(
        "told", [(403, {"error": "Forbidden"}), (400, {"error": "AccountTakedown"})]
    )
    def test_trouble_with_our_account_is_nobodys_refusal(self, server, ours, told) -> None:
        server.answers[PUT] = [told]
        with pytest.raises(NotSent, match="refused us"):
            Sender(ours).send(message())

    def test_asked_to_wait_nothing_leaves_until_then(self, server, ours) -> None:
        server.answers[PUT] = [(429, {"error": "RateLimitExceeded"})]
        server.headers = {"RateLimit-Reset": str(int(datetime.now(UTC).timestamp()) + 300)}
        Sender(ours).send(message())
        asked = len(server.asked)
        with pytest.raises(AskedToWait):
            Sender(ours).send(message())
        assert len(server.asked) == asked

    def test_no_page_for_what_is_no_post(self) -> None:
        assert page("", "https://read.example") == page("at://x", "https://read.example") == ""


class TestReading:
    def test_oldest_first_with_followers_and_how_far_we_are(self, server, ours) -> None:
        server.answers[LIST] = [(200, notes(1, 2, 3))]
        found, mark = read(ours)
        assert [one.text for one in found] == ["3", "2", "1"]
        assert {one.followers for one in found} == {61_000}
        assert mark == {"account": US, "seen": (NOW - timedelta(minutes=1)).isoformat()}
        assert server.asked[1].query["reasons"] == ["mention", "reply", "quote"]

    def test_page_by_page_until_what_is_known(self, server, ours) -> None:
        mark = {"account": US, "seen": (NOW - timedelta(minutes=40)).isoformat()}
        server.answers[LIST] = [
            (200, notes(1, 20) | {"cursor": "x"}),
            (200, notes(30, 44) | {"cursor": "y"}),
            (200, notes(50, 60) | {"cursor": "z"}),
        ]
        found, seen = read(ours, mark)
        # A few minutes overlap, as the view may learn of a post late.
        assert [one.text for one in found] == ["44", "30", "20", "1"]
        assert [one.query.get("cursor") for one in server.asked if one.name == LIST] == [
            None, ["x"], ["y"],
        ]  # fmt: skip
        assert seen["seen"] == (NOW - timedelta(minutes=1)).isoformat()

    def test_nothing_new_leaves_the_mark_where_it_was(self, server, ours) -> None:
        mark = {"account": US, "seen": (NOW - timedelta(days=60)).isoformat()}
        assert read(ours, mark) == ([], mark)

    def test_another_account_is_begun_anew(self, server, ours) -> None:
        server.answers[LIST] = [(200, notes(1))]
        mark = {"account": "did:plc:another", "seen": NOW.isoformat()}
        assert len(read(ours, mark)[0]) == 1

    def test_without_profiles_nobody_is_said_to_have_no_followers(self, server, ours) -> None:
        server.answers[LIST] = [(200, notes(1))]
        server.answers[PROFILES] = [(502, {"error": "UpstreamFailure"})]
        assert [one.followers for one in read(ours)[0]] == [None]

    @pytest.mark.parametrize("told", [(502, {"error": "UpstreamFailure"}), (200, {}), (200, [])])
    def test_what_cannot_be_read_is_said(self, server, ours, told) -> None:
        server.answers[LIST] = [told]
        with pytest.raises(Unreadable):
            read(ours)

    def test_an_answer_that_is_cut_off(self, server, ours) -> None:
        server.answers[LIST] = [CUT]
        with pytest.raises(Unanswered):
            read(ours)

    def test_likes_and_our_own_words_are_left(self, server, ours) -> None:
        listed = notes(1, 2)["notifications"]
        listed[0]["reason"] = "like"
        listed[1]["author"]["did"] = US
        server.answers[LIST] = [(200, {"notifications": [*listed, "nonsense", None]})]
        assert read(ours)[0] == []
