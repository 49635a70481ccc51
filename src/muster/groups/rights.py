"""What staff may hand to the leader of a group, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RIGHTS: Final[Mapping[str, Promise]] = {
    "call": _("Call members and write down what came of it"),
    "moderate": _("Hide posts on the board and answer reports"),
    "welcome": _("Look after members: be their point person"),
    "post_news": _("Write news for the whole team"),
    "aims": _("Set the aims of the week"),
}


def known(asked: Iterable[str]) -> list[str]:
    """Those of some words that are rights, each once, in the usual order."""
    wanted = set(asked)
    return [right for right in RIGHTS if right in wanted]
