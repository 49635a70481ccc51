"""T10: people with slips and shared addresses, brought in, identified, joined and parted in any order.

The machine keeps a small book of its own: whose each key would be if nobody had ever joined anything,
and what was last said of consent to each. After every step the database must agree with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from muster.activity import actions as activity
from muster.activity import queries as log
from muster.activity.facts import NewFact
from muster.kit.actors import system
from muster.people import actions
from muster.people.actions import Claim, Known
from muster.people.keys import STRENGTH
from muster.people.models import (
    ConsentState,
    FieldValue,
    IdentityKey,
    MergeEdge,
    Person,
    Trait,
)
from tests.trials import trials

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
BY = system("test")

# A household shares a mailbox and a landline; everybody mistypes; some keep two addresses.
EMAILS = st.sampled_from(["home", "ewa", "ewa77", "eva", "jan", "jan.n"])
PHONES = st.sampled_from(["+48600100200", "+48600100201", "+48600100202"])
BROWSERS = st.sampled_from(["kitchen-laptop", "library-desk", "phone-of-jan"])
NAMES = st.sampled_from(["Ewa", "Eva", "Ewaa", "Jan", "jan", ""])
STATES = st.sampled_from(["", "granted", "withdrawn", "pending"])


@st.composite
def rows(draw: Any) -> Known:
    """One row of a list, as a source has it."""
    email = f"{draw(EMAILS)}@people.example"
    phone = draw(st.none() | PHONES)
    keys = [("email", email), *([("phone", phone)] if phone else [])]
    said = draw(STATES)
    return Known(
        keys=keys,
        fields={"given_name": draw(NAMES), "family_name": draw(NAMES), "country": "PL",
                "postcode": draw(st.sampled_from(["90-001", "90-002", "00-001"]))},
        tags=tuple(draw(st.lists(st.sampled_from(["helper", "diver"]), max_size=2, unique=True))),
        consents=[Claim("email", "news", said, NOW, "paper")] if said else [],
    )  # fmt: skip


FILES = st.lists(rows(), min_size=1, max_size=5)


class Identity(RuleBasedStateMachine):
    """What may happen to records, in any order."""

    files: Bundle[Any] = Bundle("files")

    @initialize()
    def begin(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.home: dict[int, int | None] = {}
        self.word: dict[int, str] = {}
        self.spoken: set[int] = set()
        self.told: dict[int, list[str]] = {}
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @rule(target=files, known=FILES, cut=st.integers(0, 5))
    def bring_in(self, known: list[Known], cut: int) -> tuple[str, list[Known]]:
        """A list is interrupted after some rows and begun again; then the whole is there once."""
        self.count += 1
        source = f"import:{self.count}"
        self._resolve(known[:cut], source)
        self._resolve(known, source)
        before = _records()
        self._resolve(known, source)
        if not MergeEdge.objects.filter(undone_at=None).exists():
            assert _records() == before, "the same file once more changed something"
        return source, known

    @rule(file=files)
    def bring_in_again(self, file: tuple[str, list[Known]]) -> None:
        """However much happened since, the same list makes no person, no key and no yes."""
        people, keys = Person.objects.count(), IdentityKey.objects.count()
        yes = _granted()
        self._resolve(file[1], file[0])
        assert (Person.objects.count(), IdentityKey.objects.count()) == (people, keys)
        assert _granted() <= yes

    @rule(browser=BROWSERS)
    def visit(self, browser: str) -> None:
        """Somebody unknown, or known, reads a page."""
        self._resolve([Known(keys=[("browser", browser)])], "web")
        key = IdentityKey.objects.get(kind="browser", value=browser)
        self.count += 1
        activity.append(
            [NewFact("page.viewed", key.id, NOW, "web", ref=f"page:{self.count}", data={})]
        )
        self.told.setdefault(key.id, []).append(f"page:{self.count}")

    @rule(browser=BROWSERS, email=EMAILS)
    def identify(self, browser: str, email: str) -> None:
        """A server says who sits at a browser: what it read before is theirs, unless it is somebody’s."""
        owner = _owner("browser", browser)
        known = [("browser", browser), ("email", f"{email}@people.example")]
        [found] = self._resolve([Known(keys=known)], "server")
        assert _owner("browser", browser) == (owner or found.person_id)

    @rule(data=st.data(), yes=st.booleans())
    @precondition(lambda self: any(self._emails()))
    def speak(self, data: Any, yes: bool) -> None:
        """A person says yes or no to one address."""
        key = data.draw(st.sampled_from(self._emails()))
        if yes:
            actions.grant(key_id=key, channel="email", purpose="news", evidence="said so", by=BY)
        else:
            actions.withdraw(key_id=key, purpose="news", source="phone", by=BY)
        self.word[key] = "granted" if yes else "withdrawn"
        self.spoken.add(key)

    @rule(data=st.data())
    @precondition(lambda self: Person.objects.living().count() > 1)
    def join(self, data: Any) -> None:
        living = list(Person.objects.living().order_by("id"))
        keep = data.draw(st.sampled_from(living))
        other = data.draw(st.sampled_from([one for one in living if one.id != keep.id]))
        yes, before = _granted(), _everything()
        edge = actions.join_people(keep=keep, other=other, by=BY)
        assert _granted() <= yes, "a join made a yes"
        if data.draw(st.booleans()):
            actions.part_people(edge=edge, by=BY)
            assert _everything() == before, "undone at once, it is not as it was"
            actions.join_people(keep=keep, other=other, by=BY)

    @rule(data=st.data())
    @precondition(lambda self: MergeEdge.objects.filter(undone_at=None).exists())
    def part(self, data: Any) -> None:
        edge = data.draw(
            st.sampled_from(list(MergeEdge.objects.filter(undone_at=None).order_by("id")))
        )
        yes = {key for key, word in self.word.items() if word == "granted"}
        actions.part_people(edge=edge, by=BY)
        assert _granted() <= yes, "a parting made a yes that nobody said"

    @rule()
    @precondition(lambda self: MergeEdge.objects.filter(undone_at=None).exists())
    def part_all(self) -> None:
        """With every join undone, whatever their order was, everybody has what is theirs."""
        for edge in MergeEdge.objects.filter(undone_at=None).order_by("at", "id"):
            actions.part_people(edge=edge, by=BY)
        assert dict(IdentityKey.objects.values_list("id", "person_id")) == self.home
        states = ConsentState.objects.filter(purpose="news").values_list("key_id", "state")
        assert dict(states) == self.word
        assert not Person.objects.exclude(joined_into=None).exists()

    @invariant()
    def every_key_is_with_whom_it_belongs(self) -> None:
        if not hasattr(self, "home"):
            return
        into = dict(Person.objects.values_list("id", "joined_into"))
        for key, person in IdentityKey.objects.values_list("id", "person_id"):
            home = self.home[key]
            while home is not None and into[home] is not None:
                home = into[home]
            assert person == home

    @invariant()
    def every_fact_stays_with_its_key_and_is_seen(self) -> None:
        for key, told in getattr(self, "told", {}).items():
            seen = [fact.ref for fact in log.timeline([key], limit=99, kinds=["page.viewed"])]
            assert sorted(told) == sorted(one for one in seen if one)

    @invariant()
    def nobody_is_written_to_against_their_word(self) -> None:
        word = getattr(self, "word", {})
        assert all(word[key] == "granted" for key in _granted_keys())

    def _emails(self) -> list[int]:
        return list(
            IdentityKey.objects.filter(kind="email").order_by("id").values_list("id", flat=True)
        )

    def _resolve(self, known: Sequence[Known], source: str) -> Sequence[Any]:
        """Bring rows in one by one, as whole batches do, and write down whose each new key is."""
        out = []
        for row in known:
            before = dict(IdentityKey.objects.values_list("id", "person_id"))
            [found] = actions.resolve(known=[row], source=source, by=BY, at=NOW)
            out.append(found)
            self._note(row, found, before)
        return out

    def _note(self, row: Known, found: Any, before: dict[int, int | None]) -> None:
        after = dict(IdentityKey.objects.values_list("id", "person_id"))
        for key, person in before.items():
            assert after[key] == person or person is None, "a key moved without a join"
        theirs = {
            (key.kind, key.value): key.id
            for key in IdentityKey.objects.filter(person=found.person_id)
        }
        known = sorted(row.keys, key=lambda key: STRENGTH.index(key[0]))
        by = next(
            (theirs[key] for key in known if before.get(theirs.get(key, 0)) is not None), None
        )
        home = self.home[by] if by is not None else found.person_id
        for key, person in after.items():
            if before.get(key) is None:
                self.home[key] = home if person is not None else None
        for claim in row.consents:
            self._claimed(row, claim)

    def _claimed(self, row: Known, claim: Claim) -> None:
        """An import’s word counts where nobody spoke; its “no” where none of them spoke since."""
        [email] = [value for kind, value in row.keys if kind == "email"]
        key = IdentityKey.objects.get(kind="email", value=email).id
        if key not in self.word or (claim.state == "withdrawn" and key not in self.spoken):
            self.word[key] = claim.state


def _owner(kind: str, value: str) -> int | None:
    return (
        IdentityKey.objects.filter(kind=kind, value=value).values_list("person", flat=True).first()
    )


def _granted() -> set[int]:
    return set(_granted_keys())


def _granted_keys() -> list[int]:
    return list(ConsentState.objects.filter(state="granted").values_list("key_id", flat=True))


def _records() -> dict[str, Any]:
    """What an import could change."""
    return {
        "people": list(Person.objects.order_by("id").values()),
        "keys": list(IdentityKey.objects.order_by("id").values()),
        "states": list(ConsentState.objects.order_by("id").values()),
        "traits": list(Trait.objects.order_by("id").values()),
        "words": list(FieldValue.objects.order_by("id").values()),
    }


_everything = _records


@pytest.mark.slow
def test_records_joined_and_parted_in_any_order() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Identity,
        settings=trials(
            25, stateful_step_count=15, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
