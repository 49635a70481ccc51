"""Why something about a drive was not done, in words."""

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Refused


class SlugTaken(Conflict):
    """Another drive has this address."""

    def __init__(self) -> None:
        super().__init__(_("Another drive has this address already. Choose another."), field="slug")


class EndsTooSoon(Refused):
    """Time runs forward."""

    def __init__(self) -> None:
        super().__init__(_("The drive must end after it starts."), field="ends")


class InACircle(Refused):
    """A drive cannot stand above itself."""

    def __init__(self) -> None:
        super().__init__(
            _("A drive cannot be part of itself, nor of one of its own parts."), field="parent"
        )


class OtherCurrency(Refused):
    """Sums of several currencies are no sum."""

    def __init__(self) -> None:
        super().__init__(
            _("A part of a drive is given in the currency of the whole."), field="currency"
        )


class MoneyIsThere(Refused):
    """What was given stays what it is."""

    def __init__(self) -> None:
        super().__init__(
            _("Money has come in already, so the currency stays as it is."), field="currency"
        )


class Over(Conflict):
    """A drive that ended."""

    def __init__(self) -> None:
        super().__init__(_("This drive has ended."))


class NotYours(Refused):
    """A drive of a region somebody does not answer for."""

    def __init__(self) -> None:
        super().__init__(_("Choose a region that is yours."), field="region")


class Twice(Conflict):
    """The same milestone again."""

    def __init__(self) -> None:
        super().__init__(_("There is a milestone at this amount already."), field="amount")


class Reached(Conflict):
    """What was announced stays."""

    def __init__(self) -> None:
        super().__init__(_("It was reached and announced, so it stays."))


class NotAFile(Refused):
    """A file that cannot be read as gifts."""

    def __init__(self, why: str) -> None:
        super().__init__(why, field="file")


class NoGivers(Refused):
    """Nobody can be thanked."""

    def __init__(self) -> None:
        super().__init__(_("Nobody who gave left an address that may be written to."))
