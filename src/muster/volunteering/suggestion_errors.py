"""Why a suggestion was not decided, or an invitation not begun, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Refused


class NobodyChosen(Refused):
    """A decision is about somebody."""

    def __init__(self) -> None:
        super().__init__(_("Choose people first."), field="who")


class NoLongerFits(Conflict):
    """What was shown is no longer so."""

    def __init__(self, names: str) -> None:
        words = _("%(names)s no longer fits this shift. The list below is fresh.")
        super().__init__(words % {"names": names})


class ShiftOver(Conflict):
    """Nobody is sought for it any more."""

    def __init__(self) -> None:
        super().__init__(_("Nobody is sought for this shift any more. Choose another."))


class InAMessage(Conflict):
    """Exactly those who were accepted are written to, so nobody leaves the list behind its back."""

    def __init__(self) -> None:
        super().__init__(
            _("An invitation to them is being prepared or was sent. Put that message away first.")
        )


class OnItsWay(Conflict):
    """What was let go may reach them any moment."""

    def __init__(self) -> None:
        super().__init__(
            _("This invitation is on its way. Wait until it is over, or halt and cancel it first.")
        )


class NobodyToInvite(Refused):
    """Nobody was accepted, or nobody of them can be written to."""

    def __init__(self) -> None:
        super().__init__(_("Accept somebody first who may be written to by e-mail."))


class NoPeriod(Refused):
    """A plan has a first and a last day."""

    def __init__(self, most: int) -> None:
        words = _("Choose a first day and a last day, at most %(days)s days apart.")
        super().__init__(words % {"days": most}, field="until")
