"""One broadcast among four people on the real database, step by step, beside books kept apart from it.

The books know nothing of the rules’ code: they only count who did what. After each step the release, if
there is one, is held against them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from muster.accounts.models import RoleGrant, Staff
from muster.approvals import queries as approvals
from muster.broadcasts import actions
from muster.delivery import queries as delivery
from muster.delivery.models import Release
from muster.kit import clock
from muster.kit.errors import Refused
from muster.kit.scope import entered
from muster.proof.races import house

NAMES: Final = ("ana", "bo", "cy", "di")
NEEDED: Final = 2


@dataclass(slots=True)
class Books:
    """What really happened, as somebody would note it who sits beside them."""

    editors: set[int] = field(default_factory=set)  # since somebody last answered
    frozen: set[int] = field(default_factory=set)
    submitter: int = 0
    votes: set[int] = field(default_factory=set)  # for what is asked now
    without: set[int] = field(default_factory=set)
    digest: str = ""
    ever_shown: list[str] = field(default_factory=list)


class Walk:
    """The steps anybody may try; a refusal in words is as good as a success."""

    def __init__(self) -> None:
        self.people = [house.staff(name, "author", "approver", "organiser") for name in NAMES]
        self.broadcast = house.written(house.furnish(self.people[0]), by=self.people[0])
        self.books = Books(editors={self.people[0].pk})
        self.steps = self.refused = self.released = 0
        self.violations: list[str] = []

    def edit(self, who: int) -> None:
        words = {"body": f"Step {self.steps}: Havsvakt cleans the beach on Saturday."}
        staff = self.people[who]
        done = self._try(
            lambda: actions.edit(
                broadcast_id=self.broadcast.pk, changes=words, by=staff, session_mac=staff.name
            )
        )
        if done:
            self._close()
            self.books.editors.add(staff.pk)

    def submit(self, who: int) -> None:
        staff = self.people[who]
        with entered(staff.scope):
            done = self._try(
                lambda: actions.submit(
                    broadcast_id=self.broadcast.pk, by=staff, session_mac=staff.name
                )
            )
        if done:
            self._close()
            self.books.submitter, self.books.frozen = staff.pk, set(self.books.editors)
            self.books.digest = self._current()
            self.books.ever_shown.append(self.books.digest)

    def approve(self, who: int, shown: int = -1) -> None:
        if self._decide(who, "approve", shown):
            self.books.votes.add(self.people[who].pk)

    def send_back(self, who: int) -> None:
        if self._decide(who, "return", -1):
            self._close()
            self.books.editors.clear()

    def withdraw(self, who: int) -> None:
        staff = self.people[who]
        if self._try(lambda: actions.withdraw(broadcast_id=self.broadcast.pk, by=staff)):
            self._close()

    def change_role(self, who: int) -> None:
        """Take the role of an approver away, or give it back."""
        staff = self.people[who]
        self.steps += 1
        if staff.pk in self.books.without:
            RoleGrant.objects.create(staff=staff, role="approver")
            self.books.without.remove(staff.pk)
        else:
            RoleGrant.objects.filter(staff=staff, role="approver").delete()
            self.books.without.add(staff.pk)

    def release(self, who: int) -> None:
        digest, may = self.books.digest, self._may_leave()
        already = self.released
        done = self._try(
            lambda: actions.release(
                broadcast_id=self.broadcast.pk, digest=digest, by=self._fresh(who)
            )
        )
        if done:
            self.released += 1
            self._demand(may, "let go without two others who agreed to this very text")
            self._demand(not already, "let go a second time")
        elif not already:
            self._demand(not may, "held back although two others agreed to it")

    def halt(self, who: int) -> None:
        staff = self.people[who]
        self._try(lambda: actions.halt(broadcast=self.broadcast, by=staff))

    def look(self) -> None:
        """What holds after every step, read from the rows themselves."""
        rows = Release.objects.filter(subject=self.broadcast.reference)
        self._demand(
            rows.count() == self.released <= 1, "the rows tell of another number of releases"
        )
        sent = delivery.release_of(self.broadcast.reference)
        if sent is not None:
            self._demand(sent.document.digest == self.books.digest, "another text was let go")

    def _decide(self, who: int, kind: str, shown: int) -> bool:
        digest = (
            self.books.ever_shown[shown % len(self.books.ever_shown)]
            if self.books.ever_shown
            else "0" * 64
        )
        done = self._try(
            lambda: actions.decide(
                broadcast_id=self.broadcast.pk,
                digest=digest,
                kind=kind,
                by=self._fresh(who),
                authenticated_at=clock.db_now() - timedelta(seconds=1),
                session_mac=f"{NAMES[who]} decides",
                reason="" if kind == "approve" else "Say where.",
            )
        )
        if done:
            self._demand(digest == self.books.digest, "an answer about another text was taken")
        return done

    def _may_leave(self) -> bool:
        author = self.people[0].pk
        against = {author, self.books.submitter} | self.books.frozen | self.books.without
        return bool(self.books.digest) and len(self.books.votes - against) >= NEEDED

    def _close(self) -> None:
        self.books.votes.clear()
        self.books.digest = ""

    def _current(self) -> str:
        asked = approvals.open_round(self.broadcast.reference)
        return asked.digest if asked else ""

    def _fresh(self, who: int) -> Staff:
        found: Staff = Staff.objects.get(pk=self.people[who].pk)
        return found

    def _try(self, action: Callable[[], Any]) -> bool:
        self.steps += 1
        try:
            action()
        except Refused as refused:
            self.refused += 1
            self._demand(bool(refused.message), "refused without a word")
            return False
        return True

    def _demand(self, holds: bool, words: str) -> None:  # noqa: FBT001 - a sentence reads in this order
        if not holds:
            self.violations.append(f"step {self.steps}: {words}")
