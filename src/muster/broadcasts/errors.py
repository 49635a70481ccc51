"""The refusals of this domain, each in words a person can act on."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from muster.broadcasts.declared import Sizes
from muster.delivery.preflight import Finding
from muster.kit.errors import Conflict, Forbidden, Refused


class AlreadySent(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This has been released, so its words can no longer change."))


class AlreadyCancelled(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This was cancelled. Start a new broadcast instead."))


class ChangedMeanwhile(Conflict):
    """Somebody saved between the reading and the writing of a page."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else saved this while you were writing. Your words are still below; "
                "compare them with what is saved, then save again."
            )
        )


class DecidedAgainstIt(Forbidden):
    """Who returned or rejected a broadcast may not edit or submit it (A10)."""

    def __init__(self) -> None:
        super().__init__(
            _("You returned or rejected this broadcast, so somebody else has to change it.")
        )


class NotAllYours(Forbidden):
    """Letting go or ending it needs sight of everybody in it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "It reaches regions outside yours. Somebody who holds every region in it has to do this."
            )
        )


class NotADraft(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This already waits for approval."))


class Incomplete(Refused):
    """Something is missing before anyone can be asked."""


class DeclaredSizeDiffers(Refused):
    """The real count is off by more than twice (A17)."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(
            _(
                "You declared about %(declared)s people; the audience is %(real)s. "
                "Change the audience, or write again whom you mean and how many."
            )
            % {"declared": f"{sizes.declared:,}", "real": f"{sizes.real:,}"}
        )
        self.sizes = sizes


class NotReady(Refused):
    """Pre-flight found something that must be mended first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(" ".join(finding.words for finding in findings))
        self.findings = list(findings)


class NothingReleased(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This has not been released, so there is nothing to stop."))


class StartIsOver(Refused):
    """Its time came and went before it could start (D11)."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Its time is over, so it does not start any more. Choose another time and submit it."
            ),
            field="when",
        )


class NameTaken(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _("Other words are kept under that name. Choose another name, or write these there."),
            field="name",
        )


class NothingToKeep(Refused):
    def __init__(self) -> None:
        super().__init__(_("There are no words to keep yet. Write the text first."), field="body")


class Retired(Conflict):
    """Words that are no longer offered cannot be changed, approved or used."""

    def __init__(self) -> None:
        super().__init__(_("These words were retired. Choose others, or keep them again."))


class OwnWords(Forbidden):
    """A second person has to read words for corrections (C1)."""

    def __init__(self) -> None:
        super().__init__(_("You wrote this version, so somebody else has to read and approve it."))


class NotUsable(Refused):
    """Words of another channel, or words for corrections that nobody approved (C1)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="template")


class NoOwnNumber(Refused):
    """Accounts of staff hold no telephone number, and a test goes to nobody else."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your account has no telephone number, so a test text has nowhere to go. "
                "The preview is printed by the very same printer."
            )
        )


class StartIsFar(Refused):
    """Nobody can approve it today: no approval lasts until then (A11)."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "It starts more than 24 hours from now, and an approval holds for 24 hours. "
                "Submit it on the day before, or choose an earlier time."
            ),
            field="when",
        )


class NotApprovedInTime(Refused):
    """Its time came while an answer was still missing, or after the answers had run out (A11)."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody approved it in time, so it does not start. It can be submitted again.")
        )


class NotItsTime(Conflict):
    """What was approved for a time does not leave before it."""

    def __init__(self) -> None:
        super().__init__(
            _("It was approved for a later time and starts by itself then. Nothing was sent.")
        )


class NotSubmitted(Conflict):
    def __init__(self) -> None:
        super().__init__(_("This does not wait for approval."))


class NothingToCorrect(Conflict):
    """Nobody was reached, nobody is left, or nothing has been unknown for long enough."""


class StillUnderWay(Conflict):
    """Those not reached are only known when it is over (H8)."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "It is not over, so it may still reach them. Let it end or cancel it; then write to the rest."
            )
        )


class MadeInAnotherMode(Refused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "That was sent in another mode (training, team or live) and is corrected only in that one."
            )
        )


class NotACorrection(Refused):
    def __init__(self) -> None:
        super().__init__(_("Only a correction leaves out those who were rightly reached."))


class TemplateNotApproved(Refused):
    """A correction template holds for a quarter after somebody approved it (C1)."""

    def __init__(self) -> None:
        super().__init__(
            _("This template has not been approved within the last three months."), field="template"
        )


class NamesNotTheOriginal(Refused):
    """Its readers must know which message is meant (C2)."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("A correction names what it corrects. Write “%(name)s” in it.") % {"name": name},
            field="body",
        )


class LinksElsewhere(Refused):
    """A correction links to one page of our own and nothing else (C2)."""

    def __init__(self, link: str, own: str) -> None:
        super().__init__(
            _("A correction links only to its own page, %(own)s. Take out %(link)s.")
            % {"own": own, "link": link[:120]},
            field="body",
        )


class PracticeIsNotLive(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Practice is for training and team mode. Here a correction would reach real people.")
        )


class PeopleAreGiven(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Whom it goes to follows from the broadcast it is about; no audience is chosen."),
            field="audience",
        )


class SelectionTaken(Conflict):
    """Something is being sent to these people already."""

    def __init__(self) -> None:
        super().__init__(
            _("A message to exactly these people was begun already. Look at that one.")
        )
