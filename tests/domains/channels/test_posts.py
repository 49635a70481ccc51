"""What networks have in common, and how an answer is written for each: pure, no server."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.channels import calls, posts
from muster.channels.kinds.bluesky import record
from muster.channels.kinds.bluesky import target as bluesky
from muster.channels.kinds.mastodon import target as mastodon
from muster.channels.kinds.mastodon import words

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
OF_ANA = {
    "uri": f"at://{DID}/app.bsky.feed.post/3k2a", "cid": "bafyreiabc123", "did": DID, "handle": "ana.example",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("Zażółć", 6),
        ("e\u0301a", 2),
        ("\u0301", 1),
        ("\U0001f44d\U0001f3fd", 1),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467", 1),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", 1),
        ("🇵🇱🇮🇹", 2),
        ("🇵🇱🇮", 2),
        ("a\r\nb", 3),
        ("a\u200db", 2),
    ],
)
def test_signs_are_counted_as_a_reader_sees_them(text: str, number: int) -> None:
    assert posts.signs(text) == number


@given(st.text(max_size=200))
def test_there_are_never_more_signs_than_code_points(text: str) -> None:
    assert 0 <= posts.signs(text) <= len(text)


def test_an_account_is_told_from_a_mailbox_and_a_number() -> None:
    assert posts.channel_of(f"bluesky:{DID}") == "bluesky"
    assert posts.channel_of("mastodon:ana@social.example") == "mastodon"
    assert posts.channel_of("ana@social.example") == posts.channel_of("+48500100200") == ""


def test_addresses_of_accounts() -> None:
    ours = bluesky.parse("bluesky://we.example:abcd-efgh@pds.example")
    assert (ours.base, ours.name, ours.secret) == ("https://pds.example", "we.example", "abcd-efgh")
    assert ours.web == "https://bsky.app"
    assert "abcd" not in repr(ours)
    near = bluesky.parse("bluesky://we.test:pw@127.0.0.1:2583?web=https://read.example/")
    assert (near.base, near.web) == ("http://127.0.0.1:2583", "https://read.example")
    there = mastodon.parse("mastodon://token%2B1@social.example")
    assert (there.base, there.secret, there.name) == ("https://social.example", "token+1", "")
    for wrong in (
        "bluesky://we.example@pds.example",
        "https://we:pw@pds.example",
        "bluesky://",
        "x",
    ):
        with pytest.raises(posts.NotAnAccount, match="MUSTER_BLUESKY_URL"):
            bluesky.parse(wrong)
    with pytest.raises(posts.NotAnAccount, match="no number"):
        mastodon.parse("mastodon://token@social.example:99999")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"ratelimit-reset": "1790000060"}, 60),
        ({"x-ratelimit-reset": "2026-09-21T14:15:00.000Z"}, 500),
        ({"x-ratelimit-reset": "soon"}, 30),
        ({"retry-after": "99999"}, calls.LONGEST_REST),
        ({"ratelimit-reset": "1789999000"}, 1),
        ({}, 30),
    ],
)
def test_how_long_a_network_asks_to_be_left_alone(headers: dict[str, str], seconds: float) -> None:
    base = 1_790_000_000.0
    told = {
        name: datetime.fromtimestamp(base + 500, UTC).isoformat() if value.startswith("2026") else value
        for name, value in headers.items()
    }  # fmt: skip
    assert calls.wait(told, now=base) == pytest.approx(seconds)


class TestBluesky:
    def test_the_key_is_that_of_the_row_and_a_moment(self) -> None:
        key = record.key(NOW, 7)
        assert len(key) == 13
        assert key == record.key(NOW, 7)
        assert key != record.key(NOW, 8)
        later = record.key(NOW + timedelta(microseconds=1), 7)
        assert key < later
        # The example of https://atproto.com/specs/tid is of its alphabet, and the first bit is nought.
        assert set(key) <= set("234567abcdefghijklmnopqrstuvwxyz")
        assert key[0] in "234567abcdefghij"

    def test_it_names_what_it_answers_and_marks_whom_and_what_it_names(self) -> None:
        text = "Dziękuję, @ana.example! Zob. https://havsvakt.example/a?b=1, i @bo.example."
        said = json.loads(record.reply(text, answers=OF_ANA, at=NOW))
        assert (
            said["reply"]["parent"]
            == said["reply"]["root"]
            == {
                "uri": OF_ANA["uri"],
                "cid": OF_ANA["cid"],
            }
        )
        assert said["createdAt"] == "2026-11-28T12:00:00.000Z"
        raw = text.encode()
        marked = {
            raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one["features"][0]
            for one in said["facets"]
        }
        assert marked["@ana.example"]["did"] == DID
        assert marked["https://havsvakt.example/a?b=1"]["uri"] == "https://havsvakt.example/a?b=1"
        assert len(marked) == 2

    def test_under_another_first_post_that_one_is_named(self) -> None:
        root = {"root": f"at://{DID}/app.bsky.feed.post/3aaa", "root-cid": "bafyreiroot00"}
        said = json.loads(record.reply("Yes", answers=OF_ANA | root, at=NOW))
        assert said["reply"]["root"] == {"uri": root["root"], "cid": root["root-cid"]}
        assert "facets" not in said

    @given(st.text(max_size=400))
    def test_whatever_is_written_can_be_sent_and_read_again(self, text: str) -> None:
        data = record.reply(text, answers=OF_ANA, at=NOW)
        data.decode()
        assert record.words(data) == text.encode("utf-8", "replace").decode()


class TestMastodon:
    def test_html_becomes_lines(self) -> None:
        html = (
            '<p><span class="h-card"><a href="https://s.example/@we" class="u-url mention">@<span>we</span></a></span>'
            " Why?<br>Łódź &amp; me</p><p>2 &lt; 3 <script>steal()</script><style>p{}</style></p>"
            '<p><a href="https://long.example/x"><span class="invisible">https://</span><span>long.example</span>'
            '<span class="invisible">/x</span></a></p>'
        )
        assert words.plain(html) == "@we Why?\nŁódź & me\n\n2 < 3\n\nhttps://long.example/x"

    @given(st.text(max_size=400))
    def test_whatever_comes_becomes_words(self, html: str) -> None:
        assert "\x00" not in posts.words(words.plain(html))

    def test_an_answer_begins_with_whom_it_is_for(self) -> None:
        address = "mastodon:ana@social.example"
        told = {"status": "42", "visibility": "unlisted"}
        said = json.loads(words.reply("Yes", address=address, answers=told))
        assert said == {
            "status": "@ana@social.example Yes",
            "in_reply_to_id": "42",
            "visibility": "unlisted",
        }
        named = "Thanks, @Ana@social.example."
        assert words.addressed(named, address=address) == named
        other = "Ask @ana@social.example.org"
        assert words.addressed(other, address=address).startswith("@ana@social.example Ask")

    def test_what_cannot_be_told_is_shown_to_nobody_else(self) -> None:
        said = json.loads(
            words.reply("Yes", address="mastodon:a@b.example", answers={"status": "4"})
        )
        assert said["visibility"] == "direct"

    def test_signs_are_counted_as_the_server_does(self) -> None:
        assert words.length("@ana@social.example Yes") == len("@ana Yes")
        assert words.length("https://a.pl") == 23
        assert words.length(f"See https://a.example/{'x' * 30}") > 23 + 4
