"""The refusals of the inbox, each in words a person can act on."""

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Refused


class NothingWritten(Refused):
    """The answer or note is empty."""

    def __init__(self) -> None:
        super().__init__(_("Write something first. Nothing was sent."), field="text")


class TooLong(Refused):
    """Longer than anybody reads."""

    def __init__(self, limit: int) -> None:
        words = _("Keep it under %(limit)s characters, or send a link. Nothing was sent.")
        super().__init__(words % {"limit": f"{limit:,}"}, field="text")


class TooManyParts(Refused):
    """More than arrives as one text."""

    def __init__(self, limit: int) -> None:
        words = _("A text has room for %(limit)s parts. Say it shorter. Nothing was sent.")
        super().__init__(words % {"limit": limit}, field="text")


class MachinesOnly(Refused):
    """Nobody but machines wrote here, and machines are never answered."""

    def __init__(self) -> None:
        words = _(
            "Only a machine has written here, so there is nobody to answer. Nothing was sent."
        )
        super().__init__(words, field="text")


class NowhereToAnswer(Refused):
    """There is no address, or it was erased."""

    def __init__(self) -> None:
        words = _(
            "There is no address to answer to: it was erased or never came. Nothing was sent."
        )
        super().__init__(words, field="text")


class SomethingNew(Conflict):
    """Another message or answer came while this one was being written."""

    def __init__(self) -> None:
        words = _(
            "Something new came into this conversation while you wrote. Read it, then send again."
            " Your words are kept below; nothing was sent."
        )
        super().__init__(words, field="text")


class AlreadyClosed(Conflict):
    """Closed before, so nothing changed."""

    def __init__(self) -> None:
        super().__init__(_("This conversation is closed already. Nothing changed."))


class NotClosed(Conflict):
    """Open before, so nothing changed."""

    def __init__(self) -> None:
        super().__init__(_("This conversation is open already. Nothing changed."))


class CannotTakeIt(Refused):
    """The colleague may not answer people, or may not see this one."""

    def __init__(self, name: str) -> None:
        words = _("%(name)s may not answer this conversation. Choose somebody who may.")
        super().__init__(words % {"name": name}, field="assignee")


class NotHeld(Conflict):
    """Somebody let it in before, or its ninety days are over."""

    def __init__(self) -> None:
        super().__init__(_("This message is no longer held back. Nothing changed."))


class NotSorted(Conflict):
    """Nobody judged this message yet; a worker does so within a minute."""

    def __init__(self) -> None:
        super().__init__(_("This message was not looked at yet. Try again in a minute."))


class UnknownLink(Refused):
    """We never made this link."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("We do not know this link. Nothing was changed."))


class LinkTooOld(Refused):
    """The link was good once, or what it was about is gone."""

    status = 410

    def __init__(self) -> None:
        words = _(
            "This link is too old. Your question is answered all the same. Nothing was changed."
        )
        super().__init__(words)
