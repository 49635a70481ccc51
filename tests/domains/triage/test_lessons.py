"""Corrections and lessons: what staff say, learnt in batches, gone when the message goes."""

from datetime import UTC, datetime, timedelta

import pytest

from muster.audit.models import Entry
from muster.triage import actions, queries
from muster.triage.kinds import Kind
from muster.triage.models import Correction

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def corrected(by, origin="inbox:1", kind=Kind.GIVE, text="the blue parrot sings", at=AT):
    return actions.correct(
        origin=origin, text=text, language="en", kind=kind, judged=Kind.OTHER, by=by, at=at
    )


def test_it_learns_in_batches_what_staff_say(cast):
    assert actions.learn(at=AT) is None
    corrected(cast.carla)
    corrected(cast.carla, origin="inbox:2", text="the blue parrot sang")
    before = queries.judge()
    assert before.judge(["the blue parrot sings"])[0].kind is Kind.OTHER
    assert actions.learn(at=AT).corrections == 2
    assert queries.judge().judge(["the blue parrot sings"])[0].kind is Kind.GIVE
    assert actions.learn(at=AT + timedelta(hours=1)) is None


def test_the_last_word_about_a_message_stands(cast):
    corrected(cast.carla)
    corrected(cast.carla, kind=Kind.THANKS, at=AT + timedelta(minutes=1))
    assert [row.kind for row in Correction.objects.all()] == [Kind.THANKS]
    assert Entry.objects.filter(verb="triage.corrected").count() == 2


def test_it_keeps_no_address(cast):
    row = corrected(cast.carla, text="write to ann@people.example")
    assert "people.example" not in row.said


def test_what_goes_is_unlearnt(cast):
    corrected(cast.carla)
    corrected(cast.carla, origin="inbox:2", text="the blue parrot sang")
    actions.learn(at=AT)
    actions.forget(origins=["inbox:1", "inbox:2"])
    assert actions.learn(at=AT + timedelta(hours=1)).corrections == 0
    assert queries.judge().judge(["the blue parrot sings"])[0].kind is Kind.OTHER


def test_agreement_is_counted_by_kind(cast):
    corrected(cast.carla)
    actions.correct(
        origin="inbox:2", text="take my ten euros", language="en", kind=Kind.GIVE, judged=Kind.GIVE, by=cast.carla, at=AT
    )  # fmt: skip
    assert queries.agreement() == [queries.Agreement(Kind.GIVE, 2, 1)]


def test_a_language_we_do_not_speak_is_refused(cast):
    with pytest.raises(ValueError, match="sort no messages"):
        actions.correct(
            origin="inbox:1", text="x", language="xx", kind=Kind.GIVE, judged=Kind.OTHER, by=cast.carla, at=AT
        )  # fmt: skip
