"""Why a change to staff or the organisation did not happen, in words for the person who tried."""

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Forbidden, Refused, TooMany


def may_not() -> Forbidden:
    """The doer lacks the permission."""
    return Forbidden(_("Your roles do not let you do this. Ask an administrator."))


class OwnRoles(Refused):
    """People do not give themselves power."""

    def __init__(self) -> None:
        super().__init__(
            _("You cannot change your own roles or regions. Ask another administrator to do it.")
        )


class LastAdministrator(Refused):
    """Someone must be left who can manage staff."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the last person who can manage staff. Make somebody else an administrator first."
            )
        )


class NoSuchStaff(Refused):
    """Nobody who may sign in has this address."""

    def __init__(self) -> None:
        super().__init__(_("No member of staff who may sign in has this address."))


class EnoughAdministrators(Refused):
    """The console is for houses where nobody could agree; elsewhere two people decide."""

    def __init__(self) -> None:
        super().__init__(
            _("There are two administrators already. One asks for the change, the other agrees.")
        )


class UnknownRole(Refused):
    """A role or region that does not exist."""

    def __init__(self) -> None:
        super().__init__(_("Choose roles and regions from the list."))


class AlreadyStaff(Refused):
    """The address belongs to a member of staff."""

    def __init__(self) -> None:
        super().__init__(_("This address already belongs to a member of staff."), field="email")


class InvitationOver(Conflict):
    """Used, withdrawn or too old; all look the same to whoever holds the link."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This invitation can no longer be used. Ask the person who invited you for a new one."
            )
        )


class PasswordTooWeak(Refused):
    """What the password rules say."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(" ".join(words), field="password")


class WrongPassword(Refused):
    """The current password was not the current one."""

    def __init__(self) -> None:
        super().__init__(_("This is not your current password."), field="current")


class LinkOver(Conflict):
    """A reset link that was used or is too old."""

    def __init__(self) -> None:
        super().__init__(_("This link can no longer be used. Ask for a new one."))


class WrongCode(Refused):
    """The six digits were not the ones the app shows now."""

    def __init__(self) -> None:
        super().__init__(
            _("This code is not right. Type the six digits that your app shows now."), field="code"
        )


class NeedsSecondFactor(Refused):
    """Leaving training, or removing the last factor, without one."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Set up an authenticator app or a passkey for yourself first, on the page “My account”."
            )
        )


class LastFactor(Refused):
    """Roles that need a second factor keep at least one."""

    def __init__(self) -> None:
        super().__init__(
            _("Your roles need a second way to sign in. Add another one before you remove this.")
        )


class OwnFactors(Refused):
    """One's own are changed on one's own page, by showing one of them."""

    def __init__(self) -> None:
        super().__init__(_("Change your own second factors on the page “My account”."))


class NotReady(Refused):
    """Something blocks going live."""

    def __init__(self, count: int) -> None:
        super().__init__(
            _("%(count)s checks stand in the way. Mend them on this page first.") % {"count": count}
        )


class AlreadyBegun(Conflict):
    """Somebody has an account, or the key is not this computer’s; both look the same."""

    def __init__(self) -> None:
        super().__init__(
            _("This page works once, while nobody has an account. Ask an administrator for one.")
        )


class NoRoomForSample(Refused):
    """The sample would be mixed with something real."""

    def __init__(self) -> None:
        super().__init__(
            _("Sample data goes only into an empty installation in training. Nothing was added.")
        )


class StillLoading(Refused):
    """A worker is putting it in at this moment."""

    def __init__(self) -> None:
        super().__init__(_("The sample is still being loaded. Delete it when it is there."))


class NotTyped(Refused):
    """Something was put in beside the sample, and nobody said how much of it goes."""

    def __init__(self) -> None:
        super().__init__(
            _("Type how many things beside the sample go with it. Nothing was deleted."),
            field="typed",
        )


class NotASample(Refused):
    """There is something real in here."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody real has an account here, or it has left training. Nothing was deleted.")
        )


class NotYou(Refused):
    """Nothing that counts was shown."""

    def __init__(self) -> None:
        super().__init__(_("That did not show who you are. Try again."))


class TooManyTries(TooMany):
    """Too many wrong tries in a short time."""

    def __init__(self) -> None:
        super().__init__(_("Too many tries. Wait a quarter of an hour, then try again."))
