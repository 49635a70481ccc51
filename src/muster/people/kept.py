"""How long people’s own data is kept, and why; what hangs on a person stays until they ask."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from muster.activity.ageing import Facts
from muster.kit.retention import Holding, declare

OF_NOBODY: Final = "SELECT id FROM people_identitykey WHERE kind = 'browser' AND person_id IS NULL"


def start() -> None:
    """Declare every class people holds. Visits come before browsers: a browser goes with its last visit."""
    from muster.people.actions.ageing import Nobodys

    declare(
        Holding(
            "people.anonymous",
            _("Visits of browsers nobody identified"),
            _("Thirteen months, as data protection authorities advise for visits"),
            told=True,
            days=395,
            most=760,
            ageing=Facts(among=OF_NOBODY),
        ),
        Holding(
            "people.browsers",
            _("Browsers nobody identified, without any visit left"),
            _("An id of which nothing is known serves nothing"),
            covers=("people.IdentityClaim",),
            days=395,
            most=760,
            ageing=Nobodys(),
        ),
        *_of_the_door(),
        *_until_erased(),
    )


def _until_erased() -> tuple[Holding, ...]:
    return (
        Holding(
            "people.record",
            _("Records, addresses, tags, notes, and who said what"),
            _("Until the person asks us to erase them, or staff do"),
            told=True,
            covers=(
                "people.Person", "people.IdentityKey", "people.Trait", "people.Note",
                "people.FieldValue", "people.MergeEdge", "people.PossibleMatch",
                "people.KeptApart",
            ),
        ),
        Holding(
            "people.consent",
            _("Every yes and no, with its proof"),
            _("The law asks us to be able to prove each yes (GDPR, article 7)"),
            told=True,
            covers=("people.ConsentEntry", "people.ConsentState"),
        ),
        Holding(
            "people.suppression",
            _("Fingerprints of addresses nothing may go to"),
            _("So that no list brings anybody back who left; they name nobody"),
            told=True,
            covers=("people.Suppression",),
        ),
    )  # fmt: skip


def _of_the_door() -> tuple[Holding, ...]:
    from muster.people.models import MailToken, MemberSession, SignUp

    return (
        Holding(
            "people.sign-ups",
            _("Sign-ups that no mailbox confirmed"),
            _("Whoever does not answer never agreed"),
            told=True,
            covers=("people.SignUp",),
            days=17,
            fixed=True,
            own_job=True,
            rows=lambda: SignUp.objects.filter(confirmed_at=None),
            column="created_at",
        ),
        Holding(
            "people.links",
            _("Mailed links"),
            _("Two weeks after they stop opening anything"),
            covers=("people.MailToken",),
            days=14,
            fixed=True,
            own_job=True,
            rows=MailToken.objects.all,
            column="expires_at",
        ),
        Holding(
            "people.sessions",
            _("Browsers in which a supporter is signed in"),
            _("Two weeks after they were signed out by time"),
            covers=("people.MemberSession",),
            days=14,
            fixed=True,
            own_job=True,
            rows=MemberSession.objects.all,
            column="expires_at",
        ),
    )
