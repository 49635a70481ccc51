"""The refusals about alarms, each in words a person can act on."""

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Refused


class NoWhy(Refused):
    """A dismissal says why."""

    def __init__(self) -> None:
        words = _("Write why this is no alarm. Whoever reads it at the next one has to know.")
        super().__init__(words, field="why")


class DismissedAlready(Conflict):
    """Somebody was faster."""

    def __init__(self) -> None:
        super().__init__(_("This alarm was dismissed already. Nothing changed."))


class HandedAlready(Conflict):
    """It has a room."""

    def __init__(self) -> None:
        super().__init__(_("This alarm is in a crisis room already. Nothing changed."))
