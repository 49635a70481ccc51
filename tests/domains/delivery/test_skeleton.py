"""Whatever the values, a compiled message reads exactly like one built by the standard library."""

import gc
import html
import re
import tracemalloc
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from muster.delivery import encode, frame, liquid, markup, press, preview
from muster.delivery.documents import DocumentBody, Wording
from muster.delivery.press import Press
from muster.delivery.skeleton import Sheets
from tests.trials import trials

TEXT = """# Łódź: {{ region }}

Hi **{{ first_name | default: "friend" }}**,{{ last_name }}{{ first_name }}
.{{ first_name }}
come [here](https://x.example/a?r={{ region }}&b=1).

- one {{ postcode }}
- two

{% if country == "PL" %}Dzień dobry{% else %}Hello{% endif %} {{ last_name }}"""
FIELDS = ("first_name", "last_name", "region", "postcode", "country")
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            ".", "..", ".\r\n", "\r\n.\r\nMAIL FROM:<x>", "a\r\nBcc: evil@example.org", "\x00", "=2E=",
            "<script>alert(1)</script>", '" onclick="x', "&amp;", "ż" * 200, "=?utf-8?q?x?=", "\ud800",
            "{{ region }}", "**bold**", "[x](https://evil.example)", "slotq7x0x7q", "\u2028", "a" * 199,
        ]
    ),
)  # fmt: skip


def body(mode: str = "live", subject: str = "To {{ first_name }}: {{ region }}") -> DocumentBody:
    return DocumentBody(
        subject="broadcast:1", channel="email", purpose="news", mode=mode,
        texts=(Wording(language="en", subject=subject, text=TEXT),),
        sender_name="Żółw\r\nBcc: x@y", sender_address="a@h.example", reply_to="r@h.example",
        identity="Havsvakt\nKaj 1", site_url="https://h.example", return_domain="m.h.example",
        snapshot=1, size=1, per_region={"PL-10": 1}, audience={},
    )  # fmt: skip


PRESS = Press(body())


def print_one(merge: dict[str, str], press: Press = PRESS) -> bytes:
    return press.data(
        token="r1-abc", address="u@x.example", language="en", merge=merge, stop_token="tok.en-1",
        date=b"Fri, 01 May 2026 10:00:00 +0000",
    )  # fmt: skip


def plainly(text: str, merge: dict[str, str]) -> str:
    """What a text says, put together in the simplest way there is."""
    nodes = liquid.parse(text, FIELDS).flat(merge)
    return "".join(
        n.text if isinstance(n, liquid.Text) else encode.one_line(n.value(merge)) for n in nodes
    )


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, HOSTILE)))
@example({"first_name": ".", "last_name": ".", "region": "&", "postcode": "\r\n."})
@trials(250)
def test_it_reads_like_a_plain_rendering(merge: dict[str, str]) -> None:
    merge = {name: value for name, value in merge.items() if value}
    raw = print_one(merge)
    seen = preview.unfold(raw)
    # The subject says the same words; the standard library itself loses some that begin with "=?",
    # and spaces between encoded words.
    words = plainly("To {{ first_name }}: {{ region }}", merge)
    assert seen.subject.split() == words.split()
    plain = EmailMessage(policy=SMTP)
    plain["Subject"] = " ".join(words.split())
    again = message_from_bytes(plain.as_bytes(), policy=SMTP)
    standard = "".join(str(again["Subject"]).split())
    assert "=?" in words or "".join(seen.subject.split()) == standard
    assert [name for name, _value in seen.headers].count("Subject") == 1
    assert "Bcc" not in dict(seen.headers)
    assert dict(seen.headers)["To"] == "u@x.example"
    # The text: constant words as markup says, values exactly as they are.
    first = encode.one_line(merge.get("first_name", "") or "friend")
    assert f"Hi {first}," in seen.text
    assert f"- one {encode.one_line(merge.get('postcode', ''))}" in seen.text
    assert ("Dzień dobry" in seen.text) == (merge.get("country") == "PL") or "Dzień" in str(merge)
    # The page: no value can become markup.
    assert "<script" not in seen.html
    assert seen.html.count("<a ") == 2
    assert seen.html.count("https://h.example/stop/tok.en-1") == 1


def _naively(marked: str, merge: dict[str, str], *, page: bool) -> str:
    """Put every value where its mark stands: in addresses percent-encoded, on pages escaped."""

    def value(found: re.Match[str]) -> str:
        before = marked[: found.start()]
        text = encode.one_line(merge.get(found[1]) or ("friend" if found[2] else ""))
        in_tag = page and before.rfind("<") > before.rfind(">")
        if in_tag or "https://" in re.split(r"[\s<>()]", before)[-1]:
            return quote(text, safe="")
        return html.escape(text) if page else text

    return re.sub(r"mark7x([a-z_]+)(9?)x7", value, marked)


@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, HOSTILE)))
@trials(150)
def test_it_parses_equal_to_a_plain_message(merge: dict[str, str]) -> None:
    text = TEXT.partition("{% if")[0]
    bare = re.sub(r'{{ (\w+) \| default: "friend" }}', r"mark7x\g<1>9x7", text)
    bare = re.sub(r"{{ (\w+) }}", r"mark7x\g<1>x7", bare)
    framed = press._around(body(), "en", markup.to_text(bare), markup.to_html(bare))
    plain = EmailMessage(policy=SMTP)
    for form, page in ((framed.text, False), (framed.html, True)):
        said = _naively(form.replace(frame.STOP, "tok.en-1"), merge, page=page)
        (plain.add_alternative if page else plain.set_content)(
            said, subtype="html" if page else "plain", cte="quoted-printable"
        )
    short = DocumentBody.from_json(
        body().to_json() | {"texts": [{"language": "en", "subject": "x", "text": text}]}
    )
    ours = message_from_bytes(Press(short).data(
        token="r1-abc", address="u@x.example", language="en", merge=merge, stop_token="tok.en-1",
        date=b"Fri, 01 May 2026 10:00:00 +0000",
    ), policy=SMTP)  # fmt: skip
    again = message_from_bytes(plain.as_bytes(), policy=SMTP)
    assert ours.get_content_type() == again.get_content_type()
    for mine, theirs in zip(ours.iter_parts(), again.iter_parts(), strict=True):
        assert mine.get_content_type() == theirs.get_content_type()
        assert mine.get_content().split("\n") == theirs.get_content().split("\n")


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, HOSTILE)), max_size=9))
@trials(100)
def test_printed_together_is_printed_alone(merges: list[dict[str, str]]) -> None:
    """Whoever stands beside somebody on a sheet changes nothing of what they get."""
    together = PRESS.several(
        ["en"] * len(merges),
        Sheets(
            [b"r1-abc"] * len(merges), [b"u@x.example"] * len(merges), ["tok.en-1"] * len(merges),
            merges, b"Fri, 01 May 2026 10:00:00 +0000",
        ),
    )  # fmt: skip
    assert together == [print_one(merge) for merge in merges]


@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, HOSTILE)))
@trials(150)
def test_no_value_ends_a_message_early(merge: dict[str, str]) -> None:
    raw = print_one(merge)
    assert raw.endswith(b"\r\n")
    assert b"\r\n." not in raw
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\x00" not in raw
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@given(st.text(max_size=300))
@trials(200)
def test_markup_lets_nothing_through(text: str) -> None:
    page = markup.to_html(text + "<img src=x onerror=y>[a](javascript:x)")
    for forbidden in ("<img", "<script", 'href="javascript', "<iframe"):
        assert forbidden not in page


def test_training_is_marked_and_live_is_not() -> None:
    live, training = preview.render(body(), {}), preview.render(body("training"), {})
    assert training.subject.startswith("[Training] ")
    assert "not a real message" in training.html
    assert "Training" not in live.subject + live.text + live.html


@pytest.mark.parametrize("text", ["[x](https://{{ region }}.example/)", "https://a{{ region }}/"])
def test_a_field_never_names_a_site(text: str) -> None:
    bad = DocumentBody.from_json(
        body().to_json() | {"texts": [{"language": "en", "subject": "x", "text": text}]}
    )
    with pytest.raises(liquid.TemplateProblem):
        preview.render(bad, {})


def test_one_click_stop_stands_on_one_line() -> None:
    raw = print_one({})
    assert b"\r\nList-Unsubscribe: <https://h.example/stop/tok.en-1>\r\n" in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert "Havsvakt\nKaj 1" in preview.unfold(raw).text.replace("\r\n", "\n")


def test_a_press_that_rested_keeps_nothing_and_prints_the_same() -> None:
    ours = Press(body())
    merge = dict.fromkeys(FIELDS, "Ana")
    before = print_one(merge, ours)
    tracemalloc.start()
    try:
        for number in range(500):
            print_one(merge | {"last_name": f"Kowalska{number}"}, ours)
        grown = tracemalloc.get_traced_memory()[0]
        ours.rest()
        gc.collect()
        rested = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert rested < grown / 2
    assert print_one(merge, ours) == before
