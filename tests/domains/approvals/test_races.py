"""Twenty threads at one barrier: whatever the order, no leave to send without its approvals (T4)."""

import threading
from collections import Counter
from functools import partial

import pytest
from django.db import close_old_connections, connection

from muster.accounts.models import RoleGrant, Staff
from muster.approvals import actions
from muster.approvals.facts import Facts
from muster.approvals.models import Clearance, Decision, Round
from muster.kit import clock
from muster.kit.errors import Refused
from tests.cast import make_cast

SUBJECT = "broadcast:7"
ONE = "1" * 64
THREADS = 20

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db):
    from muster.places.models import Region

    # Earlier transactional tests may have emptied the table that a migration fills.
    Region.objects.get_or_create(
        code="PL-10",
        defaults={
            "country": "PL",
            "name": "Łódzkie",
            "zone": "Europe/Warsaw",
            "latitude": 51,
            "longitude": 19,
        },
    )
    return make_cast()


def together(jobs):
    """Run all jobs from one starting line; return what each came back with."""
    line = threading.Barrier(len(jobs))
    results = [None] * len(jobs)

    def run(number, job):
        close_old_connections()
        try:
            line.wait()
            results[number] = job() or "done"
        except Refused as refused:
            results[number] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(results), "every loser gets a refusal in words"
    return Counter(
        "done" if isinstance(one, (Decision, Clearance, Round, str)) and one not in NAMES else one
        for one in results
    )


NAMES = {
    "AlreadyDecided",
    "StaleDigest",
    "RoundClosed",
    "NeedsAnotherApprover",
    "AlreadyOpen",
    "NothingToDecide",
    "EditedIt",
}


def approve(staff, digest=ONE):
    return actions.decide(
        subject=SUBJECT,
        digest=digest,
        kind="approve",
        by=staff,
        authenticated_at=clock.db_now(),
        session_mac=str(staff.pk),
    )


def ask(cast, size, digest=ONE):
    facts = Facts(
        author=cast.ana.pk, submitter=cast.ana.pk, size=size, regions=frozenset({"PL-10"})
    )
    return actions.open_round(subject=SUBJECT, digest=digest, facts=facts, by=cast.ana)


def approvers(count):
    made = []
    for number in range(count):
        staff = Staff.objects.create(
            email=f"a{number}@staff.example", name=f"A{number}", every_region=True
        )
        RoleGrant.objects.create(staff=staff, role="approver")
        made.append(staff)
    return made


def test_a3_one_person_pressing_twenty_times_counts_once(cast):
    ask(cast, 6_000)
    came = together([lambda: approve(cast.bo)] * THREADS)
    assert came == {"done": 1, "AlreadyDecided": THREADS - 1}
    assert Decision.objects.count() == 1


def test_a1_twenty_releases_mint_one_clearance(cast):
    ask(cast, 100)
    approve(cast.bo)
    came = together([lambda: actions.clear(subject=SUBJECT, digest=ONE, by=cast.olga)] * THREADS)
    assert came == {"done": 1, "RoundClosed": THREADS - 1}
    assert Clearance.objects.count() == 1


def test_a5_answers_releases_and_a_change_at_once_never_send_what_nobody_approved(cast):
    staff = approvers(8)
    for turn in range(3):
        digest = str(turn) * 64
        ask(cast, 6_000, digest)
        jobs = [partial(approve, who, digest) for who in staff]
        jobs += [partial(actions.clear, subject=SUBJECT, digest=digest, by=cast.olga)] * 8
        jobs += [lambda: actions.close(subject=SUBJECT, outcome="voided", by=cast.ana)] * 4
        together(jobs)
        asked = Round.objects.get(subject=SUBJECT, digest=digest)
        assert not asked.is_open
        cleared = Clearance.objects.filter(digest=digest)
        if asked.outcome == "cleared":
            assert len(set(cleared.get().approvers)) >= 2
        else:
            assert not cleared.exists()


def test_a7_twenty_small_sends_at_once_cannot_all_slip_under_the_tier(cast):
    def send(number):
        facts = Facts(
            author=cast.rita.pk, submitter=cast.rita.pk, size=10, regions=frozenset({"PL-10"})
        )
        return actions.open_round(
            subject=f"broadcast:{number}", digest=f"{number:064x}", facts=facts, by=cast.rita
        )

    together([lambda number=number: send(number) for number in range(THREADS)])
    assert Round.objects.filter(needed=0).count() == 5
    assert Round.objects.filter(needed=1).count() == THREADS - 5
