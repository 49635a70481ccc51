"""One condition changed at a time, as somebody who builds a sentence does, and what stood there before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from muster.proof.benches.choosing import asked

# By question: what is overwritten, and what is tried in its place one after the other.
CHANGES: Final[dict[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "region_consent_skill": (
        ("PL-10", ("PL-12", "PL-14", "PL-30", "PL-04")),
        ('"first aid"', ("driving", "diving", "radio")),
        ("email to news", ("sms to news",)),
    ),
    "page_3_times_30_days": (
        ("3 times", ("2 times", "4 times", "5 times")),
        ("30 days", ("14 days", "60 days", "90 days", "180 days", "365 days")),
        ("/coast/2", ("/coast/0", "/coast/1", "/coast/7", "/coast/40")),
    ),
    "page_twice_or_search": (
        ("2 times", ("1 times", "3 times")),
        ("/coast/5", ("/coast/0", "/coast/3", "/act/17")),
        ('"beach clean"', ('"seals petition"', '"coal map"', '"beach near me"')),
    ),
    "seven_with_an_absence": (
        ("country PL", ("country FR", "country GB", "country IT")),
        ("10 PLN", ("5 PLN", "50 PLN", "100 PLN")),
        ("within 7 days", ("within 3 days", "within 14 days", "within 30 days")),
        ("search.made", ("event.tracked", "page.viewed")),
    ),
    "lapsed_donors": (
        ("365 days", ("180 days", "400 days", "500 days")),
        ("20 EUR", ("50 EUR", "100 EUR", "20 PLN")),
    ),
    "page_then_gift_7_days": (
        ("7 days", ("3 days", "14 days")),
        ("/coast/2", ("/coast/1", "/coast/9")),
        ("within 365 days", ("within 90 days", "within 180 days")),
    ),
}  # fmt: skip


def of(now: datetime) -> Iterator[tuple[str, str]]:
    """Each definition before and after one change."""
    for question in asked.QUESTIONS:
        before = asked.text(question, now)
        for old, tried in CHANGES.get(question.name, ()):
            for new in tried:
                yield before, before.replace(old, new, 1)
