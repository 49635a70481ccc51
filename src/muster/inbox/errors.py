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


class NotThatWay(Refused):
    """They neither asked on this channel nor allow it."""

    def __init__(self) -> None:
        words = _(
            "They did not ask there and did not allow it, so nothing was sent. Answer where they asked."
        )
        super().__init__(words, field="channel")


class WaitsNoMore(Conflict):
    """One of those the answer should also have answered was answered, or is not theirs."""

    def __init__(self) -> None:
        words = _(
            "One of the messages you ticked does not wait any more. Look again, then send;"
            " your words are kept below and nothing was sent."
        )
        super().__init__(words, field="also")


class LeftAlready(Conflict):
    """The ten seconds are over."""

    def __init__(self) -> None:
        super().__init__(_("It has left already, so it cannot be taken back."))


class WhenIsThat(Refused):
    """Not a moment to put something off until."""

    def __init__(self) -> None:
        words = _("Choose a moment from now on, within a year. Nothing changed.")
        super().__init__(words, field="until")


class NothingToPutOff(Conflict):
    """It is closed, or only a machine wrote."""

    def __init__(self) -> None:
        super().__init__(_("This conversation is closed, so there is nothing to put off."))


class NotAsleep(Conflict):
    """It came back before."""

    def __init__(self) -> None:
        super().__init__(_("This conversation is back already. Nothing changed."))


class JoinedAway(Conflict):
    """Its entries stand in another thread now."""

    def __init__(self) -> None:
        words = _("This conversation was joined with another one and goes on there.")
        super().__init__(words)


class NotTheSame(Refused):
    """Two threads whose answers go to different places."""

    def __init__(self) -> None:
        words = _(
            "Only conversations of one channel with one address can be joined; an answer would go"
            " somewhere else. Nothing changed."
        )
        super().__init__(words, field="into")


class TooLateToPart(Conflict):
    """Something happened in the joined thread that belongs to both."""

    def __init__(self) -> None:
        words = _("Somebody wrote, answered or closed it since, so it stays joined.")
        super().__init__(words)


class NotJoined(Conflict):
    """Parted before."""

    def __init__(self) -> None:
        super().__init__(_("This conversation is not joined with another. Nothing changed."))


class NameTaken(Refused):
    """There are kept words of that name."""

    def __init__(self) -> None:
        super().__init__(_("There is an answer of that name. Choose another name."), field="name")


class NoWords(Refused):
    """A name without a text in any language."""

    def __init__(self) -> None:
        super().__init__(_("Write it in one language at least."), field="en")
