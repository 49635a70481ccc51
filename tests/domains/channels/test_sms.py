"""Both gateways for texts by one contract, on answers and calls as they come over the wire."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.channels.base import Outgoing
from muster.channels.kinds.sms import gateways, gsm, quoting, receive, stops, target, twilio
from muster.channels.kinds.sms.http import Answer, Broken, Reader

SHARED = Path(os.environ.get("MUSTER_SHARED", Path(__file__).parents[4] / "shared"))
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
KANNEL = "kannel://tester:foo%20bar@127.0.0.1:13013"
TWILIO = "twilio://AC1:secret@127.0.0.1:8765"
HOOK = "https://muster.example/hooks/sms/reports/{name}"
TEXT = Outgoing(7, "+447700900001", "+48500600700", "Zażółć & 1+1=2?\nHi €".encode(), "r7-abc")
# One answer of each meaning, as each gateway words it.
ANSWERS = {
    KANNEL: {
        "accepted": (202, b"0: Accepted for delivery"),
        "refused": (400, b"Missing receiver number, rejected"),
        "temporary": (503, b"Temporal failure, try again later."),
        "unknown": (502, b"<html>Bad gateway</html>"),
        "ours": (403, b"Authorization failed for sendsms"),
    },
    TWILIO: {
        "accepted": (201, json.dumps({"sid": "SM1", "status": "queued"}).encode()),
        "refused": (400, json.dumps({"code": 21211, "message": "Invalid 'To'"}).encode()),
        "temporary": (429, json.dumps({"code": 20429, "message": "Too Many Requests"}).encode()),
        "unknown": (500, b"oops"),
        "ours": (401, json.dumps({"code": 20003, "message": "Authenticate"}).encode()),
    },
}


def spoken(url: str) -> gateways.Gateway:
    return gateways.gateway(target.parse(url), reports=HOOK)


def said(url: str, request: bytes) -> dict[str, str]:
    """What a gateway reads out of a request of ours."""
    head, _, body = request.decode("ascii").partition("\r\n\r\n")
    line = head.split("\r\n")[0]
    if url == TWILIO:
        assert f"Content-Length: {len(body)}" in head
        return dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
    return dict(
        parse_qsl(urlsplit(line.split(" ")[1]).query, keep_blank_values=True, strict_parsing=True)
    )


@pytest.mark.parametrize("url", [KANNEL, TWILIO])
class TestContract:
    def test_a_request_says_who_whom_what_and_where_to_report(self, url: str) -> None:
        told = said(url, spoken(url).request(TEXT))
        assert told["to" if url == KANNEL else "To"] == TEXT.recipient
        assert told["from" if url == KANNEL else "From"] == TEXT.sender
        assert told["text" if url == KANNEL else "Body"] == TEXT.data.decode()
        back = told["dlr-url" if url == KANNEL else "StatusCallback"]
        assert back.startswith(HOOK.format(name="r7-abc"))

    @pytest.mark.parametrize("meaning", ["accepted", "refused", "temporary", "unknown"])
    def test_answers_mean_the_same(self, url: str, meaning: str) -> None:
        gateway, answer = spoken(url), Answer(*ANSWERS[url][meaning])
        receipt = gateways.receipt(gateway, TEXT, answer)
        assert (receipt.kind, receipt.reference) == (meaning, 7)
        assert receipt.code == answer.status
        assert not gateway.about_us(answer)

    def test_a_refusal_of_ours_is_about_nobody(self, url: str) -> None:
        assert spoken(url).about_us(Answer(*ANSWERS[url]["ours"]))
        assert spoken(url).about_us(Answer(302, b""))
        assert not any(spoken(url).spent(Answer(*one)) for one in ANSWERS[url].values())

    @pytest.mark.parametrize(
        "words", ["Account suspended", "Insufficient credits", "Quota exceeded"]
    )
    def test_w8_an_account_that_is_suspended_or_used_up_is_told(self, url: str, words: str) -> None:
        body = json.dumps({"code": 20005, "message": words}) if url == TWILIO else words
        answer = Answer(403, body.encode())
        assert spoken(url).spent(answer)
        told = gateways.turned_away(TEXT, answer, spoken(url).words(answer))
        assert (told.kind, told.reference) == ("temporary", 7)
        assert told.detail.startswith(gateways.SPENT)

    @given(words=st.text(max_size=300), to=st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
    def test_nothing_in_a_text_leaves_its_place(self, url: str, words: str, to: str) -> None:
        data = words.encode("utf-8", "replace")
        request = spoken(url).request(Outgoing(1, "Havsvakt", to, data, "r1-x"))
        assert request.count(b"\r\n\r\n") == 1
        told = said(url, request)
        assert told["text" if url == KANNEL else "Body"] == data.decode()
        assert told["to" if url == KANNEL else "To"] == to


@given(st.binary(max_size=200))
def test_quoting_is_the_standard_one(raw: bytes) -> None:
    assert quoting.quoted(raw).decode() == quote_plus(raw)


def test_the_provider_s_id_is_kept() -> None:
    answer = Answer(*ANSWERS[TWILIO]["accepted"])
    assert gateways.receipt(spoken(TWILIO), TEXT, answer).detail == "SM1"


def test_kannel_is_told_the_alphabet() -> None:
    plain = Outgoing(1, "a", "+48500600700", b"plain", "r1-x")
    assert b"&coding=0&" in spoken(KANNEL).request(plain)
    assert b"&coding=2&" in spoken(KANNEL).request(TEXT)
    assert "state=%d" in said(KANNEL, spoken(KANNEL).request(TEXT))["dlr-url"]


@pytest.mark.parametrize(
    "url",
    [
        "", "smtp://a:b@c", "kannel://127.0.0.1:13013", "kannel://u:p@sms.example:13013",
        "twilio://sid@host", "kannel://u:p@127.0.0.1:99999",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_says_why(url: str) -> None:
    with pytest.raises(target.NotAGateway, match="MUSTER_SMS_URL"):
        target.parse(url)


def test_passwords_travel_by_tls_or_not_at_all() -> None:
    assert target.parse("twilio://a:b@api.twilio.example").secure
    assert target.parse("kannels://a:b@sms.example").secure
    assert not target.parse(KANNEL).secure
    assert target.parse(KANNEL).password == "foo bar"
    assert target.parse(TWILIO).path == "/2010-04-01/Accounts/AC1/Messages.json"


class TestReader:
    PLAIN = b"HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\nRetry-After: 7\r\n\r\nhello"
    CHUNKED = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x\r\nlo\r\n0\r\n\r\n"

    @pytest.mark.parametrize("raw", [PLAIN, CHUNKED, b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN])
    def test_pieces_make_the_same_answer(self, raw: bytes) -> None:
        whole = Reader().feed(raw)
        assert whole is not None
        reader = Reader()
        answers = [reader.feed(raw[place : place + 1]) for place in range(len(raw))]
        assert answers[:-1] == [None] * (len(raw) - 1)
        assert answers[-1] == whole
        assert whole.body == b"hello"

    def test_rest_and_farewell_are_heard(self) -> None:
        found = Reader().feed(self.PLAIN)
        assert found is not None
        assert (found.rest, found.last) == (7.0, False)
        bye = Reader().feed(b"HTTP/1.0 503 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        assert bye is not None
        assert bye.last

    def test_without_a_length_the_end_is_the_end(self) -> None:
        reader = Reader()
        assert reader.feed(b"HTTP/1.1 202 OK\r\n\r\nhel") is None
        assert reader.feed(b"lo") is None
        ended = reader.ended()
        assert ended is not None
        assert ended.body == b"hello"

    @pytest.mark.parametrize(
        "raw", [b"220 mail.example ESMTP\r\n\r\n", b"HTTP/1.1 2x2 \r\n\r\n", b"x" * 300_000]
    )
    def test_what_is_no_answer_is_refused(self, raw: bytes) -> None:
        with pytest.raises(Broken):
            Reader().feed(raw)

    @given(st.binary(max_size=400))
    def test_nothing_breaks_it_otherwise(self, raw: bytes) -> None:
        with contextlib.suppress(Broken):
            Reader().feed(b"HTTP/1.1 " + raw)


class TestCalls:
    """Calls as the two gateways make them; numbers from the ranges set aside for fiction."""

    def test_kannel_hands_on_a_text(self) -> None:
        query = "from=447700900003&to=13013&text=Za%C5%BC%C3%B3%C5%82%C4%87+%26+co&id=7b1c&charset=UTF-8"
        found = receive.kannel_text(query, now=NOW)
        assert found is not None
        assert (found.sender, found.text, found.message_id) == (
            "+447700900003",
            "Zażółć & co",
            "7b1c",
        )
        assert not receive.carrier_answered(found)

    def test_kannel_speaks_utf_16_as_well(self) -> None:
        query = "from=%2B447700900003&to=1&text=%01%42%00a&id=1&charset=UTF-16BE"
        found = receive.kannel_text(query, now=NOW)
        assert found is not None
        assert found.text == "ła"

    def test_twilio_hands_on_a_text(self) -> None:
        form = {
            "From": "+447700900003",
            "To": "+447700900001",
            "Body": "Who is this?",
            "MessageSid": "SM9",
        }
        found = receive.twilio_text(form, now=NOW)
        assert found is not None
        assert (found.sender, found.text, found.message_id) == (
            "+447700900003",
            "Who is this?",
            "SM9",
        )

    @pytest.mark.parametrize(("words", "kind", "answered"), [
        ("STOP", "", True), ("stop please", "", False), ("Basta", "STOP", True), ("Hello", "", False),
    ])  # fmt: skip
    def test_what_the_carrier_answered_is_known(
        self, words: str, kind: str, answered: bool
    ) -> None:
        form = {"From": "+447700900003", "Body": words, "OptOutType": kind}
        found = receive.twilio_text(form, now=NOW)
        assert found is not None
        assert receive.carrier_answered(found) is answered

    @pytest.mark.parametrize(
        ("state", "kind"),
        [("1", "delivered"), ("2", "soft"), ("16", "soft"), ("8", None), ("4", None), ("", None)],
    )
    def test_kannel_reports(self, state: str, kind: str | None) -> None:
        found = receive.kannel_report(f"state={state}&at=1795780800", name="r7-a", now=NOW)
        assert (found.kind if found else None) == kind
        assert found is None or found.event == f"r7-a:{state}"

    @pytest.mark.parametrize(("words", "kind"), [
        ("NACK/11/Invalid Destination Address", "bounced"),
        ("NACK/88/Throttling error", "soft"),
        ("NACK/20/Message Queue Full", "soft"),
        ("id:7 sub:001 dlvrd:000 submit date:2611280700 done date:2611280701 stat:UNDELIV err:001 text:Hi", "bounced"),
        ("id:7 sub:001 dlvrd:000 submit date:2611280700 done date:2611280701 stat:UNDELIV err:027 text:Hi", "soft"),
        ("id:7 sub:001 dlvrd:000 submit date:2611280700 done date:2611280701 stat:EXPIRED err:001 text:Hi", "soft"),
        ("Unknown subscriber", "bounced"), ("Absent subscriber", "soft"), ("Memory full", "soft"),
    ])  # fmt: skip
    def test_kannel_tells_dead_numbers_from_phones_that_are_off(
        self, words: str, kind: str
    ) -> None:
        query = urlencode({"state": "2", "at": "1795780800", "said": words})
        found = receive.kannel_report(query, name="r7-a", now=NOW)
        assert found is not None
        assert found.kind == kind

    @pytest.mark.parametrize(("status", "code", "kind"), [
        ("delivered", "", "delivered"), ("undelivered", "30003", "soft"), ("failed", "30005", "bounced"),
        ("failed", "21610", "stopped"), ("sent", "", None), ("queued", "", None),
    ])  # fmt: skip
    def test_twilio_reports(self, status: str, code: str, kind: str | None) -> None:
        form = {"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": code}
        found = receive.twilio_report(form, now=NOW)
        assert (found.kind if found else None) == kind

    def test_a_moment_far_off_is_not_believed(self) -> None:
        for told in ("1", "99999999999", "x", "-5", "1e9"):
            found = receive.kannel_report(f"state=1&at={told}", name="r1-a", now=NOW)
            assert found is not None
            assert found.at == NOW

    @given(st.text(max_size=400))
    def test_no_query_breaks_them(self, query: str) -> None:
        receive.kannel_report(query, name="r1-a", now=NOW)
        receive.kannel_text(query, now=NOW)
        receive.kannel_text(f"{query}&charset=utf-16be&from=1&text={query}", now=NOW)


def _shared(name: str) -> dict:
    path = SHARED / "data" / "payloads" / name
    if not path.exists():
        pytest.skip("the shared payloads are not here")
    return json.loads(path.read_text())


def test_seals_are_told_from_forgeries() -> None:
    vectors = _shared("twilio_signature_vectors.json")["vectors"]
    wrong = []
    for one in vectors:
        form = one.get("params", {})
        pairs = list(form.items()) if isinstance(form, dict) else [tuple(pair) for pair in form]
        genuine = twilio.is_genuine(
            one["token"],
            url=one["url"],
            form=pairs,
            body=one.get("body", "").encode(),
            signature=one["signature"],
        )
        if genuine is not one["valid"]:
            wrong.append(one["name"])
    assert (len(vectors), wrong) == (9, [])


def test_a_seal_covers_the_body_it_names() -> None:
    url = "https://a.example/x?bodySHA256=" + "0" * 64
    seal = twilio._seal("12345", url, []).decode()
    assert not twilio.is_genuine("12345", url=url, form=[], body=b"{}", signature=seal)
    assert not twilio.is_genuine("12345", url=url, form=[], body=b"{}", signature="é")


class TestStops:
    def test_every_provider_s_words(self) -> None:
        words = _shared("twilio_inbound_sms.json")["opt_out_keywords"]
        for name in ("twilio_default", "aws_required", "telnyx_default"):
            assert [word for word in words[name] if stops.meant(word) != "stop"] == []
        assert {stops.meant(word) for word in words["help"]} == {"help"}
        assert {stops.meant(word) for word in words["opt_in"]} == {"start", "yes"}

    @pytest.mark.parametrize("words", [
        "STOP", " stop ", "Stop.", "STOP!!!", "«stop»", "stop please?", "Please stop", "ARRÊT", "Arrêtez", "désabonner",
        "Przestań", "proszę przestać", "WYPISZ MNIE", "Basta!", "cancellami", "opt-out", "Opt Out", "Stop All", "ＳＴＯＰ", "stop\n",
    ])  # fmt: skip
    def test_stop_in_every_dress(self, words: str) -> None:
        assert stops.meant(words) == "stop"

    @pytest.mark.parametrize("words", [
        "we have got to STOP this bill", "please don't stop", "Non-stop!", "stop by on Saturday?", "the bus stop",
        "I will end it", "quit my job for this", "help me", "pomocy", "Non basta", "yes but who are you", "", "👍", "s t o p", "no",
        "stop " * 20,
    ])  # fmt: skip
    def test_a_word_inside_a_message_is_no_instruction(self, words: str) -> None:
        assert stops.meant(words) is None

    def test_no_word_means_two_things(self) -> None:
        groups = list(stops.WORDS.values())
        assert sum(len(words) for words in groups) == len(frozenset().union(*groups))
        assert all(stops._bare(word) == word for words in groups for word in words)

    def test_a_yes_is_no_new_beginning(self) -> None:
        assert {stops.meant(word) for word in ("YES", "Sì", "tak", "Oui!")} == {"yes"}


class TestParts:
    @pytest.mark.parametrize(("text", "parts", "left"), [
        ("", 0, 160), ("a" * 160, 1, 0), ("a" * 161, 2, 145), ("€" * 80, 1, 0), ("a" * 152 + "€" + "a" * 10, 2, 141),
        ("ł" * 70, 1, 0), ("ł" * 71, 2, 63), ("😀" * 35, 1, 0), ("😀" * 36, 2, 61),
    ])  # fmt: skip
    def test_signs_are_counted_as_networks_do(self, text: str, parts: int, left: int) -> None:
        found = gsm.measure(text)
        assert (found.parts, found.left) == (parts, left)

    def test_curled_signs_become_plain_where_that_saves(self) -> None:
        assert gsm.fitted("“It’s” – 5 €…") == '"It\'s" - 5 €...'
        assert gsm.fitted("“Łódź”") == "“Łódź”"

    @given(st.text(max_size=500))
    def test_room_adds_up(self, text: str) -> None:
        found = gsm.measure(text)
        room = (
            gsm.SINGLE[found.encoding]
            if found.parts <= 1
            else gsm.PART[found.encoding] * found.parts
        )
        assert found.left >= 0
        assert found.used <= room
