"""The refusals about teams and topics, each in words a person can act on."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from muster.kit.errors import Refused


class NotOfTheTeam(Refused):
    """The conversation is the work of a team, and the colleague is not in it."""

    def __init__(self, name: str, team: str, members: Sequence[str]) -> None:
        words = _(
            "%(name)s is not in the team “%(team)s”, whose work this is. Hand it to %(members)s, or"
            " give it another team first."
        )
        others = ", ".join(members) or _("nobody: the team is empty")
        super().__init__(words % {"name": name, "team": team, "members": others}, field="assignee")


class NoName(Refused):
    """What is written down has to be called something."""

    def __init__(self) -> None:
        super().__init__(_("Give it a name."), field="name")


class NameTaken(Refused):
    """Two of one name could not be told apart."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is there already. Choose another name.") % {"name": name}, field="name"
        )


class CannotAnswer(Refused):
    """Only who answers people can be in a team."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s may not answer people, so no team can have them.") % {"name": name}
        )


class TeamHasTopics(Refused):
    """A topic without a team would find its way to nobody."""

    def __init__(self, name: str) -> None:
        words = _("Topics lead to “%(name)s”. Give them another team first.")
        super().__init__(words % {"name": name})
