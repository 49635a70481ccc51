"""The refusals about complaints and dialogues, each in words a person can act on."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.kit.errors import Conflict, Refused


class ComplaintUnanswered(Refused):
    """A complaint is not put away without an answer."""

    def __init__(self) -> None:
        words = _(
            "This is a complaint that nobody has answered. Answer it, then close it; or, if it is"
            " none, say beside the message what it is. Nothing changed."
        )
        super().__init__(words)


class CaseUnanswered(Refused):
    """Somebody in the case still waits."""

    def __init__(self, count: int) -> None:
        words = ngettext(
            "%(n)s conversation of this case has no answer yet. Answer first, then close the case.",
            "%(n)s conversations of this case have no answer yet. Answer first, then close the case.",
            count,
        )
        super().__init__(words % {"n": count})


class CaseClosed(Conflict):
    """Closed before, so nothing changed."""

    def __init__(self) -> None:
        super().__init__(_("This case is closed already. Nothing changed."))


class CaseOpen(Refused):
    """What a case taught is known when it is over."""

    def __init__(self) -> None:
        super().__init__(_("Close the case first; the lesson is written with its outcome."))


class NotYourCase(Refused):
    """A case is closed by whoever answers for it."""

    def __init__(self, owner: str) -> None:
        words = (
            _("%(name)s owns this case. Only they, or who leads the team, can close it.")
            if owner
            else _("Nobody owns this case. Take it first, then close it.")
        )
        super().__init__(words % {"name": owner} if owner else words)


class NoOutcome(Refused):
    """A closed case says what was done."""

    def __init__(self) -> None:
        super().__init__(_("Write what was done about it."), field="outcome")


class LessonNames(Refused):
    """Colleagues learn from what happened, not from whom."""

    def __init__(self, name: str) -> None:
        words = _("A lesson names nobody, and this one holds “%(name)s”. Write it without.")
        super().__init__(words % {"name": name}, field="lesson")


class CannotTakeCase(Refused):
    """The colleague may not answer people, or may see nothing of this case."""

    def __init__(self, name: str) -> None:
        words = _("%(name)s may not answer in this case. Choose somebody who may.")
        super().__init__(words % {"name": name}, field="owner")


class NoReason(Refused):
    """A block says why."""

    def __init__(self) -> None:
        super().__init__(_("Write why. Whoever lifts the block later has to know."), field="reason")


class BlockedAlready(Conflict):
    """A block stands; it is lifted before anything else is written down."""

    def __init__(self) -> None:
        super().__init__(_("They are blocked already. Lift the block first."))


class NotBlocked(Conflict):
    """Nothing to lift."""

    def __init__(self) -> None:
        super().__init__(_("There is no block to lift. Nothing changed."))


class LiftedByAnother(Refused):
    """Who set a block is not who lifts it."""

    def __init__(self) -> None:
        super().__init__(_("You set this block. Somebody else has to lift it."))


class Blocked(Refused):
    """We neither write to them nor answer."""

    def __init__(self, name: str) -> None:
        words = _("%(name)s blocked them, so nothing was sent. Somebody else can lift the block.")
        super().__init__(words % {"name": name}, field="text")
