"""The refusals of listening, each in words a person can act on."""

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Refused


class NoName(Refused):
    """A topic or source without a name cannot be told from another."""

    def __init__(self) -> None:
        super().__init__(_("Give it a name."), field="name")


class NameTaken(Conflict):
    """Two of one name would be taken for each other."""

    def __init__(self, name: str) -> None:
        words = _("There is one called “%(name)s” already. Choose another name.")
        super().__init__(words % {"name": name}, field="name")


class NoTerm(Refused):
    """Nothing would ever be found."""

    def __init__(self) -> None:
        words = _("Write at least one name, tag or event tag to look for.")
        super().__init__(words, field="names")


class TermTooShort(Refused):
    """One letter stands in everything."""

    def __init__(self, term: str, field: str) -> None:
        words = _("“%(term)s” is too short: it would be found everywhere. Use two letters or more.")
        super().__init__(words % {"term": term}, field=field)


class TermTooLong(Refused):
    """Nobody writes this in one piece."""

    def __init__(self, term: str, field: str) -> None:
        words = _("“%(term)s…” is too long. Use a hundred letters or fewer.")
        super().__init__(words % {"term": term[:30]}, field=field)


class TooManyTerms(Refused):
    """More than is looked for at the speed that is promised."""

    def __init__(self, most: int) -> None:
        words = _("That is more than %(most)s terms in all. Remove some first.")
        super().__init__(words % {"most": most}, field="names")


class EventNeedsTimes(Refused):
    """An event’s tag is looked for while the event lasts."""

    def __init__(self) -> None:
        words = _("Say when the event begins and ends; it has to end after it begins.")
        super().__init__(words, field="events")


class NotAPlace(Refused):
    """The address is none of that kind of source."""

    def __init__(self, example: str) -> None:
        words = _("That address cannot be listened to. It looks like %(example)s.")
        super().__init__(words % {"example": example}, field="address")


class NothingToTry(Refused):
    """A hook calls us; there is nothing to call."""

    def __init__(self) -> None:
        super().__init__(_("A hook calls us. Send a signed call to its address to try it."))


class AlreadyAsked(Conflict):
    """The mention is answered in a conversation."""

    def __init__(self) -> None:
        super().__init__(_("This post is a conversation already."))


class CannotBeAnswered(Refused):
    """There is no way back to whoever wrote this."""

    def __init__(self) -> None:
        words = _(
            "Nobody can be answered there from here. Open the post and answer it in its place."
        )
        super().__init__(words)
