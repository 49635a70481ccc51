"""Rounds, decisions and clearances on a real PostgreSQL: every refusal, and that nothing is edited."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from muster.accounts.models import Organisation, RoleGrant
from muster.approvals import actions, queries
from muster.approvals.errors import (
    AlreadyDecided,
    AlreadyOpen,
    EditedIt,
    NeedsAnotherApprover,
    NoScope,
    NotAnApprover,
    NotCleared,
    NotFresh,
    NothingToDecide,
    OwnWork,
    ReasonNeeded,
    RoundClosed,
    SameSession,
    StaleDigest,
    TooEarly,
    WrongNumber,
)
from muster.approvals.facts import Facts
from muster.approvals.models import Clearance, Decision, Round
from muster.audit.models import Entry
from muster.kit import clock

pytestmark = pytest.mark.usefixtures("no_nights")
SUBJECT = "broadcast:12"
ONE, TWO = "1" * 64, "2" * 64


def ask(cast, *, digest=ONE, subject=SUBJECT, **changes):
    fields = {
        "author": cast.ana.pk,
        "submitter": cast.ana.pk,
        "size": 100,
        "regions": frozenset({"PL-10", "PL-12"}),
    }
    facts = Facts(**(fields | changes))
    return actions.open_round(subject=subject, digest=digest, facts=facts, by=cast.ana)


def answer(by, kind="approve", *, digest=ONE, **changes):
    fields = {
        "authenticated_at": clock.db_now(),
        "session_mac": "another",
        "reason": "",
        "typed": None,
    }
    return actions.decide(subject=SUBJECT, digest=digest, kind=kind, by=by, **(fields | changes))


def clear(cast, *, digest=ONE):
    return actions.clear(subject=SUBJECT, digest=digest, by=cast.olga)


def backdate(model, **fields):
    """Rows are never edited; a test that needs an old one makes it so behind the triggers’ back."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        model.objects.update(**fields)
        cursor.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")


def test_a1_a_round_is_asked_answered_and_cleared(cast):
    asked = ask(cast)
    assert (asked.number, asked.needed, asked.tier) == (1, 1, "small")
    answer(cast.bo)
    minted = clear(cast)
    assert minted.approvers == [cast.bo.pk]
    asked.refresh_from_db()
    assert asked.outcome == "cleared"
    assert queries.valid_clearance(minted.pk, subject=SUBJECT, digest=ONE) == minted
    verbs = list(
        Entry.objects.filter(subject=SUBJECT).order_by("id").values_list("verb", flat=True)
    )
    assert verbs == ["approval.asked", "approval.approve", "approval.closed", "approval.cleared"]


def test_a1_nothing_is_cleared_without_its_approvals(cast):
    ask(cast, size=6_000)
    answer(cast.bo)
    with pytest.raises(NeedsAnotherApprover) as refused:
        clear(cast)
    assert refused.value.missing == 1
    assert not Clearance.objects.exists()


def test_a3_answers_and_clearances_are_never_edited(cast):
    ask(cast)
    answer(cast.bo)
    clear(cast)
    for rows in (Decision.objects, Clearance.objects, Round.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(digest=TWO)
    for rows in (Decision.objects, Clearance.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete(using="default")


def test_a3_a_closed_round_takes_no_answer_even_by_hand(cast):
    asked = ask(cast)
    answer(cast.bo, "return", reason="Say where.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(
            round=asked,
            digest=ONE,
            staff=cast.carla,
            kind="approve",
            scope="*",
            authenticated_at=clock.db_now(),
            session_mac="x",
            at=clock.db_now(),
            expires_at=clock.db_now() + timedelta(hours=1),
        )


def test_a4_a_stale_digest_is_refused_and_records_nothing(cast):
    ask(cast, digest=TWO)
    with pytest.raises(StaleDigest) as refused:
        answer(cast.bo, digest=ONE)
    assert (refused.value.shown, refused.value.current, refused.value.status) == (ONE, TWO, 409)
    assert not Decision.objects.exists()


def test_a5_a_change_after_submission_makes_the_answer_stale(cast):
    ask(cast)
    actions.close(subject=SUBJECT, outcome="voided", by=cast.ana)
    with pytest.raises(StaleDigest):
        answer(cast.bo)
    ask(cast, digest=TWO)
    with pytest.raises(StaleDigest):
        answer(cast.bo)
    answer(cast.bo, digest=TWO)
    with pytest.raises(StaleDigest):
        clear(cast, digest=ONE)


def test_a6_author_submitter_editor_and_narrow_scope_are_refused(cast):
    for staff in (cast.ana, cast.olga, cast.dario):
        RoleGrant.objects.create(staff=staff, role="approver")
    ask(cast, submitter=cast.olga.pk, editors=frozenset({cast.dario.pk}))
    for staff, refusal in (
        (cast.ana, OwnWork),
        (cast.olga, OwnWork),
        (cast.dario, EditedIt),
        (cast.carla, NoScope),
        (cast.vera, NotAnApprover),
        (cast.nobody, NotAnApprover),
    ):
        with pytest.raises(refusal):
            answer(staff)
    assert not Decision.objects.exists()


def test_a6_an_approver_of_all_its_regions_may_decide(cast):
    ask(cast, regions=frozenset({"PL-10"}))
    answer(cast.carla)
    assert clear(cast).approvers == [cast.carla.pk]


def test_a7_a_small_send_to_ones_own_region_waits_ten_minutes(cast):
    asked = ask(
        cast, author=cast.rita.pk, submitter=cast.rita.pk, size=50, regions=frozenset({"PL-10"})
    )
    assert asked.needed == 0
    with pytest.raises(TooEarly):
        clear(cast)
    backdate(Round, opened_at=clock.db_now() - timedelta(minutes=10))
    assert clear(cast).approvers == []


def test_a7_sizes_of_one_author_add_up_over_a_day(cast):
    own = {"author": cast.rita.pk, "submitter": cast.rita.pk, "regions": frozenset({"PL-10"})}
    assert ask(cast, size=30, **own).needed == 0
    assert ask(cast, subject="broadcast:13", digest=TWO, size=30, **own).needed == 1
    assert ask(cast, subject="broadcast:14", digest="3" * 64, size=4_950, **own).needed == 2


def test_a7_what_was_sent_meanwhile_raises_the_tier_at_the_moment_of_sending(cast):
    own = {"author": cast.rita.pk, "submitter": cast.rita.pk, "regions": frozenset({"PL-10"})}
    ask(cast, size=30, **own)
    backdate(Round, opened_at=clock.db_now() - timedelta(minutes=11))
    ask(cast, subject="broadcast:13", digest=TWO, size=40, **own)
    actions.decide(
        subject="broadcast:13",
        digest=TWO,
        kind="approve",
        by=cast.bo,
        authenticated_at=clock.db_now(),
        session_mac="b",
    )
    actions.clear(subject="broadcast:13", digest=TWO, by=cast.olga)
    with pytest.raises(NeedsAnotherApprover):
        clear(cast)


def test_a7_everyone_needs_two_and_one_of_them_for_every_region(cast):
    RoleGrant.objects.create(staff=cast.rita, role="approver")
    ask(cast, everyone=True, size=3, regions=frozenset({"PL-10"}))
    answer(cast.carla)
    answer(cast.rita)
    with pytest.raises(NeedsAnotherApprover) as refused:
        clear(cast)
    assert refused.value.national
    answer(cast.bo)
    assert len(clear(cast).approvers) == 3


def test_a8_step_up_must_be_fresh_and_from_another_session(cast):
    ask(cast, sessions=frozenset({"authors"}))
    for stale in (None, clock.db_now() - timedelta(minutes=5, seconds=1)):
        with pytest.raises(NotFresh):
            answer(cast.bo, authenticated_at=stale)
    with pytest.raises(SameSession):
        answer(cast.bo, session_mac="authors")
    assert not Decision.objects.exists()


def test_a9_above_ten_thousand_the_number_is_typed(cast):
    ask(cast, size=41_200)
    for typed in (None, 4_120):
        with pytest.raises(WrongNumber):
            answer(cast.bo, typed=typed)
    answer(cast.bo, typed=41_200)


def test_a10_a_no_needs_a_reason_and_closes_the_round(cast):
    ask(cast)
    for kind in ("return", "reject"):
        with pytest.raises(ReasonNeeded):
            answer(cast.bo, kind, reason="  ")
    answer(cast.bo, "return", reason="Say where.")
    with pytest.raises(RoundClosed):
        answer(cast.carla)
    assert queries.may_not_edit(SUBJECT) == {cast.bo.pk}
    assert queries.reviewed_at(SUBJECT) is not None


def test_a11_no_answer_within_a_day_is_no(cast):
    ask(cast)
    past = clock.db_now() - timedelta(seconds=1)
    backdate(Round, opened_at=past - timedelta(hours=24), expires_at=past)
    with pytest.raises(RoundClosed):
        answer(cast.bo)
    assert ask(cast, digest=TWO).number == 2
    assert Round.objects.get(number=1).outcome == "expired"


def test_a11_an_approval_expires(cast):
    ask(cast)
    answer(cast.bo)
    backdate(Decision, expires_at=clock.db_now())
    with pytest.raises(NeedsAnotherApprover):
        clear(cast)


def test_a11_a_clearance_expires(cast):
    ask(cast)
    answer(cast.bo)
    minted = clear(cast)
    now = clock.db_now()
    backdate(Clearance, minted_at=now - timedelta(hours=1), expires_at=now)
    with pytest.raises(NotCleared):
        queries.valid_clearance(minted.pk, subject=SUBJECT, digest=ONE)


def test_a13_a_lost_role_voids_the_approval_before_release(cast):
    ask(cast)
    answer(cast.bo)
    cast.bo.grants.all().delete()
    with pytest.raises(NeedsAnotherApprover):
        clear(cast)


@pytest.mark.parametrize("loss", ["role", "region", "account", "second factor"])
def test_a14_release_reads_the_approvers_again(cast, loss):
    ask(cast)
    answer(cast.bo)
    minted = clear(cast)
    if loss == "role":
        cast.bo.grants.all().delete()
    elif loss == "region":
        type(cast.bo).objects.filter(pk=cast.bo.pk).update(every_region=False)
    elif loss == "second factor":
        # From the first live step on an approver without one is no approver.
        Organisation.objects.update_or_create(pk=1, defaults={"mode": "live"})
    else:
        type(cast.bo).objects.filter(pk=cast.bo.pk).update(is_active=False)
    with pytest.raises(NotCleared):
        queries.valid_clearance(minted.pk, subject=SUBJECT, digest=ONE)


def test_a1_a_clearance_is_for_one_subject_and_one_digest(cast):
    ask(cast)
    answer(cast.bo)
    minted = clear(cast)
    for wrong in ({"subject": "broadcast:13"}, {"digest": TWO}):
        with pytest.raises(NotCleared):
            queries.valid_clearance(minted.pk, **({"subject": SUBJECT, "digest": ONE} | wrong))
    with pytest.raises(NotCleared):
        queries.valid_clearance(minted.pk + 1, subject=SUBJECT, digest=ONE)


def test_one_open_round_one_answer_each_and_nothing_without_a_question(cast):
    with pytest.raises(NothingToDecide):
        answer(cast.bo)
    ask(cast, size=6_000)
    with pytest.raises(AlreadyOpen):
        ask(cast, digest=TWO)
    answer(cast.bo)
    with pytest.raises(AlreadyDecided):
        answer(cast.bo, "reject", reason="On second thoughts.")


def test_a_clearance_is_minted_once(cast):
    ask(cast)
    answer(cast.bo)
    clear(cast)
    with pytest.raises(RoundClosed):
        clear(cast)
    assert Clearance.objects.count() == 1


def test_who_can_approve_and_why_the_others_cannot(cast):
    RoleGrant.objects.create(staff=cast.ana, role="approver")
    asked = ask(cast)
    found = {one.staff.name: one for one in queries.possible_approvers(asked.asked)}
    assert {name for name, one in found.items() if one.can} == {"Bo"}
    assert found["Ana"].against == (OwnWork,)
    assert found["Carla"].against == (NoScope,)
    assert all(one.words for one in found.values() if not one.can)


def test_an_audit_entry_that_cannot_be_written_leaves_no_answer(cast, monkeypatch):
    ask(cast)

    def broken(**_detail):
        raise RuntimeError("the log is full")

    monkeypatch.setattr("muster.approvals.actions.rounds.audit.record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        answer(cast.bo)
    assert not Decision.objects.exists()
