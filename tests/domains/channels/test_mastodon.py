"""Mastodon’s interface: the stub is proved by the real Mastodon.py, then our adapter speaks to the same stub."""

from __future__ import annotations

from datetime import timedelta

import pytest
from mastodon import Mastodon

from muster.channels.base import NotSent, Outgoing, Receipt
from muster.channels.calls import AskedToWait
from muster.channels.kinds.mastodon import reading, target, words
from muster.channels.kinds.mastodon.send import Sender
from muster.channels.posts import Account, Unreadable
from muster.proof.witness import mastodon

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def server():
    # A port may be given out twice in the life of a process.
    target.line.cache_clear()
    with mastodon.Server() as running:
        yield running


@pytest.fixture
def ours(server: mastodon.Server) -> Account:
    return target.parse(server.url)


def read(ours: Account, server: mastodon.Server, mark: dict | None = None) -> tuple[list, dict]:
    batches = list(reading.read(ours, mark or {}, now=server.now + timedelta(minutes=1)))
    return [one for batch in batches for one in batch.posts], dict(batches[-1].mark)


def answer(status: dict, text: str = "Thank you", name: str = "d1-abc") -> Outgoing:
    address = f"mastodon:{status['account']['acct']}"
    kept = {"status": status["id"], "visibility": status["visibility"]}
    return Outgoing(1, "", address, words.reply(text, address=address, answers=kept), name)


class TestTheStub:
    """The real client, which many people use against real servers, finds what it looks for."""

    @pytest.fixture
    def client(self, server: mastodon.Server) -> Mastodon:
        return Mastodon(api_base_url=server.base, access_token=server.token, request_timeout=5)

    def test_it_lists_mentions_and_what_came_after(self, server, client) -> None:
        first = server.write("ana@people.example", "@havsvakt Why?")
        server.notify("favourite", server.account("bo"), first)
        second = server.write("bo", "@havsvakt And when?")
        listed = client.notifications(types=["mention"])
        assert [one.status.id for one in listed] == [second["id"], first["id"]]
        assert listed[1].account.acct == "ana@people.example"
        before = client.notifications(types=["mention"], max_id=listed[0].id)
        assert [one.status.id for one in before] == [first["id"]]
        after = client.notifications(types=["mention"], min_id=listed[1].id)
        assert [one.status.id for one in after] == [second["id"]]
        assert client.account_verify_credentials().acct == "havsvakt"
        assert client.instance_v1().uri == mastodon.HOME

    def test_it_posts_once_for_each_key_and_shows_the_thread(self, server, client) -> None:
        question = server.write("ana@people.example", "@havsvakt Why?")
        said = "@ana@people.example Because"
        posted = [
            client.status_post(said, in_reply_to_id=question["id"], visibility="unlisted", idempotency_key="k")
            for _time in range(2)
        ]  # fmt: skip
        assert posted[0].id == posted[1].id
        assert len(server.ours) == 1
        assert [one.id for one in client.status_context(posted[0].id).ancestors] == [question["id"]]

    def test_it_knows_its_token_and_its_limit(self, server, client) -> None:
        from mastodon.errors import MastodonAPIError, MastodonUnauthorizedError

        with pytest.raises(MastodonAPIError):
            client.status_post("x" * 501)
        stranger = Mastodon(api_base_url=server.base, access_token="another", request_timeout=5)
        with pytest.raises(MastodonUnauthorizedError):
            stranger.account_verify_credentials()


class TestReading:
    def test_oldest_first_page_by_page_and_never_again(self, server, ours) -> None:
        _none, mark = read(ours, server)
        numbers = [server.write("ana", f"@havsvakt {n}?")["uri"] for n in range(95)]
        found, mark = read(ours, server, {**mark, "seen": "1"})
        assert [one.message_id for one in found] == numbers
        assert read(ours, server, mark)[0] == []
        server.write("ana", "@havsvakt again?")
        assert [one.text for one in read(ours, server, mark)[0]] == ["@havsvakt again?"]

    def test_a_first_look_goes_back_a_day(self, server, ours) -> None:
        server.write("ana", "@havsvakt long ago")
        server.now += timedelta(days=2)
        said = [server.write("ana", f"@havsvakt {n} today")["uri"] for n in range(95)]
        found, mark = read(ours, server)
        assert [one.message_id for one in found] == said
        assert read(ours, server, mark)[0] == []

    def test_what_is_no_mention_and_what_is_ours_is_left(self, server, ours) -> None:
        status = server.write("ana", "Nothing for us")
        server.notify("favourite", server.account("ana"), status)
        server.notify("mention", server.account("havsvakt"), server.write("havsvakt", "Us"))
        server.notify("mention", server.account("ana"), None)
        assert read(ours, server)[0] == []

    def test_a_reply_names_what_stands_above_it(self, server, ours) -> None:
        first = server.write("ana", "@havsvakt Why?")
        second = server.write("havsvakt", "@ana Because", to=first)
        server.write("ana", "@havsvakt No.", to=second)
        found, _mark = read(ours, server)
        assert [one.references for one in found] == [(), (first["uri"], second["uri"])]

    def test_who_writes_how_visibly_and_to_how_many(self, server, ours) -> None:
        server.account("ana@people.example", followers_count=61_000, display_name="Ana 🌊")
        server.account("bo", bot=True)
        server.write("ana@people.example", "@havsvakt", visibility="direct", spoiler_text="Oil")
        server.write("bo", "@havsvakt beep")
        ana, bo = read(ours, server)[0]
        assert (ana.sender, ana.sender_name) == (
            "mastodon:ana@people.example",
            "Ana 🌊 (@ana@people.example)",
        )
        assert (ana.followers, ana.public, ana.subject, ana.auto) == (61_000, False, "Oil", False)
        assert (bo.sender, bo.followers, bo.public, bo.auto) == (
            f"mastodon:bo@{mastodon.HOME}", 0, True, True,
        )  # fmt: skip

    def test_another_account_is_begun_anew(self, server, ours) -> None:
        server.write("ana", "@havsvakt Why?")
        assert len(read(ours, server, {"account": "else@there.example", "seen": "999999"})[0]) == 1

    def test_a_wrong_token_is_said_in_words(self, server) -> None:
        wrong = target.parse(server.url.replace(server.token, "another"))
        with pytest.raises(Unreadable, match="access token is invalid"):
            read(wrong, server)


class TestSending:
    @pytest.fixture
    def status(self, server: mastodon.Server) -> dict:
        return server.write("ana@people.example", "@havsvakt Why?", visibility="unlisted")

    def test_an_answer_stands_beneath_and_is_as_visible(self, server, ours, status) -> None:
        receipt = Sender(ours).send(answer(status))
        [posted] = server.ours
        assert receipt == Receipt(1, "accepted", 200, posted["url"])
        assert (posted["in_reply_to_id"], posted["visibility"]) == (status["id"], "unlisted")
        assert "@ana@people.example Thank you" in posted["content"]

    @pytest.mark.parametrize("trouble", [["cut"], [500], [502, "cut"], ["cut", "cut"]])
    def test_it_is_tried_again_under_its_key_and_posted_once(
        self, server, ours, status, trouble
    ) -> None:
        server.trouble = list(trouble)
        assert Sender(ours).send(answer(status)).kind == "accepted"
        assert len(server.ours) == 1

    @pytest.mark.parametrize("trouble", [[500] * 3, ["cut"] * 3, ["cut", 429], ["cut", 401, 401]])
    def test_what_nobody_will_say_is_unknown(self, server, ours, status, trouble) -> None:
        server.trouble = list(trouble)
        assert Sender(ours).send(answer(status)).kind == "unknown"
        assert len(server.ours) == ("cut" in trouble)

    def test_asked_to_wait_nothing_leaves_until_then(self, server, ours, status) -> None:
        server.trouble = [429]
        assert Sender(ours).send(answer(status)).kind == "temporary"
        asked = len(server.asked)
        with pytest.raises(AskedToWait, match="seconds"):
            Sender(ours).send(answer(status))
        assert len(server.asked) == asked

    @pytest.mark.parametrize(
        ("code", "kind"), [(503, "temporary"), (422, "refused"), (404, "refused")]
    )
    def test_a_clear_answer_is_believed(self, server, ours, status, code, kind) -> None:
        server.trouble = [code]
        receipt = Sender(ours).send(answer(status))
        assert (receipt.kind, receipt.code, receipt.detail) == (kind, code, f"Trouble {code}")

    @pytest.mark.parametrize("code", [401, 403])
    def test_trouble_with_our_account_is_nobodys_refusal(self, server, ours, status, code) -> None:
        server.trouble = [code]
        with pytest.raises(NotSent, match="refused us"):
            Sender(ours).send(answer(status))

    def test_nothing_listens(self, server, ours, status) -> None:
        server._server.shutdown()
        server._server.server_close()
        with pytest.raises(NotSent):
            Sender(ours).send(answer(status))
        server.__enter__()
