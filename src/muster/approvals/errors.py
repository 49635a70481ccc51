"""The refusals of this domain, each in words a person can act on."""

from datetime import datetime

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Forbidden, Refused


class StaleDigest(Conflict):
    """What was shown is no longer what would be sent (A4). The door answers 409."""

    def __init__(self, *, shown: str, current: str) -> None:
        super().__init__(
            _(
                "This changed after your page was made, so nothing was recorded. "
                "Read what is different, then decide again."
            )
        )
        self.shown = shown
        self.current = current


class RoundClosed(Conflict):
    def __init__(self, outcome: str) -> None:
        super().__init__(_("This round is already closed, so nothing was recorded."))
        self.outcome = outcome


class NothingToDecide(Conflict):
    def __init__(self) -> None:
        super().__init__(_("Nobody has asked for approval of this yet."))


class AlreadyOpen(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This already waits for approval. Withdraw it first to change it."))


class NotEligible(Forbidden):
    """The person may not decide on this one; subclasses say why."""

    def __init__(self) -> None:
        super().__init__(self.sentence())

    @classmethod
    def sentence(cls) -> str:
        """What the person themselves is told."""
        raise NotImplementedError

    @classmethod
    def label(cls) -> str:
        """The same about somebody else, after their name."""
        raise NotImplementedError


class NotAnApprover(NotEligible):
    @classmethod
    def sentence(cls) -> str:
        return _("You do not hold the right to approve. Ask an approver to look at it.")

    @classmethod
    def label(cls) -> str:
        return _("no second factor yet")


class OwnWork(NotEligible):
    @classmethod
    def sentence(cls) -> str:
        return _("This is your own work. Somebody else has to read and approve it.")

    @classmethod
    def label(cls) -> str:
        return _("wrote or submits it")


class EditedIt(NotEligible):
    @classmethod
    def sentence(cls) -> str:
        return _("You edited this since it was last decided on. Somebody else has to approve it.")

    @classmethod
    def label(cls) -> str:
        return _("edited it")


class NoScope(NotEligible):
    @classmethod
    def sentence(cls) -> str:
        return _(
            "It reaches regions outside yours. It needs an approver who holds every region in it."
        )

    @classmethod
    def label(cls) -> str:
        return _("does not hold every region in it")


class SameSession(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This browser session wrote or submitted it. "
                "Approve from a session of your own: sign out, then sign in again."
            )
        )


class NotFresh(Forbidden):
    """Step-up authentication is missing or older than five minutes (A8)."""

    def __init__(self) -> None:
        super().__init__(_("Prove that it is you: sign in again, then decide within five minutes."))


class ReasonNeeded(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Write a reason. The author reads it and needs to know what to mend."),
            field="reason",
        )


class WrongNumber(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Type the number of people exactly as it stands above the button."), field="typed"
        )


class AlreadyDecided(Conflict):
    def __init__(self) -> None:
        super().__init__(_("You have already decided in this round. A decision is never edited."))


class NeedsAnotherApprover(Conflict):
    def __init__(self, *, missing: int, national: bool, tired: bool = False) -> None:
        words = _("Approvals still missing: %(missing)s.") % {"missing": missing}
        if national:
            words = f"{words} " + _("One of them must come from someone who holds every region.")
        elif tired:
            words = f"{words} " + _(
                "What is approved at night or on a weekend needs one more person, "
                "or one who holds every region."
            )
        super().__init__(words)
        self.missing = missing
        self.national = national


class TooEarly(Conflict):
    def __init__(self, opens_at: datetime, *, minutes: int = 10) -> None:
        super().__init__(
            _(
                "What no second person reads waits %(minutes)s minutes, so that you can still "
                "take it back. Try again then."
            )
            % {"minutes": minutes}
        )
        self.opens_at = opens_at


class NotCleared(Conflict):
    """Delivery asked for a clearance that does not hold (A1, A11, A13, A14)."""


class RequestOver(Conflict):
    """Somebody answered first, it was taken back or superseded, or its week is over."""

    def __init__(self, outcome: str) -> None:
        super().__init__(
            _("This request is no longer open, so nothing was changed. Ask for the change anew.")
        )
        self.outcome = outcome


class OwnRequest(Forbidden):
    def __init__(self) -> None:
        super().__init__(_("You asked for this yourself. Another administrator has to answer."))


class SameBrowser(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This was asked for from this very browser session. "
                "Answer from a session of your own: sign out, then sign in again."
            )
        )


class Overtaken(Conflict):
    """What the request started from is no longer so."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This was changed since it was asked for, so nothing was done. "
                "Look at how it is now, and ask again."
            )
        )


class AskerLost(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _("Whoever asked for this may no longer do so. Refuse it, and ask for it yourself.")
        )


class NothingChanges(Refused):
    def __init__(self) -> None:
        super().__init__(_("That is how it is already. Nothing was changed."))


class OnlyAdministrator(Refused):
    """There is nobody who could be the second one (A12)."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This needs a second administrator, and nobody else could agree now. Whoever runs "
                "the server can name one: muster name_administrator ADDRESS."
            )
        )


class WrongCaps(Refused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "A standing clearance needs a cap per day and one in total that is not smaller, "
                "and ends after ninety days at most."
            )
        )


class NoStanding(NotCleared):
    """There is none for this, it ended, or somebody who agreed to it no longer may."""

    def __init__(self) -> None:
        super().__init__(_("No standing clearance holds for this. Ask people to agree to it."))


class StandingChanged(NotCleared):
    def __init__(self) -> None:
        super().__init__(
            _("What people agreed to was changed since, so it no longer leaves. Ask them again.")
        )


class CapReached(NotCleared):
    """A run would have passed a cap; it stopped, and people were asked (A19)."""

    def __init__(self, cap: str) -> None:
        super().__init__(
            _("More people than was agreed, so it stopped before any. Those who agreed were asked.")
        )
        self.cap = cap
