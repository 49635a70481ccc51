"""What a message to us can be, by its words. A message is of one kind; who is in doubt says “other”."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The names of the kinds, as rows and examples hold them."""

    STOP = "stop"  # wants no more messages
    AWAY = "away"  # a machine says that nobody reads it now
    THANKS = "thanks"  # thanks, praise, amusement: nobody waits
    QUESTION = "question"
    COMPLAINT = "complaint"
    WRONG = "wrong"  # we reached somebody else
    HATE = "hate"  # against people for what they are; for the dialogue queue
    HELP = "help"  # wants to help
    GIVE = "give"  # wants to give
    OTHER = "other"


LANGUAGES: Final = ("en", "it", "pl", "fr")
# Whoever writes these waits for an answer.
WAITED_FOR: Final = frozenset({Kind.QUESTION, Kind.COMPLAINT, Kind.HELP, Kind.GIVE})
