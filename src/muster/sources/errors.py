"""Why sources refuses something; each message says what to do."""

from __future__ import annotations

from muster.kit.errors import Conflict, Refused


class NotForOneRegion(Refused):
    """A file or key may name anyone, so it takes someone who answers for every region."""

    status = 403


class FileRefused(Refused):
    """The uploaded file cannot be taken at all."""


class WrongMoment(Conflict):
    """The import is not in the state this needs."""


class ChangedSince(Conflict):
    """The preview someone confirmed is no longer the one on record."""


class BadChoice(Refused):
    """A choice for an import that cannot hold."""


class NameTaken(Refused):
    """Another source has that name."""
