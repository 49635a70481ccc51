"""Why something about a group was not done, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.kit.errors import Conflict, Forbidden, Refused, TooMany


class NotAMember(Forbidden):
    """Only members act in a group."""

    def __init__(self) -> None:
        super().__init__(_("You are not in this team. Join it first."))


class Closed(Conflict):
    """A group or thread that ended."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words or _("This team is closed. Nobody can join it or write to it."))


class ThreadClosed(Closed):
    """A thread in which all was said."""

    def __init__(self) -> None:
        super().__init__(_("This thread is closed. Begin a new one."))


class Wordless(Refused):
    """A field that needs words."""

    def __init__(self, words: str, field: str) -> None:
        super().__init__(words, field=field)


class TooLong(Refused):
    """A field with its limit."""

    def __init__(self, most: int, count: int, field: str) -> None:
        words = ngettext(
            "At most %(most)s sign fits here; you wrote %(count)s.",
            "At most %(most)s signs fit here; you wrote %(count)s.",
            most,
        )
        super().__init__(words % {"most": most, "count": count}, field=field)


class TooFast(TooMany):
    """So much at once looks like a machine."""

    def __init__(self) -> None:
        super().__init__(_("You wrote a lot just now. Please go on in an hour."))


class NotYours(Forbidden):
    """Somebody else’s words."""

    def __init__(self) -> None:
        super().__init__(_("Only whoever wrote a post can change it."))


class TooLate(Conflict):
    """Others have read it by now."""

    def __init__(self) -> None:
        super().__init__(
            _("A post can be changed for 15 minutes. Write another one to put it right.")
        )


class ReportedAlready(Conflict):
    """Once is enough."""

    def __init__(self) -> None:
        super().__init__(_("You reported this post already. A moderator will look at it."))


class DecidedAlready(Conflict):
    """Another moderator was faster."""

    def __init__(self) -> None:
        super().__init__(_("Another moderator decided about this post already."))


class LinkLater(Refused):
    """A link slipped into words that stand already."""

    def __init__(self) -> None:
        super().__init__(
            _("A first link is looked at by a moderator. Write it in a new post."), field="text"
        )


class NoRight(Refused):
    """Leading without a right is nothing."""

    def __init__(self) -> None:
        super().__init__(_("Choose at least one right."), field="rights")


class OwnPost(Forbidden):
    """Nobody judges their own words."""

    def __init__(self) -> None:
        super().__init__(_("You wrote this yourself, so another moderator decides about it."))


class NoSuchPower(Forbidden):
    """A right that was not given."""

    def __init__(self) -> None:
        super().__init__(_("This needs a right that you do not hold in this team."))


class SlugTaken(Conflict):
    """Another group has this address."""

    def __init__(self) -> None:
        super().__init__(_("Another team has this address already. Choose another."), field="slug")


class RegionHasOne(Conflict):
    """A region has one open team."""

    def __init__(self) -> None:
        super().__init__(_("This region has an open team already."))


class RegionStays(Refused):
    """A team of a region stays as long as people live there."""

    def __init__(self) -> None:
        super().__init__(
            _("The team of a region stays open: people are placed in it by their postcode.")
        )


def nameless() -> str:
    """What is said of an empty name."""
    return _("Write the name that others should read.")
