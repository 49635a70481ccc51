"""The refusals around a second pair of eyes, each in words a person can act on."""

from django.utils.translation import gettext as _

from muster.inbox.seconds import Second
from muster.kit.errors import Conflict, Forbidden, Refused


class NeedsSecond(Forbidden):
    """The answer may not leave before somebody else has read it."""

    def __init__(self, second: Second) -> None:
        words = _("A second person has to read this before it leaves. %(why)s Nothing was sent.")
        super().__init__(words % {"why": second.why})
        self.second = second


class ProposedAlready(Conflict):
    """Another answer waits in this conversation."""

    def __init__(self, name: str) -> None:
        words = _(
            "An answer by %(name)s already waits for a second person here. Yours was not kept."
        )
        super().__init__(words % {"name": name}, field="text")


class OwnAnswer(Forbidden):
    """Nobody is their own second person."""

    def __init__(self) -> None:
        super().__init__(_("You wrote this answer, so somebody else has to read it."))


class NotYoursToLetGo(Forbidden):
    """They may not be the second person here."""

    def __init__(self) -> None:
        super().__init__(_("Letting go answers in a crisis is not among what you may do."))


class NotTheWriter(Forbidden):
    """Only whoever wrote an answer takes it out again."""

    def __init__(self) -> None:
        super().__init__(_("Only its writer withdraws it. You can return it with a reason."))


class EndedAlready(Conflict):
    """Somebody was faster."""

    def __init__(self) -> None:
        super().__init__(_("This answer waits no more: somebody decided about it already."))


class NoReasonToReturn(Refused):
    """Its writer has to know what to change."""

    def __init__(self) -> None:
        super().__init__(_("Write what should change."), field="reason")
