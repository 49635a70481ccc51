"""Which earlier message a mail answers, read from its own headers. Pure; it knows no person.

The order matters: the nearest ancestor first, so that an answer lands in the youngest thread.
"""

import re
from collections.abc import Iterable

from muster.kit.text import clean

_ID = re.compile(r"<([!-;=?-~]{1,250})>")
_MAX_IDS = 50
_MAX_TEXT = 16_000
_PREFIX = re.compile(
    r"^\s*(re|r|rif|réf|ref|aw|sv|odp|pd|tr|fw|fwd|i)\s*(\[\d{1,3}\])?\s*:\s*", re.IGNORECASE
)
_MAX_PREFIXES = 12


def bare(message_id: str) -> str:
    """Return a Message-ID without its angle brackets, as we store and compare it."""
    found = _ID.search(message_id[:400])
    return found.group(1) if found else clean(message_id).strip("<>")[:250]


def ancestors(in_reply_to: str, references: str | Iterable[str]) -> list[str]:
    """Return the Message-IDs a mail names as its ancestors, nearest first, each once, at most fifty."""
    listed = references if isinstance(references, str) else " ".join(references)
    near = _ID.findall(in_reply_to[:_MAX_TEXT])
    far = _ID.findall(listed[-_MAX_TEXT:])
    return list(dict.fromkeys([*near, *reversed(far)]))[:_MAX_IDS]


def base_subject(subject: str) -> str:
    """Return a subject without “Re:”, “Odp:”, “R:”, “TR:” and their kin, for showing and for comparing."""
    kept = clean(subject)
    for _ in range(_MAX_PREFIXES):
        stripped = _PREFIX.sub("", kept, count=1)
        if stripped == kept:
            break
        kept = stripped
    return kept


def reply_subject(subject: str) -> str:
    """Return the subject of an answer: one “Re:”, however many came."""
    return f"Re: {base_subject(subject)}".strip()


def chain(references: Iterable[str], parent: str) -> list[str]:
    """Return the References of an answer to ``parent``: the chain so far, oldest first, bounded."""
    whole = [one for one in dict.fromkeys([*references, parent]) if one]
    # RFC 5322 wants the root kept when a chain is cut.
    return whole if len(whole) <= 20 else [whole[0], *whole[-19:]]
