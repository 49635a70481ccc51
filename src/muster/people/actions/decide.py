"""Decides one batch record by record in memory, collects the rows, and writes them at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.kit.actors import Doer
from muster.people import consent_rules, matching, precedence
from muster.people.actions import bulk, ledger
from muster.people.actions import fields as words
from muster.people.actions.batch import PERSON_FIELDS, Loaded
from muster.people.keys import Key, channel_of
from muster.people.known import Claim, Known, Resolved
from muster.people.models import Suppression
from muster.people.names import keys_of_name
from muster.people.placing import placed
from muster.people.suppressing import address_mac, fingerprint

SPARE: Final = 5_000
_UPDATED: Final = (*PERSON_FIELDS, "sort_key", "given_key")
_EMPTY: Final[dict[str, Any]] = {
    "given_name": "",
    "family_name": "",
    "country": "",
    "postcode": "",
    "region_id": None,
    "language": "",
    "latitude": None,
    "longitude": None,
}


class Decisions:
    """The rows one batch will write, growing with each record."""

    def __init__(
        self, loaded: Loaded, *, source: str, by: Doer, at: datetime, told_as: str
    ) -> None:
        self.loaded, self.source, self.by, self.at = loaded, source, by, at
        self.told_as = told_as
        self.made: dict[int, dict[str, Any]] = {}
        self.touched: set[int] = set()
        self.new_keys: list[tuple[Key, int | None, int, int | None]] = []
        self.taken_keys: list[tuple[int, int, int | None]] = []
        self.new_tags: list[tuple[int, str, int | None]] = []
        self.lines: list[tuple[Claim, int, int]] = []
        self.claims: list[tuple[int, Key]] = []
        self.facts: list[NewFact] = []
        self.said: dict[tuple[int, str], str] = {}
        kind = precedence.kind_of(source)
        self._ranks = {
            name: precedence.rank(loaded.orders, name, kind) for name in precedence.FIELDS
        }
        self._born = {"origin": source}
        self._ahead = max(1, min(SPARE, loaded.unknown))
        self._spare_people: list[int] = []
        self._spare_keys: list[int] = []
        self._erased = _erased_macs()

    def take(self, known: Known) -> Resolved:
        """Decide one record."""
        keys = known.identities
        if known.trust == "claim":
            return self._claimed(keys)
        if self._erased and any(address_mac(*key) in self._erased for key in keys):
            return Resolved(None, held=(_("This person asked to be erased; nothing was kept."),))
        placed = matching.place(keys, self.loaded.book, self._make_person)
        result = Resolved(placed.person, outcome="new" if placed.made else "same")
        ids = self.loaded.key_ids
        beside = ids[placed.by] if placed.by else None
        if placed.joined:
            result.added_keys = tuple(
                [self._keep(key, placed.person, beside) for key in placed.joined]
            )
        result.key_ids = tuple([ids[key] for key in keys if key in ids])
        if placed.elsewhere or placed.too_many:
            result.held = _not_joined(placed)
        if placed.person is not None:
            via = beside or next(iter(result.key_ids), None)
            self._describe(known, placed.person, result, via)
            for claim in known.consents:
                self._hear(claim, keys, placed.person, result)
        if result.outcome == "same" and (result.added_keys or result.before or result.added_tags):
            result.outcome = "changed"
        return result

    def write(self) -> None:
        """Write everything decided, parents before children."""
        self._write_people()
        self._write_keys()
        bulk.insert(
            "people_trait",
            ("person_id", "value", "key_id"),
            self.new_tags,
            same={"kind": "tag", "source": self.source, "from_at": self.at},
        )
        words.keep(self.said, source=self.source, at=self.at)
        self._write_consents()
        activity.append(self.facts)

    def _claimed(self, keys: list[Key]) -> Resolved:
        """A browser’s own word: the browser becomes a key of nobody, what it says is only noted."""
        browsers = [key for key in keys if key.kind == "browser"]
        book, ids = self.loaded.book, self.loaded.key_ids
        for key in browsers:
            if key not in book.owner:
                book.note(key, None)
                self._keep(key, None)
        if browsers:
            said = [(ids[browsers[0]], key) for key in keys if key.kind != "browser"]
            self.claims += said
        owner = book.owner.get(browsers[0]) if browsers else None
        return Resolved(owner, key_ids=tuple(ids[key] for key in browsers))

    def _make_person(self) -> int:
        if not self._spare_people:
            self._spare_people = bulk.reserve("people_person", self._ahead)[::-1]
        person = self._spare_people.pop()
        self.made[person] = self.loaded.fields[person] = _EMPTY.copy()
        return person

    def _keep(self, key: Key, person: int | None, beside: int | None = None) -> int:
        known_as = self.loaded.key_ids.get(key)
        if known_as is not None:
            if person is not None:
                self.taken_keys.append((known_as, person, beside))
            return known_as
        if not self._spare_keys:
            self._spare_keys = bulk.reserve("people_identitykey", self._ahead)[::-1]
        key_id = self.loaded.key_ids[key] = self._spare_keys.pop()
        self.new_keys.append((key, person, key_id, beside))
        return key_id

    def _describe(self, known: Known, person: int, result: Resolved, via: int | None) -> None:
        fields = self.loaded.fields[person]
        told = placed(known.fields, fields)
        self._note(told, person)
        changes = {
            name: value
            for name, value in told.items()
            if value != fields[name] and value is not None and value != ""
        }
        if changes:
            if result.outcome != "new":
                result.before = {name: fields[name] for name in changes}
            fields.update(changes)
            if person not in self.made:
                self.touched.add(person)
        if known.tags:
            self._tag(known, person, result, via)
        self._tell(result, changes)

    def _note(self, told: dict[str, Any], person: int) -> None:
        """Keep the source’s word, and take out of ``told`` what a word that goes first forbids."""
        goes_first = self.loaded.goes_first
        for name, rank in self._ranks.items():
            value = told.get(name)
            if value is None or value == "":
                continue
            self.said[person, name] = value
            if goes_first and goes_first.get((person, name), precedence.LAST) < rank:
                del told[name]
                if name == "postcode":
                    for place in ("region_id", "latitude", "longitude"):
                        told.pop(place, None)

    def _tag(self, known: Known, person: int, result: Resolved, via: int | None) -> None:
        theirs = self.loaded.tags.setdefault(person, set())
        added = [tag for tag in dict.fromkeys(known.tags) if tag and tag not in theirs]
        theirs.update(added)
        self.new_tags += [(person, tag, via) for tag in added]
        result.added_tags = tuple(added)

    def _hear(self, claim: Claim, keys: list[Key], person: int, result: Resolved) -> None:
        book, ids = self.loaded.book, self.loaded.key_ids
        for key in keys:
            if channel_of(key.kind) == claim.channel and book.owner.get(key) == person:
                break
        else:
            result.held += (_("There is no address of theirs for this consent."),)
            return
        present = self.loaded.states.get((ids[key], claim.purpose))
        verdict = consent_rules.decide(present, claim)
        if verdict == "held":
            result.held += (_("They said no before; without newer proof it stays a no."),)
        elif verdict == "apply":
            moment = min(claim.at, self.at)
            self.loaded.states[ids[key], claim.purpose] = consent_rules.Present(claim.state, moment)
            self.lines.append((claim, person, ids[key]))
            if result.outcome == "same":
                result.outcome = "changed"

    def _tell(self, result: Resolved, changes: Mapping[str, Any]) -> None:
        if not result.key_ids or not (result.outcome == "new" or changes):
            return
        if result.outcome == "new":
            kind, data = self.told_as, self._born
        else:
            kind, data = "person.changed", {"fields": ", ".join(sorted(changes))}
        self.facts.append(NewFact(kind, result.key_ids[0], self.at, self.source, data=data))

    def _write_people(self) -> None:
        bulk.insert(
            "people_person",
            ("id", *_UPDATED),
            [(person, *_row(fields)) for person, fields in self.made.items()],
            same={"created_at": self.at},
        )
        bulk.update(
            "people_person",
            _UPDATED,
            [(person, *_row(self.loaded.fields[person])) for person in sorted(self.touched)],
        )

    def _write_keys(self) -> None:
        # In one order everywhere, so that two batches with the same keys cannot lock each other.
        bulk.insert(
            "people_identitykey",
            ("id", "kind", "value", "person_id", "beside", "address_mac"),
            [
                (key_id, key.kind, key.value, person, beside, fingerprint(key.kind, key.value))
                for key, person, key_id, beside in sorted(self.new_keys, key=lambda row: row[0])
            ],
            same={"label": "", "source": self.source, "created_at": self.at},
        )
        taken = {row[0]: row for row in self.taken_keys}
        bulk.update("people_identitykey", ("person_id", "beside"), sorted(taken.values()))
        bulk.insert(
            "people_identityclaim",
            ("key_id", "kind", "value", "at"),
            [(key_id, key.kind, key.value, self.at) for key_id, key in dict.fromkeys(self.claims)],
            conflict="ON CONFLICT (key_id, kind, value) DO NOTHING",
        )

    def _write_consents(self) -> None:
        asked = ledger.wording_ids(
            (claim.wording, claim.language) for claim, _p, _k in self.lines if claim.wording
        )
        latest = {(key_id, claim.purpose): (claim, person) for claim, person, key_id in self.lines}
        ledger.write(
            [
                ledger.Line(
                    person_id=person, key_id=key_id, channel=claim.channel, purpose=claim.purpose,
                    state=claim.state, at=min(claim.at, self.at), evidence=claim.evidence,
                    wording_id=asked.get((claim.wording, claim.language)),
                )
                for (key_id, _purpose), (claim, person) in latest.items()
            ],
            source=self.source,
            by=self.by,
        )  # fmt: skip


def _row(fields: Mapping[str, Any]) -> tuple[Any, ...]:
    names = keys_of_name(fields["given_name"], fields["family_name"])
    return (*(fields[name] for name in PERSON_FIELDS), *names)


def _not_joined(placed: matching.Placed) -> tuple[str, ...]:
    words = []
    if placed.elsewhere:
        words.append(_("An address of this line belongs to another person; it stayed there."))
    if placed.too_many:
        words.append(_("This person has too many addresses of one kind; the last was left out."))
    return tuple(words)


def _erased_macs() -> frozenset[str]:
    return frozenset(
        Suppression.objects.filter(reason="erased").values_list("address_mac", flat=True)
    )
