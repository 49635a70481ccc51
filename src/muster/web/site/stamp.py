"""A seal on every public form: when it was opened, so that no machine answers in no time.

There is no cookie behind it. It stands in for a puzzle, which would shut people out.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from muster.kit import clock, ids, secrets

FASTEST: Final = 2
OLDEST: Final = 4 * 3600
_SHAPE: Final = re.compile(r"(\d{10})\.([\w-]{22})\.([\w-]{22})", re.ASCII)

Verdict = Literal["good", "fast", "old"]


def make(form: str) -> str:
    """A fresh seal for one form."""
    opened = f"{int(clock.db_now().timestamp())}.{ids.token()}"
    return f"{opened}.{secrets.mac('site.form', form, opened)}"


def judge(form: str, seal: str) -> Verdict:
    """Whether a seal is ours, for this form, and old enough to have been read by a person."""
    match = _SHAPE.fullmatch(seal)
    if match is None:
        return "old"
    opened, nonce, mac = match.groups()
    if not secrets.same(mac, secrets.mac("site.form", form, f"{opened}.{nonce}")):
        return "old"
    age = clock.db_now().timestamp() - int(opened)
    if age < FASTEST:
        return "fast"
    return "good" if age <= OLDEST else "old"
