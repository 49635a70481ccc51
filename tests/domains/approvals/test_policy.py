"""The policy table (A7), corrections (A15) and the cool-down of small houses (A16), pure and on rows."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.accounts.models import Staff
from muster.approvals import actions, queries, standing, tiers
from muster.approvals.eligibility import Candidate
from muster.approvals.errors import NeedsAnotherApprover, TooEarly
from muster.approvals.facts import Facts, fingerprint
from muster.approvals.hours import Hours
from muster.approvals.models import Decision, Policy, Round
from muster.audit.models import Entry
from muster.kit import clock
from tests.domains.approvals.test_rounds import ONE, SUBJECT, TWO, answer, ask, backdate, clear

NOON = datetime(2026, 10, 13, 12, tzinfo=UTC)  # a Tuesday


# --- the table -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "besides", "name"),
    [
        (20, {"channel": "sms", "own_region": True}, "own"),
        (21, {"channel": "sms", "own_region": True}, "small"),
        (1_000, {"channel": "sms"}, "small"),
        (1_001, {"channel": "sms"}, "large"),
        (1_001, {"channel": "pigeon"}, "large"),
        (10, {"new_sender": True, "own_region": True}, "small"),
        (2_000, {"new_sender": True}, "small"),
        (2_001, {"new_sender": True}, "large"),
        (10, {"new_template": True, "own_region": True}, "small"),
        (5_000, {"new_template": True}, "small"),
        (10, {"crisis": True, "own_region": True}, "small"),
        (1_001, {"crisis": True}, "crisis"),
        (10, {"crisis": True, "everyone": True}, "everyone"),
        (2_000_000, {"correction": True, "everyone": True, "crisis": True}, "correction"),
        (500, {"cool_down": True}, "cool-down"),
        (500, {"cool_down": True, "everyone": True}, "cool-down"),
        (501, {"cool_down": True}, "small"),
        (300, {"cool_down": True, "also": 201}, "small"),
        (10, {"own_region": True, "cool_down": True}, "own"),
        (300, {"at_once": True}, "large"),
        (5_001, {"at_once": True}, "large-at-once"),
        (1_001, {"at_once": True, "crisis": True}, "crisis-at-once"),
        (300, {"at_once": True, "everyone": True}, "everyone-at-once"),
        (300, {"at_once": True, "cool_down": True}, "small"),
        (300, {"at_once": True, "correction": True}, "correction"),
    ],
)
def test_a7_a15_a16_the_row_that_binds(size, besides, name):
    assert tiers.tier(size=size, **besides).name == name


FLAGS = st.fixed_dictionaries(
    {
        name: st.booleans()
        for name in ("own_region", "everyone", "new_sender", "new_template", "crisis")
    }
    | {"channel": st.sampled_from(["email", "sms"])}
)


@given(size=st.integers(1, 20_000), also=st.integers(0, 20_000), flags=FLAGS)
def test_a7_more_people_or_anything_unusual_never_needs_fewer(size, also, flags):
    row = tiers.tier(size=size, also=also, **flags)
    order = tiers.POLICY.index
    assert order(tiers.tier(size=size + 1, also=also, **flags)) >= order(row)
    for name in ("everyone", "new_sender", "new_template", "crisis", "at_once"):
        assert order(tiers.tier(size=size, also=also, **(flags | {name: True}))) >= order(row)
    on_the_phone = flags | {"channel": "sms"}
    assert order(tiers.tier(size=size, also=also, **on_the_phone)) >= order(row)


@given(size=st.integers(101, 20_000), also=st.integers(0, 20_000), flags=FLAGS)
def test_a7_all_at_once_takes_one_more_person(size, also, flags):
    row = tiers.tier(size=size, also=also, **flags)
    bold = tiers.tier(size=size, also=also, at_once=True, **flags)
    assert (bold.approvers, bold.national) == (row.approvers + 1, row.national)


# --- nights and weekends ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "off"),
    [
        (datetime(2026, 10, 13, 5, tzinfo=UTC), False),  # 07:00 in Warsaw
        (datetime(2026, 10, 13, 4, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 13, 18, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 13, 19, tzinfo=UTC), True),
        (datetime(2026, 10, 17, 10, tzinfo=UTC), True),  # a Saturday
        (datetime(2026, 10, 18, 23, tzinfo=UTC), True),  # Monday there, but night
    ],
)
def test_a7_night_and_weekend_on_the_clock_of_the_house(at, off):
    assert Hours(zone="Europe/Warsaw").off(at) is off


def yes(staff, *, night, everyone=False):
    who = Candidate(staff, active=True, approver=True, everyone=everyone, regions=frozenset({"R"}))
    return standing.Approval(who, "d", NOON + timedelta(hours=1), off_hours=night)


@pytest.mark.parametrize(
    ("tier", "given_", "missing"),
    [
        (tiers.SMALL, [yes(2, night=False)], 0),
        (tiers.SMALL, [yes(2, night=True)], 1),
        (tiers.SMALL, [yes(2, night=True), yes(3, night=True)], 0),
        (tiers.SMALL, [yes(2, night=True, everyone=True)], 0),
        (tiers.LARGE, [yes(2, night=True), yes(3, night=False)], 1),
        (tiers.LARGE, [yes(2, night=True), yes(3, night=False), yes(4, night=False)], 0),
        (tiers.LARGE, [yes(2, night=True)], 1),
        (tiers.CORRECTION, [yes(2, night=True)], 0),
        (tiers.OWN, [], 0),
    ],
)
def test_a7_what_is_approved_at_night_needs_one_more_or_a_national_one(tier, given_, missing):
    asked = Facts(author=1, submitter=1, size=10, regions=frozenset({"R"}))
    stands = standing.judge(
        facts=asked, digest="d", tier=tier, approvals=given_, opened_at=NOON, now=NOON
    )
    assert stands.missing == missing


def test_a7_a_regional_approval_of_the_night_waits_for_one_more(cast):
    Policy.objects.create(pk=1, day_from=time(0), day_to=time(0), weekends=False)
    ask(cast, regions=frozenset({"PL-10"}))
    answer(cast.carla)
    # No hour of that day was a working hour.
    Policy.objects.update(day_from=time(0), day_to=time(0, 0, 0, 1))
    with pytest.raises(NeedsAnotherApprover) as refused:
        clear(cast)
    assert "at night" in refused.value.message
    answer(cast.bo)
    assert clear(cast).approvers == [cast.carla.pk, cast.bo.pk]


# --- what is new ------------------------------------------------------------------------------


def test_a7_a_sender_or_template_is_new_until_something_of_it_was_let_go(cast, no_nights):
    sender = fingerprint("Havsvakt", "post@havsvakt.example")
    assert sender == fingerprint(" havsvakt", "POST@havsvakt.example")
    assert "havsvakt" not in sender
    ask(cast, sender=sender, template="template:3")
    assert queries.is_new(sender=sender)
    answer(cast.bo)
    clear(cast)
    assert not queries.is_new(sender=sender)
    assert not queries.is_new(template="template:3")
    assert queries.is_new(sender=fingerprint("Havsvakt", "other@havsvakt.example"))
    assert not queries.is_new(template="")
    from muster.approvals.models import Clearance

    long_ago = clock.db_now() - timedelta(days=90, seconds=1)
    backdate(Clearance, minted_at=long_ago, expires_at=long_ago + timedelta(hours=1))
    assert queries.is_new(sender=sender)


def test_a7_facts_of_rounds_from_before_are_still_read():
    old = {
        "author": 1,
        "submitter": 2,
        "size": 3,
        "channel": "email",
        "everyone": False,
        "regions": [],
        "editors": [],
        "sessions": [],
    }
    facts = Facts.from_json(old)
    assert not facts.new_sender
    assert Facts.from_json(facts.as_json()) == facts


# --- corrections ------------------------------------------------------------------------------


def test_a15_a_correction_needs_one_approver_whatever_its_size(cast, no_nights):
    asked = ask(cast, size=2_000_000, everyone=True, correction=True)
    assert (asked.tier, asked.needed) == ("correction", 1)
    with pytest.raises(NeedsAnotherApprover):
        clear(cast)
    answer(cast.bo, typed=2_000_000)
    assert clear(cast).tier == "correction"


def test_a15_the_duty_list_shows_who_can_approve_now(cast):
    from muster.accounts.models import Organisation, StaffSession

    now = clock.db_now()
    StaffSession.objects.create(staff=cast.carla, fingerprint="f", started_at=now, seen_at=now)
    duty = queries.on_duty()
    assert [(one.staff, one.everywhere) for one in duty] == [(cast.carla, False), (cast.bo, True)]
    assert duty[0].seen_at == now
    Organisation.objects.update_or_create(pk=1, defaults={"mode": "live"})
    assert queries.on_duty() == []  # nobody has a second factor


# --- cool-down --------------------------------------------------------------------------------


@pytest.fixture
def small_house(cast, no_nights):
    Staff.objects.exclude(pk__in=[cast.ana.pk, cast.olga.pk]).update(is_active=False)
    Policy.objects.update(cool_down=True)
    return cast


def test_a16_one_person_of_a_small_house_sends_after_fifteen_minutes(small_house):
    cast = small_house
    asked = ask(cast, size=500)
    assert (asked.tier, asked.needed) == ("cool-down", 0)
    backdate(Round, opened_at=clock.db_now() - timedelta(minutes=14, seconds=50))
    with pytest.raises(TooEarly) as early:
        clear(cast)
    assert "15 minutes" in early.value.message
    backdate(Round, opened_at=clock.db_now() - timedelta(minutes=15))
    minted = clear(cast)
    assert minted.unchecked
    assert (minted.tier, minted.approvers) == ("cool-down", [])
    said = Entry.objects.get(verb="approval.cleared").detail
    assert (said["tier"], said["second_person"]) == ("cool-down", False)


def test_a16_it_is_never_more_than_five_hundred_a_day(small_house):
    cast = small_house
    assert ask(cast, size=300).tier == "cool-down"
    assert ask(cast, size=201, subject="broadcast:13", digest=TWO).tier == "small"
    assert ask(cast, size=501, subject="broadcast:14", digest="3" * 64).tier == "small"


def test_a16_it_ends_with_the_third_member_of_staff(small_house):
    cast = small_house
    ask(cast, size=100)
    backdate(Round, opened_at=clock.db_now() - timedelta(minutes=15))
    Staff.objects.filter(pk=cast.bo.pk).update(is_active=True)
    with pytest.raises(NeedsAnotherApprover):
        clear(cast)
    answer(cast.bo)
    assert not clear(cast).unchecked
    assert Decision.objects.count() == 1


def test_a16_it_is_off_until_somebody_turns_it_on(cast, no_nights):
    Staff.objects.exclude(pk__in=[cast.ana.pk, cast.olga.pk]).update(is_active=False)
    assert ask(cast, size=100).tier == "small"


def test_a14_what_bound_at_the_clearance_binds_at_the_release(cast, no_nights):
    own = {"author": cast.rita.pk, "submitter": cast.rita.pk, "regions": frozenset({"PL-10"})}
    ask(cast, size=30, **own)
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
    answer(cast.bo)
    backdate(Round, opened_at=clock.db_now() - timedelta(minutes=11))
    minted = clear(cast)
    assert (minted.tier, minted.round.tier) == ("small", "own")
    cast.bo.grants.all().delete()
    from muster.approvals.errors import NotCleared

    with pytest.raises(NotCleared):
        queries.valid_clearance(minted.pk, subject=SUBJECT, digest=ONE)
