"""What an address of ours in a message says of it: the number of the broadcast, the same for everybody.

A link is never rewritten and names no reader. Its author may let the address of a page of ours end in
``?from=this``; the message then says its number there. ``actions.follow`` notes who came by it.
"""

from __future__ import annotations

import re
from typing import Final

from muster.accounts.queries import site_url

NAME: Final = "from"
CLICKED: Final = "message.clicked"
_THIS: Final = re.compile(rf"(?<=[?&]{NAME}=)this\b")


def named(text: str, number: int) -> str:
    """The words with the number of their message where an address of a page of ours asks for it."""
    if f"{NAME}=this" not in text:
        return text
    ours = re.compile(rf"{re.escape(site_url())}/[^\s<>\"'()\[\]]*")
    return ours.sub(lambda link: _THIS.sub(str(number), link[0]), text)
