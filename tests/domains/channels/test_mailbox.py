"""The address of a mailbox: encrypted unless it is on this computer, and readable faults."""

from __future__ import annotations

import pytest

from muster.channels.kinds.email import mailbox


def test_tls_is_the_rule() -> None:
    target = mailbox.parse("imaps://hello%40news.example:s%2Fecret@mail.example/INBOX%2FReplies")
    assert (target.host, target.port, target.implicit_tls) == ("mail.example", 993, True)
    assert (target.user, target.password) == ("hello@news.example", "s/ecret")
    assert target.folder == "INBOX/Replies"
    assert "s/ecret" not in target.name


@pytest.mark.parametrize(
    ("url", "in_clear"),
    [
        ("imap://u:p@mail.example", False),
        ("imap://u:p@10.0.0.1", False),
        ("imap://u:p@127.0.0.1:10143", True),
        ("imap://u:p@localhost", True),
        ("imap://u:p@[::1]", True),
        ("imap://u:p@127.0.0.1.evil.example", False),
    ],
)
def test_a_password_travels_in_clear_on_this_computer_only(url: str, *, in_clear: bool) -> None:
    assert mailbox.parse(url).in_clear == in_clear
    assert mailbox.parse(url).folder == "INBOX"


@pytest.mark.parametrize(
    "url", ["", "http://u:p@mail.example", "imaps://mail.example", "imaps://u:p@/x"]
)
def test_what_cannot_be_used_says_so(url: str) -> None:
    with pytest.raises(mailbox.NotAMailbox, match="MUSTER_IMAP_URL"):
        mailbox.parse(url)
