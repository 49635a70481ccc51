"""The tables of people; nobody outside ``people.actions`` writes them."""

from muster.people.models.consent import ConsentEntry, ConsentState, Suppression, Wording
from muster.people.models.field import FieldValue, Precedence
from muster.people.models.key import IdentityClaim, IdentityKey, MergeEdge
from muster.people.models.match import KeptApart, MatchPolicy, PossibleMatch
from muster.people.models.person import Note, Person, PersonQuerySet, Trait
from muster.people.models.token import MailToken, MemberSession, SignUp
from muster.people.models.view import SavedView

__all__ = [
    "ConsentEntry",
    "ConsentState",
    "FieldValue",
    "IdentityClaim",
    "IdentityKey",
    "KeptApart",
    "MailToken",
    "MatchPolicy",
    "MemberSession",
    "MergeEdge",
    "Note",
    "Person",
    "PersonQuerySet",
    "PossibleMatch",
    "Precedence",
    "SavedView",
    "SignUp",
    "Suppression",
    "Trait",
    "Wording",
]
