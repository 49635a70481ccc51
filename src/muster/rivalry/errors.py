"""Why something about rivalry was not done, in words."""

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Forbidden, Refused


class SeasonRuns(Conflict):
    """One season at a time."""

    def __init__(self) -> None:
        super().__init__(_("A season is running. End it before you begin another."))


class NoSeason(Refused):
    """Nothing is played."""

    def __init__(self) -> None:
        super().__init__(_("No season is running. Begin one first."))


class NotAMonday(Refused):
    """Weeks begin on Monday."""

    def __init__(self) -> None:
        super().__init__(_("A season begins on a Monday. Choose one."), field="first")


class NoRules(Refused):
    """Nothing would count."""

    def __init__(self) -> None:
        super().__init__(_("Give points for at least one thing."), field="rules")


class NotYourPlace(Forbidden):
    """Only who leads a team, or staff, hides its place."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Only somebody who leads this team can hide or show its place. Ask them, or write to us."
            )
        )


class ExperimentRuns(Conflict):
    """One experiment at a time."""

    def __init__(self) -> None:
        super().__init__(_("An experiment is running. End it before you begin another."))


class TooFewTeams(Refused):
    """Nothing could be told from so few."""

    def __init__(self) -> None:
        super().__init__(
            _("There are too few teams: each side needs at least four. Hold out more, or wait."),
            field="percent",
        )


class NobodyToTell(Refused):
    """No member said yes to news."""

    def __init__(self) -> None:
        super().__init__(_("No member of a team that plays may be sent news by e-mail."))


class NothingToTell(Refused):
    """No card to tell."""

    def __init__(self) -> None:
        super().__init__(_("There is no news of a closed week to tell yet."))
