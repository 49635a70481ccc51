"""What the customer writes. Everything about him is invented."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

NAME = "Tomasz Wilk"
ADDRESS = "tomasz.wilk@people.example"
HANDLE = "wilk@social.example"
TO = "hello@coast.example"
FIRST = (
    "Two monthly gifts taken in September",
    """Hello,

in September you took my monthly gift twice from my account. I wrote nothing about a second one.
Could you please look into it and pay one of them back?

Tomasz Wilk""",
)
SECOND = (
    "My mail of last week",
    """Hello,

nobody answered my mail about the gift that was taken twice. I want to complain about that.
This is the second time I write. What do I have to do to get an answer?

Tomasz Wilk""",
)
POST = "@coast Two mails, no answer, and still a gift too much taken from my account. Does anybody read there?"
LOUDER = "@coast Still nothing. This is how they treat people who give every month. I am very disappointed."
ANSWER = (
    "We took your gift twice and let two mails lie. That is our fault, and I am sorry. It is paid back today;"
    " Dario will call you. Dario, Coast"
)
LESSON = (
    "A question about money lay for days because nobody owned it. Questions about gifts go to the team for gifts"
    " at once, and whoever writes a second time is answered the same day."
)


def mail(words: tuple[str, str], *, name: str, at: datetime) -> bytes:
    """A mail of his, as the mail server hands it over."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"{NAME} <{ADDRESS}>", TO, words[0]
    message["Message-ID"], message["Date"] = f"<{name}@people.example>", format_datetime(at)
    message.set_content(words[1])
    return message.as_bytes()
