"""Every way in by one contract, on payloads written here: the same promises, whatever the wire looks like."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.channels import posts
from muster.channels.base import Incoming
from muster.channels.kinds.bluesky import receive as bluesky
from muster.channels.kinds.email import receive as email
from muster.channels.kinds.mastodon import receive as mastodon
from muster.channels.kinds.sms import receive as sms
from muster.channels.kinds.webform import receive as webform
from muster.inbox import actions, arrivals, matching, sealing
from muster.inbox.models import Arrival, Conversation, InboxMessage
from muster.people import keys

NOW = datetime(2026, 10, 13, 12, tzinfo=UTC)
US, HER = "did:plc:ewvi7nxzyoun6zhxrhs64oiz", "did:plc:z72i7hdynmk6r22z27h6tvur"
HOME = "social.example"
# Nought, half a character, letters that run backwards, markup, and more than anybody reads.
HOSTILE = "a\x00b\ud800c \u202egnp.exe <script>steal()</script> &lt; {{ x }} '\"--"
LONG = "Łódź " * 100_000


def _email(number: int, text: str, *, machine: bool = False) -> bytes:
    lines = [
        "From: Ana Kowalska <Ana@People.example>", "To: hello@havsvakt.example", "Subject: A question",
        f"Message-ID: <m{number}@people.example>", "Content-Type: text/html; charset=utf-8", "MIME-Version: 1.0",
        *(["Auto-Submitted: auto-replied"] if machine else []), "", f"<p onclick=x()>{text}</p>",
    ]  # fmt: skip
    return "\r\n".join(lines).encode("utf-8", "surrogatepass")


def _kannel(number: int, text: str, *, machine: bool = False) -> str:
    said = {
        "from": "447700900001",
        "to": "13013",
        "text": text,
        "id": f"k{number}",
        "charset": "UTF-8",
    }
    return urlencode(said, errors="surrogatepass")  # fmt: skip


def _twilio(number: int, text: str, *, machine: bool = False) -> dict[str, str]:
    return {
        "From": "+447700900001",
        "To": "+447399999999",
        "Body": text,
        "MessageSid": f"SM{number}",
    }


def _bluesky(number: int, text: str, *, machine: bool = False) -> dict[str, Any]:
    label = {"src": HER, "uri": HER, "val": "bot", "cts": "2026-01-01T00:00:00Z"}
    return {
        "uri": f"at://{HER}/app.bsky.feed.post/3k{number}", "cid": "bafyreiabcdefghijk", "reason": "mention",
        "author": {"did": HER, "handle": "Ana.Example", "displayName": "Ana", "labels": [label] if machine else []},
        "record": {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-10-13T11:59:00Z"},
        "isRead": False, "indexedAt": "2026-10-13T11:59:00.123Z",
    }  # fmt: skip


def _mastodon(number: int, text: str, *, machine: bool = False) -> dict[str, Any]:
    account = {
        "id": "7", "acct": "Ana", "display_name": "Ana", "bot": machine, "followers_count": 12,
        "url": f"https://{HOME}/@ana", "uri": f"https://{HOME}/users/ana",
    }  # fmt: skip
    status = {
        "id": str(number), "uri": f"https://{HOME}/users/ana/statuses/{number}", "visibility": "public",
        "url": f"https://{HOME}/@ana/{number}", "content": f"<p>{text}</p>", "spoiler_text": "",
        "in_reply_to_id": None, "media_attachments": [], "account": account,
    }  # fmt: skip
    return {
        "id": str(number + 1), "type": "mention", "created_at": "2026-10-13T11:59:00.123Z",
        "account": account, "status": status,
    }  # fmt: skip


def _webform(number: int, text: str, *, machine: bool = False) -> dict[str, str]:
    return {"address": "Ana@People.example", "name": "Ana", "words": text, "once": f"once-{number}"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in: how a payload of it looks, how it is read, and as which key its sender is known."""

    make: Callable[..., Any]
    read: Callable[[Any], Incoming | None]
    key: str
    sender: str
    bound: int
    machines: bool = True


KINDS = {
    "email": Kind(
        _email, lambda raw: email.parse(raw, received_at=NOW, recipients=("hello@havsvakt.example",)), "email",
        "ana@people.example", 600_000,
    ),
    "kannel": Kind(
        _kannel, lambda query: sms.kannel_text(query, now=NOW), "phone", "+447700900001", sms.LONGEST, machines=False,
    ),
    "twilio": Kind(
        _twilio, lambda form: sms.twilio_text(form, now=NOW), "phone", "+447700900001", sms.LONGEST, machines=False,
    ),
    "webform": Kind(
        _webform, lambda said: webform.question(said, now=NOW), "email", "ana@people.example", webform.LONGEST,
        machines=False,
    ),
    "bluesky": Kind(
        _bluesky, lambda note: bluesky.incoming(note, me=US, web="https://read.example", now=NOW, followers=12), "handle",
        "bluesky:ana.example", posts.LONGEST,
    ),
    "mastodon": Kind(
        _mastodon, lambda note: mastodon.incoming(note, me=f"we@{HOME}", home=HOME, now=NOW), "handle",
        f"mastodon:ana@{HOME}", posts.LONGEST,
    ),
}  # fmt: skip
# A form on which nothing is asked is no message.
SAYS_NOTHING = "webform"
NETWORKS = ("bluesky", "mastodon")


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


def read(
    kind: Kind, number: int = 1, text: str = "Why do you write to me?", **more: Any
) -> Incoming:
    found = kind.read(kind.make(number, text, **more))
    assert found is not None
    return found


def test_a_sender_is_one_key(kind: Kind) -> None:
    found = read(kind)
    assert keys.normalise(kind.key, found.sender) == kind.sender
    assert matching.address(found) in {kind.sender, found.address}


def test_a_name_is_stable_and_its_own(kind: Kind) -> None:
    first, again, other = read(kind), read(kind), read(kind, 2)
    assert first.message_id
    assert first == again
    assert first.message_id != other.message_id
    assert arrivals.fingerprint(first) == arrivals.fingerprint(again)
    assert arrivals.fingerprint(first) != arrivals.fingerprint(other)


def test_a_machine_says_so_of_itself(kind: Kind) -> None:
    assert not read(kind).auto
    assert read(kind, machine=True).auto == kind.machines


def test_it_is_bounded(kind: Kind) -> None:
    found = read(kind, text=LONG)
    assert len(found.text) + len(found.html) <= kind.bound
    # Of a mail one part that is too long is cut without a word.
    assert found.truncated or found.channel == "email"
    assert found.raw_size > 0


def test_what_was_held_back_comes_out_as_it_was(kind: Kind) -> None:
    found = read(kind)
    again = sealing.unseal(sealing.seal(found))
    assert (again.address, again.followers, again.link, again.public) == (
        found.address, found.followers, found.link, found.public,
    )  # fmt: skip
    assert (again.sender, again.text, again.message_id) == (
        found.sender,
        found.text,
        found.message_id,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Why do you write to me?", HOSTILE, ""])
def test_it_is_stored_once_and_nothing_in_it_runs(kind: Kind, text: str) -> None:
    payload = kind.make(1, text)
    if kind is KINDS[SAYS_NOTHING] and not text:
        assert kind.read(payload) is None
        return
    for _time in range(2):
        found = kind.read(payload)
        assert found is not None
        actions.receive(incoming=found, at=NOW)
    assert Arrival.objects.count() == Conversation.objects.count() == 1
    message = InboxMessage.objects.get()
    assert "<script" not in message.html
    assert "onclick" not in message.html
    assert "\u202e" not in message.said
    assert message.sender in {kind.sender, found.address}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_post_says_where_it_stands_and_who_follows(name: str) -> None:
    found = read(KINDS[name])
    assert found.followers == 12
    assert found.public
    assert found.link.startswith("https://")
    assert found.address.startswith(f"{name}:")
    assert found.received_at < NOW


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=10), each, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("name", NETWORKS)
@given(data=st.data())
def test_whatever_a_network_says_is_read_or_left(name: str, data: st.DataObject) -> None:
    """Any field of a notification may be anything."""
    note = KINDS[name].make(1, "Hello")
    for path in (
        ("author",), ("record",), ("status",), ("account",), ("record", "reply"), ("record", "embed"), ("uri",),
        ("cid",), ("indexedAt",), ("created_at",), ("status", "content"), ("status", "id"), ("status", "uri"),
        ("account", "acct"), ("author", "labels"), ("author", "handle"), ("status", "media_attachments"),
    ):  # fmt: skip
        if data.draw(st.integers(0, 5)) == 0:
            at = note
            for step in path[:-1]:
                at = at.get(step) if isinstance(at, dict) else None
            if isinstance(at, dict):
                at[path[-1]] = data.draw(_JSON)
    found = KINDS[name].read(note)
    assert found is None or json.dumps([found.sender, found.text, found.message_id, found.link])
    assert KINDS[name].read(data.draw(_JSON)) is None
