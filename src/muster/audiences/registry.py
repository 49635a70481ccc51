"""What higher rungs tell audiences at start-up: who uses one, and how big a message usually is."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from muster.accounts.models import Staff


@dataclass(frozen=True, slots=True)
class Use:
    """One use of an audience: what uses it ("broadcast:12"), and its name for people."""

    subject: str
    words: str


UsedBy = Callable[[Collection[int]], Mapping[int, Sequence[Use]]]
Usual = Callable[[str, Staff], int | None]

Named = Callable[[Collection[int]], Mapping[int, str]]
Offered = Callable[[Staff], Sequence[tuple[int, str]]]
Titled = Callable[[Collection[str]], Mapping[str, Sequence[str]]]

_users: dict[str, UsedBy] = {}
_usual: dict[str, Usual] = {}
_titled: dict[str, Titled] = {}
_broadcasts: dict[str, tuple[Named, Offered]] = {}


def register_user(domain: str, used_by: UsedBy) -> None:
    """Let ``domain`` answer which of some audiences it uses, all in one question."""
    _users[domain] = used_by


def register_usual(domain: str, usual: Usual) -> None:
    """Let ``domain`` answer to how many people this staff member usually writes by a channel."""
    _usual[domain] = usual


def register_titled(domain: str, titled: Titled) -> None:
    """Let ``domain`` answer which of its subjects, such as "broadcast:12", bear some words in their title."""
    _titled[domain] = titled


def titled(words: Collection[str]) -> dict[str, list[str]]:
    """Return by words the subjects whose title holds them."""
    found: dict[str, list[str]] = {word: [] for word in words}
    for answer in _titled.values():
        for word, subjects in answer(words).items():
            found.setdefault(word, []).extend(subjects)
    return found


def uses(audience_ids: Collection[int]) -> dict[int, list[Use]]:
    """Return who uses each of these audiences."""
    found: dict[int, list[Use]] = {number: [] for number in audience_ids}
    for used_by in _users.values():
        for number, some in used_by(audience_ids).items():
            found.setdefault(number, []).extend(some)
    return found


def usual_size(channel: str, by: Staff) -> int | None:
    """Return the usual number of people of a message by this staff member, if anybody knows."""
    answers = (usual(channel, by) for usual in _usual.values())
    return next((answer for answer in answers if answer is not None), None)


def register_broadcasts(domain: str, named: Named, offered: Offered) -> None:
    """Let ``domain`` answer what some broadcasts are called, and which one member of staff may choose."""
    _broadcasts[domain] = (named, offered)


def broadcast_names(numbers: Collection[int]) -> dict[int, str]:
    """Return the names of the broadcasts among these numbers."""
    found: dict[int, str] = {}
    for named, _offered in _broadcasts.values():
        found |= named(numbers)
    return found


def broadcasts(by: Staff) -> list[tuple[int, str]]:
    """Return the latest broadcasts that ``by`` may see, by number and name."""
    return [pair for _named, offered in _broadcasts.values() for pair in offered(by)]
