"""Taking, leaving, offering, resizing and calling off in any order: the count is always that of who is in.

The machine keeps a small book of its own: who is in, and who stands in which order in the line.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from muster.kit.actors import system
from muster.volunteering import actions, errors
from muster.volunteering.models import Shift, SignUp, Swap
from tests.cast import make_cast
from tests.domains.volunteering.helpers import NOW, key, shift, task
from tests.make import Make
from tests.trials import trials

pytestmark = pytest.mark.django_db
ME = system("test")
WHO = st.integers(0, 5)


class Line(RuleBasedStateMachine):
    """One shift and six people."""

    @initialize(slots=st.integers(1, 3))
    def begin(self, slots: int) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        cast, make = make_cast(), Make()
        self.cast = cast
        self.shift = shift(task(cast.olga), cast.olga, slots=slots)
        self.keys = [key(make.person()) for _ in range(6)]
        self.slots, self.off, self.minute = slots, False, 0
        self.present: set[int] = set()
        self.line: list[int] = []
        self.offers: list[int] = []

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @rule(who=WHO)
    def take(self, who: int) -> None:
        """Into a free place, into one on offer, else into the line."""
        try:
            actions.take(shift=self.shift, key=self.keys[who], by=ME, at=self._later(), wait=True)
        except errors.CalledOff:
            assert self.off
            return
        except errors.AlreadyIn:
            assert who in self.present or who in self.line
            return
        assert not self.off
        if len(self.present) < self.slots:
            self.present.add(who)
        elif self.offers:
            self.present.remove(self.offers.pop(0))
            self.present.add(who)
        else:
            self.line.append(who)

    @rule(who=WHO)
    def leave(self, who: int) -> None:
        """The place goes to the first of the line."""
        row = self._row(who)
        if row is None:
            return
        try:
            actions.leave(sign_up=row, by=ME, at=self._later())
        except errors.CalledOff:
            assert self.off
            return
        if who in self.line:
            self.line.remove(who)
        else:
            self.present.remove(who)
            self.offers = [one for one in self.offers if one != who]
            self._move_up()

    @rule(who=WHO)
    def offer(self, who: int) -> None:
        """Whoever waits has it at once."""
        row = self._row(who)
        if row is None:
            return
        try:
            actions.offer_swap(sign_up=row, by=ME, at=self._later())
        except (errors.CalledOff, errors.OnlyWaiting, errors.AlreadyOffered):
            assert self.off or who in self.line or who in self.offers
            return
        if self.line:
            self.present.remove(who)
            self.present.add(self.line.pop(0))
        else:
            self.offers.append(who)

    @rule(who=WHO)
    def keep(self, who: int) -> None:
        """Take an offer back."""
        swap = Swap.objects.filter(sign_up__key=self.keys[who], ended_at=None).first()
        assert (swap is not None) == (who in self.offers)
        if swap is not None:
            actions.keep_place(swap=swap, by=ME, at=self._later())
            self.offers.remove(who)

    @rule(slots=st.integers(1, 5))
    def resize(self, slots: int) -> None:
        """Nobody is put out; the line moves."""
        try:
            actions.change_slots(shift=self.shift, slots=slots, by=ME, at=self._later())
        except (errors.CalledOff, errors.TooFewSlots):
            assert self.off or slots < len(self.present)
            return
        self.slots = slots
        self._move_up()

    @rule(really=st.integers(0, 9))
    def call_off(self, really: int) -> None:
        """Seldom."""
        if really == 0 and not self.off:
            actions.call_off(shift=self.shift, reason="Storm", by=ME, at=self._later())
            self.off = True

    @invariant()
    def the_count_is_who_is_in(self) -> None:
        """And no more than there are places; the line is as the book has it."""
        if not hasattr(self, "shift"):
            return
        held = Shift.objects.get(pk=self.shift.pk)
        rows = SignUp.objects.filter(shift=held, left_at=None)
        present = set(rows.filter(place="in").values_list("key", flat=True))
        line = list(rows.filter(place="waiting").order_by("at", "id").values_list("key", flat=True))
        assert held.taken == len(present) <= held.slots == self.slots
        assert present == {self.keys[one].pk for one in self.present}
        assert line == [self.keys[one].pk for one in self.line]
        if not self.off and line:
            assert held.is_full

    def _row(self, who: int) -> SignUp | None:
        return SignUp.objects.filter(key=self.keys[who], left_at=None).first()

    def _move_up(self) -> None:
        while self.line and len(self.present) < self.slots:
            self.present.add(self.line.pop(0))

    def _later(self) -> Any:
        self.minute += 1
        return NOW + timedelta(minutes=self.minute)


def test_no_order_of_events_overfills_a_shift_or_loses_the_line() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Line,
        settings=trials(
            40,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        ),
    )
