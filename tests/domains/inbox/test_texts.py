"""Hostile bodies become words; nothing in them runs, loads or breaks the page."""

from hypothesis import given
from hypothesis import strategies as st

from muster.inbox import texts


def test_scripts_images_and_handlers_are_gone() -> None:
    html = '<p onclick="x()">Hi<script>steal()</script><img src="https://t.example/p.gif"><svg onload=x></p>'
    assert texts.sanitised(html) == "<p>Hi</p>"


def test_links_keep_only_what_opens_no_script() -> None:
    kept = texts.sanitised('<a href="javascript:x()">a</a><a href="https://example.org/">b</a>')
    assert "javascript" not in kept
    assert 'href="https://example.org/"' in kept
    assert "noopener" in kept


def test_html_only_mail_is_read_line_by_line() -> None:
    html = (
        "<style>p{}</style><div>Hello</div><div>I moved.<br>Bye</div><blockquote>older</blockquote>"
    )
    assert texts.plain("", html) == "Hello\n\nI moved.\nBye\n\n> older"


def test_the_text_part_wins() -> None:
    assert texts.plain("plain\r\nwords", "<p>other</p>") == "plain\nwords"


@given(st.text(max_size=400))
def test_whatever_comes_can_be_stored_and_shown(raw: str) -> None:
    for kept in (texts.plain(raw), texts.from_html(raw), texts.sanitised(raw)):
        assert "\x00" not in kept
        kept.encode()


def test_direction_tricks_and_half_characters_are_dropped() -> None:
    assert texts.plain("ab\u202ecd\u200b\ud800") == "abcd"
    texts.sanitised("<p>\ud800</p>")


def test_a_book_is_bounded() -> None:
    assert len(texts.plain("x" * 3_000_000)) == texts.MAX_TEXT
