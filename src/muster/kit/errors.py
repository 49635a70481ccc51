"""The two ways a request of a person ends without its wish: refused with words, or not found.

An action never returns quietly when it did not act; it raises one of these.
"""


class Refused(Exception):
    """The action was not done. The message says in plain words what is wrong and what to do.

    ``status`` is the HTTP status a door answers with; ``field`` names the form field to mend.
    """

    status = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else changed the same thing first."""

    status = 409


class Forbidden(Refused):
    """The person may see this but may not do that."""

    status = 403


class TooMany(Refused):
    """A limit per address, network or person was reached; later it works again."""

    status = 429


class NotFound(Exception):
    """Absent, or not yours to see: both look the same."""
