"""Standing clearances (A19): granted by people, drawn within caps, voided by any change, on real rows."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.urls import reverse

from muster.approvals import actions, queries
from muster.approvals.errors import (
    CapReached,
    NeedsAnotherApprover,
    NoStanding,
    NotCleared,
    StaleDigest,
    StandingChanged,
    WrongCaps,
)
from muster.approvals.facts import Facts
from muster.approvals.models import Clearance, Policy, StandingClearance
from muster.approvals.recurring import Recurring
from muster.audit.models import Entry
from muster.delivery import actions as delivery
from muster.delivery.models import LetterRow, Release
from muster.kit import clock
from muster.kit.actors import system
from muster.kit.errors import Refused
from tests.domains.approvals.test_rounds import backdate
from tests.domains.delivery.conftest import World

BY = system("journey")
WELCOME = Recurring(
    subject="journey:3",
    version="journey:3 v1",
    entry={"is": "joined"},
    texts={"en": "Welcome"},
    per_day=20,
    total=50,
    days=90,
)


def asked(cast, what=WELCOME, **changes):
    fields = {"author": cast.ana.pk, "submitter": cast.ana.pk, "size": what.total}
    facts = Facts(**(fields | {"regions": frozenset({"PL-10"})} | changes))
    return actions.open_round(subject=what.subject, digest=what.digest, facts=facts, by=cast.ana)


def agreed(cast, what=WELCOME):
    asked(cast, what)
    actions.decide(
        subject=what.subject,
        digest=what.digest,
        kind="approve",
        by=cast.bo,
        authenticated_at=clock.db_now(),
        session_mac="bo",
    )
    return actions.grant_standing(what=what, by=cast.bo)


def draw(count=1, *, what=WELCOME, run="journey:3/run:1", digest="a" * 64):
    return actions.draw(what=what, run=run, digest=digest, count=count, by=BY)


@pytest.fixture
def standing(cast, no_nights):
    return agreed(cast)


def test_a19_it_is_granted_from_approvals_of_this_very_digest(cast, no_nights):
    asked(cast)
    with pytest.raises(NeedsAnotherApprover):
        actions.grant_standing(what=WELCOME, by=cast.bo)
    with pytest.raises(StaleDigest):
        actions.grant_standing(what=replace(WELCOME, texts={"en": "Hello"}), by=cast.bo)
    assert not StandingClearance.objects.exists()


def test_a19_large_totals_need_as_many_people_as_one_large_send(cast, no_nights):
    assert asked(cast, replace(WELCOME, total=6_000)).needed == 2


@pytest.mark.parametrize(
    "wrong", [{"per_day": 0}, {"per_day": 51}, {"days": 91}, {"days": 0}], ids=str
)
def test_a19_caps_cap_something_and_it_ends_after_ninety_days(cast, no_nights, wrong):
    with pytest.raises(WrongCaps):
        agreed(cast, replace(WELCOME, **wrong))


def test_a19_the_total_that_was_read_is_the_total_that_is_granted(cast, no_nights):
    asked(cast, size=10)
    with pytest.raises(WrongCaps):
        actions.grant_standing(what=WELCOME, by=cast.bo)


def test_a19_a_run_takes_from_the_caps_and_is_written_down(standing):
    drawn = draw(15)
    assert (drawn.standing, drawn.count, drawn.approvers) == (standing, 15, standing.approvers)
    assert queries.drawn(standing) == 15
    assert queries.within_standing(subject="journey:3", digest=WELCOME.digest, count=5)
    assert not queries.within_standing(subject="journey:3", digest=WELCOME.digest, count=6)
    assert Entry.objects.get(verb="standing.drawn").detail["count"] == 15
    assert queries.valid_clearance(drawn.pk, subject="journey:3/run:1", digest="a" * 64) == drawn


def test_a19_the_same_run_draws_once(standing):
    assert draw(15) == draw(15)
    assert queries.drawn(standing) == 15


@pytest.mark.parametrize(("cap", "first", "second"), [("day", 15, 6), ("total", 20, 31)])
def test_a19_a_run_that_would_pass_a_cap_stops_and_asks(cast, no_nights, cap, first, second):
    made = agreed(cast, replace(WELCOME, per_day=50 if cap == "total" else 20))
    what = replace(WELCOME, per_day=made.per_day)
    draw(first, what=what)
    with pytest.raises(CapReached) as refused:
        draw(second, what=what, run="journey:3/run:2")
    assert refused.value.cap == cap
    made.refresh_from_db()
    assert (made.ended_why, made.ended_by) == (cap, "system:cap")
    told = LetterRow.objects.filter(kind="standing-stopped").values_list("address", flat=True)
    assert sorted(told) == sorted([cast.ana.email, cast.bo.email])
    with pytest.raises(NoStanding):
        draw(1, what=what, run="journey:3/run:3")
    assert queries.drawn(made) == first


def test_a19_the_cap_of_a_day_begins_anew_at_midnight(standing):
    draw(20)
    began = queries.day_began(clock.db_now())
    backdate(Clearance, minted_at=began - timedelta(minutes=1))
    draw(20, run="journey:3/run:2")
    assert queries.drawn(standing) == 40


@pytest.mark.parametrize(
    "change", [{"version": "journey:3 v2"}, {"texts": {"en": "Hello"}}, {"entry": {"is": "gave"}}]
)
def test_a19_any_change_voids_it(standing, change):
    with pytest.raises(StandingChanged):
        draw(1, what=replace(WELCOME, **change))
    standing.refresh_from_db()
    assert standing.ended_why == "changed"
    with pytest.raises(NoStanding):
        draw(1)


def test_a19_it_expires(standing):
    now = clock.db_now()
    backdate(StandingClearance, granted_at=now - timedelta(days=90), expires_at=now)
    with pytest.raises(NoStanding):
        draw(1)


def test_a13_it_stops_when_an_approver_loses_the_right(cast, standing):
    drawn = draw(1)
    cast.bo.grants.all().delete()
    with pytest.raises(NoStanding):
        draw(1, run="journey:3/run:2")
    with pytest.raises(NotCleared):
        queries.valid_clearance(drawn.pk, subject=drawn.subject, digest=drawn.digest)
    standing.refresh_from_db()
    assert standing.ended_at is None  # the next approver may still agree to it


def test_a19_revoking_ends_it_and_what_was_drawn_and_not_yet_let_go(cast, standing):
    drawn = draw(1)
    actions.revoke_standing(subject="journey:3", by=cast.vera)
    with pytest.raises(NotCleared):
        queries.valid_clearance(drawn.pk, subject=drawn.subject, digest=drawn.digest)
    with pytest.raises(NoStanding):
        actions.revoke_standing(subject="journey:3", by=cast.vera)


def test_a19_the_rows_are_never_edited_and_the_caps_hold_by_hand_too(standing):
    for fields in ({"total": 10**6}, {"digest": "f" * 64}, {"expires_at": clock.db_now()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            StandingClearance.objects.update(**fields)
    with pytest.raises(DatabaseError), transaction.atomic():
        StandingClearance.objects.all()._raw_delete(using="default")
    now = clock.db_now()
    with pytest.raises(DatabaseError), transaction.atomic():
        Clearance.objects.create(
            standing=standing,
            subject="x",
            digest="a" * 64,
            count=51,
            minted_at=now,
            expires_at=now + timedelta(hours=1),
        )


def test_a19_delivery_lets_a_run_go_under_what_it_drew_and_for_no_more_people(
    cast, make, monkeypatch, standing
):
    world = World(make, monkeypatch)
    world.people(3)
    snapshot = world.snapshot(subject="journey:3/run:1")
    document = world.document(snapshot)
    few = draw(2, digest=document.digest)
    with pytest.raises(NotCleared):
        delivery.release(document_id=document.pk, clearance_id=few.pk, by=BY)
    other = world.document(world.snapshot(subject="journey:3/run:2"))
    drawn = draw(3, run="journey:3/run:2", digest=other.digest)
    with pytest.raises(NotCleared):
        delivery.release(document_id=document.pk, clearance_id=drawn.pk, by=BY)
    let_go = delivery.release(document_id=other.pk, clearance_id=drawn.pk, by=BY)
    assert Release.objects.get() == let_go


def test_a19_the_page_shows_what_is_left_and_ends_it(cast, client_for, standing):
    draw(15)
    page = client_for(cast.vera).get(reverse("office:standing"))
    assert "1 message may leave again and again" in page.text
    assert "15 of 20" in page.text
    assert "15 of 50" in page.text
    assert client_for(cast.nobody).get(reverse("office:standing")).status_code == 404
    address = reverse("office:standing-revocation", args=[standing.pk])
    assert client_for(cast.nobody).post(address).status_code == 404
    assert "Revoked" in client_for(cast.vera).post(address, follow=True).text
    assert client_for(cast.vera).post(address).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a19_thirty_runs_at_once_never_pass_a_cap(transactional_db):
    from datetime import time

    from tests.cast import make_cast

    cast = make_cast()
    Policy.objects.create(pk=1, day_from=time(0), day_to=time(0), weekends=False)
    made = agreed(cast)
    line, came = threading.Barrier(30), []

    def run(number):
        close_old_connections()
        try:
            line.wait()
            draw(3, run=f"journey:3/run:{number}")
            came.append("drawn")
        except Refused as refused:
            came.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert came.count("drawn") == 6  # 18 of 20; the seventh would pass it
    assert came.count("CapReached") == 1
    assert came.count("NoStanding") == 23
    assert queries.drawn(made) == 18
