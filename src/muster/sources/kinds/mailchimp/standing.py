"""What being in a file of a Mailchimp export says of everybody in it.

Mailchimp parts an audience into files, and who said no is told by the name of the file alone. So every row of
a file of the unsubscribed, the cleaned (their mail bounced) or those never subscribed is a “no”. Being in the
file of the subscribed says nothing: a “yes” needs the words they agreed to, and only staff can tell those.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from muster.sources.values import folded

MARKS: Final = (frozenset({"leid", "euid"}), frozenset({"member rating", "optin time"}))
# As the files are called, in English and in a German account.
NOES: Final = (
    "unsubscribed", "cleaned", "nonsubscribed", "abgemeldet", "bereinigt", "nicht abonniert",
)  # fmt: skip


def is_export(headings: Iterable[str]) -> bool:
    """Whether these are the headings of such a file."""
    present = {folded(heading) for heading in headings}
    return any(mark <= present for mark in MARKS)


def says_no(filename: str, headings: Iterable[str]) -> bool:
    """Whether everybody in this file said no, or could not be reached."""
    # “non-subscribed” and “non_subscribed” are folded to two words.
    name = folded(filename).replace("non subscribed", "nonsubscribed")
    return is_export(headings) and any(word in name for word in NOES)
