"""The refusals of answering many at once, each in words a person can act on."""

from django.utils.translation import gettext as _

from muster.kit.errors import Refused


class TooManyAtOnce(Refused):
    """More than one person may write to alone."""

    def __init__(self, most: int) -> None:
        words = _("One person alone answers at most %(n)s at once. For more, others have to agree.")
        super().__init__(words % {"n": most})


class NobodyProved(Refused):
    """Only people we know can be written to together."""

    def __init__(self) -> None:
        words = _(
            "Of none of them is it proved who they are, so they can only be answered one by one."
        )
        super().__init__(words)


class NoWordsFor(Refused):
    """There is no text in their language and none for everybody else."""

    def __init__(self, language: str) -> None:
        words = _("There is no text for somebody who reads “%(language)s”. Nothing was sent.")
        super().__init__(words % {"language": language or "?"}, field="text")


class LacksAValue(Refused):
    """The text needs a name that they have not told us."""

    def __init__(self, name: str) -> None:
        words = _(
            "They have no “%(name)s”, and the text has no other word for it. Nothing was sent."
        )
        super().__init__(words % {"name": name}, field="text")
