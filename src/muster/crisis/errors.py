"""The refusals of a room, each in words a person can act on."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Forbidden, Refused


class RoomClosed(Conflict):
    """Nothing is done in a closed room any more."""

    def __init__(self) -> None:
        super().__init__(_("This room is closed. What happens now belongs into a new one."))


class NothingSaid(Refused):
    """A line of the log, a task or a title without words."""

    def __init__(self, field: str = "words") -> None:
        super().__init__(_("Write something first."), field=field)


class CannotLead(Refused):
    """Whoever leads has to be allowed to work in a room."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s may not lead a room.") % {"name": name}, field="lead")


class LeadsAlready(Conflict):
    """The room has this lead."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s leads already.") % {"name": name}, field="lead")


class DoneAlready(Conflict):
    """Somebody ticked it off before."""

    def __init__(self) -> None:
        super().__init__(_("This task is done already."))


class HeldAlready(Conflict):
    """A room holds everything already."""

    def __init__(self, title: str) -> None:
        words = _("The room “%(title)s” holds everything already.")
        super().__init__(words % {"title": title})


class NotHeld(Conflict):
    """There is nothing to lift."""

    def __init__(self) -> None:
        super().__init__(_("This room holds nothing, so there is nothing to lift."))


class HeldByARoom(Forbidden):
    """Nothing is let go, scheduled or resumed while a room holds all sending."""

    def __init__(self, title: str) -> None:
        words = _(
            "The crisis room “%(title)s” holds everything that is sent to many."
            " Nothing was let go. When the hold is lifted there, try again."
        )
        super().__init__(words % {"title": title})


class Vague(Refused):
    """A holding text that leaves open what, who or when."""

    def __init__(self, reasons: Sequence[str]) -> None:
        words = _("Nobody can hold us to this text yet: %(reasons)s")
        super().__init__(words % {"reasons": " ".join(reasons)}, field="text")
        self.reasons = tuple(reasons)


class NextWordIsPast(Refused):
    """A promise for a moment that is over."""

    def __init__(self) -> None:
        words = _("Choose a moment for the next word that is still to come.")
        super().__init__(words, field="next_at")


class OwnText(Forbidden):
    """Nobody approves what they wrote."""

    def __init__(self) -> None:
        super().__init__(_("You wrote this text, so somebody else has to approve it."))


class NotYoursToApprove(Forbidden):
    """They may not approve in a crisis."""

    def __init__(self) -> None:
        super().__init__(_("Approving a holding text is not among what you may do."))


class Decided(Conflict):
    """It was approved or returned before."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has decided about this text already."))


class NoReason(Refused):
    """Returned, moved or called a false alarm without saying why."""

    def __init__(self, field: str = "reason") -> None:
        super().__init__(_("Write why."), field=field)


class NotApproved(Conflict):
    """A holding text that nobody else has agreed to."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has to approve this text before it is used."))


class UsedAlready(Conflict):
    """Its clock runs already."""

    def __init__(self) -> None:
        super().__init__(_("This text is in use already."))


class NoPromiseRuns(Conflict):
    """There is no promise to keep or to move."""

    def __init__(self) -> None:
        super().__init__(_("This promise has ended already."))


class HotAlready(Conflict):
    """The conversation is hot in this room."""

    def __init__(self) -> None:
        super().__init__(_("This conversation is hot already."))


class NotHot(Conflict):
    """The conversation is not hot by hand."""

    def __init__(self) -> None:
        super().__init__(_("Nobody chose this conversation here."))


class NoLesson(Refused):
    """A room closes with what was learned, or as a false alarm."""

    def __init__(self) -> None:
        words = _("Write what was learned. A room does not close without it.")
        super().__init__(words, field="lesson")


class StillHolds(Conflict):
    """A room that holds sending is not closed over it."""

    def __init__(self) -> None:
        super().__init__(_("This room still holds everything that is sent. Lift the hold first."))


class StillPromised(Conflict):
    """A room that owes a word is not closed over it."""

    def __init__(self) -> None:
        super().__init__(_("A word is still promised. Keep the promise, then close the room."))
