"""What a person wrote, and what they only carried along."""

import csv
import os
import quopri
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.inbox import quotes, texts

SHARED = (
    Path(os.environ.get("MUSTER_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "email"
)
needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason="the shared mail samples are not on this machine"
)


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        (
            "Yes, I come.\n\nOn Tue, 13 Oct 2026 at 10:00, Havsvakt <a@example.org> wrote:\n> Dear",
            "Yes, I come.",
        ),
        (
            "Tak, przyjdę.\n\nW dniu wt., 13 paź 2026 o 10:00 Havsvakt <a@example.org> napisał(a):\n> Droga",
            "Tak, przyjdę.",
        ),
        (
            "Dziękuję\npon., 13 paź 2026 o 10:00 Havsvakt <a@example.org> napisał(a):\n\n> x",
            "Dziękuję",
        ),
        (
            "Super\n\nDnia 13 października 2026 10:00 Havsvakt napisał(a):\n\nbez znaków\ncytat",
            "Super",
        ),
        (
            "Oui.\n\nLe mar. 13 oct. 2026 à 10:00, Havsvakt <a@example.org> a écrit :\n> Bonjour",
            "Oui.",
        ),
        (
            "Sì.\n\nIl giorno mar 13 ott 2026 alle ore 10:00 Havsvakt <a@example.org>\nha scritto:\n> Ciao",
            "Sì.",
        ),
        ("Seals!\n\nOn Tuesday, Havsvakt wrote:\n> The storms", "Seals!"),
        ("On Tuesday she wrote:\ncome. So I come.", "On Tuesday she wrote:\ncome. So I come."),
        ("Ok\n\n-----Oryginalna wiadomość-----\nOd: x\nWysłano: y\nDo: z\nTemat: w\n\ntekst", "Ok"),
        ("Ok\n\nDa: A\nInviato: B\nA: C\nOggetto: D\n\nciao", "Ok"),
        ("Ok\n\nDate: Tue\nSubject: x\nFrom: y\nTo: z\n\nhello", "Ok"),
        (
            "We met on 3 May and she wrote: come.\nSo I come.",
            "We met on 3 May and she wrote: come.\nSo I come.",
        ),
        ("> only\n> quotes", "> only\n> quotes"),
        ("", ""),
    ],
)
def test_only_what_they_wrote(mail: str, words: str) -> None:
    assert quotes.split(mail).words == words


def test_answers_between_quotations_are_all_kept() -> None:
    mail = "On Tue, 13 Oct 2026, A <a@example.org> wrote:\n> Saturday?\nYes.\n> Sunday?\nNo."
    said = quotes.split(mail)
    assert said.words == "Yes.\nNo."
    assert said.quoted == "> Saturday?\n> Sunday?"


@given(st.text(alphabet="On >wrote:\n<a@b.c>, 1-_*From:To:", max_size=400))
def test_no_text_is_lost_whatever_it_is(mail: str) -> None:
    said = quotes.split(mail)
    assert bool(said.words) == bool(mail.strip())


def test_hostile_text_does_not_stall() -> None:
    began = time.perf_counter()
    for hostile in (
        "On 1 " * 40_000,
        "> " * 90_000,
        "From: x\n" * 30_000,
        "<" * 90_000 + "1" * 9_000,
        "_" * 99_999,
    ):
        quotes.split(hostile)
    assert time.perf_counter() - began < 2


@needs_shared
def test_replies_others_collected() -> None:
    rows = list(csv.DictReader((SHARED / "email_reply_parser" / "EXPECTED.csv").open()))
    right = [
        row["file"]
        for row in rows
        if _first_words(row["file"]).startswith(_tidy(row["expected_text"]))
    ]
    assert len(right) == len(rows) == 12


@needs_shared
def test_html_replies_others_collected() -> None:
    folder = SHARED / "talon_html"
    for name in (
        "gmail",
        "hotmail",
        "mail_ru",
        "ms_outlook_2003",
        "ms_outlook_2007",
        "ms_outlook_2010",
        "thunderbird",
        "windows_mail",
        "yandex_ru",
    ):
        html = (folder / f"{name}.html").read_text(errors="replace")
        assert (
            " ".join(quotes.split(texts.from_html(html)).words.split())
            == "Hi. I am fine. Thanks, Alex"
        ), name


def _first_words(name: str) -> str:
    raw = (SHARED / "email_reply_parser" / "emails" / name).read_bytes()
    encoded = b"=C3" in raw or b"=\n" in raw
    return _tidy(quotes.split((quopri.decodestring(raw) if encoded else raw).decode()).words)


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
