"""Why something a leader wanted was not done, in words."""

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Forbidden, Refused, TooMany


class NotAScript(Refused):
    """A script that cannot be read out."""

    def __init__(self, words: str) -> None:
        super().__init__(words, field="script")


class NoTitle(Refused):
    """A list needs a name."""

    def __init__(self) -> None:
        super().__init__(_("Write what the calls are about."), field="title")


class NotASource(Refused):
    """Nobody said where the people come from."""

    def __init__(self) -> None:
        super().__init__(_("Choose who is to be called."), field="source")


class NobodyToCall(Refused):
    """A list with nobody on it."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody fits: the list has only members with a telephone number who did not ask us not to call."),
            field="source",
        )  # fmt: skip


class ListClosed(Conflict):
    """A list that ended."""

    def __init__(self) -> None:
        super().__init__(_("This list is closed. Nobody is called from it any more."))


class NobodyLeft(Conflict):
    """Everybody was called, or is in somebody’s hand."""

    def __init__(self) -> None:
        super().__init__(_("Nobody is left to call on this list. Thank you."))


class SignInAgain(Forbidden):
    """A sign-in of yesterday opens no numbers."""

    def __init__(self) -> None:
        super().__init__(
            _("Numbers are shown for twelve hours after you signed in. Sign in again, then go on.")
        )


class EnoughNumbers(TooMany):
    """So many numbers in a day look like copying."""

    def __init__(self) -> None:
        super().__init__(_("You took many calls today. Please go on tomorrow."))


class NotInHand(Conflict):
    """A call somebody else has taken, or that is noted already."""

    def __init__(self) -> None:
        super().__init__(_("You do not have this call in hand any more. Take the next one."))


class NotAnOutcome(Refused):
    """Nobody said how it ended."""

    def __init__(self) -> None:
        super().__init__(_("Say how the call ended."), field="outcome")


class NotALeader(Refused):
    """Only a leader looks after others."""

    def __init__(self) -> None:
        super().__init__(_("Choose one of the leaders of this team."), field="leader")


class NotTheirOwn(Refused):
    """Nobody looks after themselves."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody can be their own point person. Choose somebody else."), field="leader"
        )


class NotAnAim(Refused):
    """An aim is a number."""

    def __init__(self, field: str) -> None:
        super().__init__(_("Write a whole number up to 100,000, or leave it empty."), field=field)


class NotAWay(Refused):
    """Nobody said how they spoke."""

    def __init__(self) -> None:
        super().__init__(_("Say how you spoke: you met, or you wrote."), field="way")
