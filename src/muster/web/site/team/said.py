"""What just happened, told once by a word in the address: nothing of it is kept in the browser or by us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from django.utils.functional import Promise

    from muster.groups.models import Post

_SAID: Final[Mapping[str, Promise]] = {
    "joined": _("You are in. Say hello on the board."),
    "left": _("You left the team. You can come back whenever you like."),
    "named": _("Others read your new name from now on."),
    "posted": _("It stands on the board."),
    "waits": _("It has a link, so a moderator looks at it before the others see it."),
    "changed": _("Your post is changed."),
    "reported": _("Thank you. A moderator looks at it; nobody else is told."),
    "hidden": _("It is hidden, and its author is told why."),
    "kept": _("It stays on the board."),
}


def words(request: HttpRequest) -> Promise | str:
    """The words for what was done before this page, if anything."""
    return _SAID.get(request.GET.get("done", ""), "")


def of_post(made: Post) -> str:
    """What became of a post."""
    return "waits" if made.waits else "posted"
