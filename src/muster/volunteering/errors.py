"""Why something about a task, a shift or a skill was not done, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from muster.kit.errors import Conflict, Refused


class ShiftFull(Conflict):
    """Every place is taken; somebody may wait for one."""

    def __init__(self) -> None:
        super().__init__(
            _("Every place of this shift is taken. Choose another, or join the waiting list.")
        )


class AlreadyIn(Conflict):
    """They stand on the list of this shift."""

    def __init__(self) -> None:
        super().__init__(_("You are on the list of this shift already."))


class Elsewhere(Conflict):
    """They hold a place in another shift at that time."""

    def __init__(self, title: str, when: str) -> None:
        words = _("There is another shift at that time already: “%(title)s”, %(when)s.")
        super().__init__(words % {"title": title, "when": when})


class CalledOff(Conflict):
    """The shift does not take place."""

    def __init__(self) -> None:
        super().__init__(_("This shift was called off. Choose another."))


class Begun(Conflict):
    """The shift has begun or is over."""

    def __init__(self) -> None:
        super().__init__(_("This shift has begun already. Choose another."))


class NotBegun(Conflict):
    """Nobody has done a shift that lies ahead."""

    def __init__(self) -> None:
        super().__init__(_("This shift has not begun yet. Mark it once it has."))


class NotOpen(Conflict):
    """Nobody can sign up for a draft, nor for what has ended."""

    def __init__(self) -> None:
        super().__init__(_("This task is not open. Choose another."))


class NotQualified(Refused):
    """A skill is needed that they do not have, or not proved."""

    def __init__(self, names: Sequence[str]) -> None:
        words = _("This task needs %(skills)s. Tell us that you have it, or choose another task.")
        super().__init__(words % {"skills": ", ".join(names)})


class NotIn(Conflict):
    """They hold no place any more."""

    def __init__(self) -> None:
        super().__init__(_("This place was given up already."))


class OnlyWaiting(Conflict):
    """Whoever waits has nothing to confirm or to give away."""

    def __init__(self) -> None:
        super().__init__(_("You are on the waiting list, so there is no place of yours yet."))


class AlreadyOffered(Conflict):
    """The place is on offer."""

    def __init__(self) -> None:
        super().__init__(_("This place is on offer already."))


class OfferOver(Conflict):
    """Somebody took it, or its owner kept it."""

    def __init__(self) -> None:
        super().__init__(_("This offer is over. Choose another shift."))


class AlreadyMarked(Conflict):
    """What happened stays."""

    def __init__(self) -> None:
        super().__init__(_("It was marked already, and counted, so it stays."))


class NotMarked(Conflict):
    """There is nothing to correct."""

    def __init__(self) -> None:
        super().__init__(_("Nobody has said yet whether they came. Mark it first."))


class NoReasonToCorrect(Refused):
    """Whoever reads the record later wants to know why."""

    def __init__(self) -> None:
        super().__init__(_("Write why it is corrected. It stands on their record."), field="reason")


class NoReason(Refused):
    """Whoever is told wants to know why."""

    def __init__(self) -> None:
        super().__init__(_("Write why. Everybody who signed up will read it."), field="reason")


class NoWords(Refused):
    """A title is the least one can say."""

    def __init__(self) -> None:
        super().__init__(_("Write what is to be done, in a few words."), field="title")


class SlugTaken(Conflict):
    """Another task has this address."""

    def __init__(self) -> None:
        super().__init__(_("Another task has this address already. Choose another."), field="slug")


class NotYours(Refused):
    """A task of a region somebody does not answer for."""

    def __init__(self) -> None:
        super().__init__(_("Choose a place in a region that is yours."), field="postcode")


class NoPlace(Refused):
    """A task happens somewhere, or online."""

    def __init__(self, why: str = "") -> None:
        usual = _("Write the postcode of the place, or say that the task is online.")
        super().__init__(why or usual, field="postcode")


class EndsTooSoon(Refused):
    """Time runs forward."""

    def __init__(self) -> None:
        super().__init__(_("The shift must end after it starts."), field="ends")


class TooFewSlots(Refused):
    """Nobody who is in is put out."""

    def __init__(self, taken: int) -> None:
        words = _("%(taken)s people are in, so the shift needs at least as many places.")
        super().__init__(words % {"taken": taken}, field="slots")


class TooManyShifts(Refused):
    """A series has its end."""

    def __init__(self, most: int) -> None:
        words = _("Choose between 1 and %(most)s weeks.")
        super().__init__(words % {"most": most}, field="weeks")


class NoEvidence(Refused):
    """A proof and a contradiction rest on something."""

    def __init__(self) -> None:
        super().__init__(_("Write what you saw, in a few words."), field="evidence")


class Contradicted(Conflict):
    """Somebody of ours knows better."""

    def __init__(self) -> None:
        super().__init__(_("We could not confirm this skill. Write to us if that is wrong."))


class SkillTaken(Conflict):
    """Another skill has this word."""

    def __init__(self) -> None:
        super().__init__(_("There is a skill with this word already."), field="slug")


class UnknownChoice(Refused):
    """The form never offered this."""

    def __init__(self, field: str) -> None:
        super().__init__(_("Choose one of the answers that are offered."), field=field)


class AwayBackwards(Refused):
    """The last day comes after the first."""

    def __init__(self) -> None:
        super().__init__(_("The last day must not be before the first."), field="last")


class FreeBackwards(Refused):
    """A free time ends after it starts, within the same day."""

    def __init__(self) -> None:
        super().__init__(_("A free time must end after it starts, on the same day."), field="ends")


class TooMuchFree(Refused):
    """A week has room for so many."""

    def __init__(self, most: int) -> None:
        words = _("You can write down %(most)s times at most. Take one away first.")
        super().__init__(words % {"most": most}, field="starts")


class LinkTooOld(Refused):
    """The link was good once; a new one can be asked for."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This link is too old. We can send you a new one."))


class Over(Refused):
    """There is nothing left to say about a shift that is over."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This shift is over. Thank you if you were there."))


class UnknownLink(Refused):
    """We never made this link."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("We do not know this link. Look into your mailbox for a newer one."))
