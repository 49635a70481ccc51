"""Pulling from Action Network: whoever is unsubscribed there never becomes mailable here, in any order."""

from __future__ import annotations

import importlib.util
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_socket

from muster.kit.actors import system
from muster.people import actions as people
from muster.people.models import ConsentState, IdentityKey, Person, Suppression
from muster.people.suppressing import address_mac
from muster.sources import actions
from muster.sources.actions import pulling
from muster.sources.kinds.action_network import pages
from muster.sources.models import Pull, Refusal, Source
from tests.fakes.action_network import TOKEN, ActionNetwork, person

SHARED = Path(os.environ.get("MUSTER_SHARED") or Path(__file__).resolve().parents[4] / "shared")
FIXTURES = SHARED / "data" / "osdi" / "parsons" / "action_network_fixtures.json"
pytestmark = pytest.mark.django_db
ANN = "ann@people.example"
THEN = "2026-03-01T12:00:00Z"
MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOT_SUBSCRIBED = [
    "unsubscribed",
    "bouncing",
    "spam complaint",
    "previous bounce",
    "spam complaints",
    "Unsubscribed",
    "something new",
]


@pytest.fixture
def source(cast):
    return pulling.connect(name="Our group", token=TOKEN, by=cast.olga)


@pytest.fixture
def loopback():
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    yield
    pytest_socket.disable_socket(allow_unix_socket=True)


def take(source, *found):
    return pulling.take(source=source, page=list(found), at=datetime.now(UTC))[0]


def mailable(email=ANN):
    states = ConsentState.objects.filter(key__kind="email", key__value=email, state="granted")
    shut = Suppression.objects.filter(address_mac=address_mac("email", email))
    return states.exists() and not shut.exists()


def says_yes(at, email=ANN):
    key = IdentityKey.objects.get(kind="email", value=email)
    claims = [people.Claim("email", "news", "granted", at, evidence="paper", wording="Yes.")]
    people.resolve(
        known=[people.Known(keys=[("email", email)], consents=claims)],
        source="paper",
        by=system("test"),
        at=datetime.now(UTC),
    )
    return key


@pytest.mark.parametrize("status", ["subscribed", *NOT_SUBSCRIBED])
def test_no_status_makes_anybody_mailable(source, status):
    take(source, person(1, ANN, status=status))
    assert Person.objects.count() == 1
    assert not mailable()


@pytest.mark.parametrize("status", NOT_SUBSCRIBED)
def test_their_no_ends_an_older_yes_of_ours(source, make, status):
    make.person(email=ANN)
    says_yes(MOMENT - timedelta(days=30))
    assert mailable()
    take(source, person(1, ANN, status=status, modified=THEN))
    assert not mailable()


@pytest.mark.parametrize("status", NOT_SUBSCRIBED)
def test_an_older_yes_that_comes_later_and_a_second_pull_change_nothing(source, status):
    take(source, person(1, ANN, status=status, modified=THEN))
    says_yes(MOMENT - timedelta(days=30))
    assert not mailable()
    take(source, person(1, ANN, status=status, modified=THEN))
    assert not mailable()
    take(source, person(1, ANN, status="subscribed", modified="2026-04-01T12:00:00Z"))
    assert not mailable()


def test_the_no_reaches_the_address_wherever_it_stands_here(source, make):
    make.person(email=ANN)
    says_yes(MOMENT - timedelta(days=30))
    take(source, person(1, "other@people.example"))
    both = person(1, "other@people.example", modified=THEN)
    both["email_addresses"].append({"address": ANN, "status": "unsubscribed"})
    take(source, both)
    assert not mailable()


def test_a_person_of_theirs_comes_with_name_place_and_tags(source):
    counts = take(
        source, person(1, ANN, **{"action_network:tags": ["climate"]}), {}, person(2, "no address")
    )
    assert (counts["new"], counts["refused"]) == (2, 1)
    ann = IdentityKey.objects.get(kind="email", value=ANN).person
    assert (ann.given_name, ann.country, ann.postcode) == ("Given1", "US", "10001")
    assert Refusal.objects.get().code == "no_key"
    assert not take(source, person(1, ANN))["changed"]


@pytest.mark.parametrize(
    "strange",
    [
        {"email_addresses": 3},
        {"identifiers": {}, "postal_addresses": ["x"]},
        {"given_name": [], "languages_spoken": "en", "modified_date": 7},
    ],
)
def test_no_shape_of_a_person_breaks_the_page(source, strange):
    counts = take(source, person(1, ANN), person(2, "bo@people.example") | strange)
    assert counts["new"] >= 1


def run(source, fake, client=pages.Direct):
    waits = []
    pulling.pull(
        source_id=source.pk, asking=lambda token: client(token, fake.home), wait=waits.append
    )
    return Pull.objects.get(source=source), waits


def many(count=60):
    return [person(number, f"p{number}@people.example") for number in range(1, count + 1)]


def test_every_page_is_read_once_and_then_only_what_changed(source, loopback):
    with ActionNetwork(many()) as fake:
        made, _waits = run(source, fake)
        assert (made.counts["new"], made.problem, Person.objects.count()) == (60, "", 60)
        assert [one["page"] for one in fake.asked if one["path"] == "people"] == [
            "1",
            "2",
            "3",
            "4",
        ]
        fake.people[3] |= {"modified_date": THEN, "given_name": "Ann"}
        made, _waits = run(source, fake)
        assert made.counts["changed"] == 1
        assert all("modified_date gt" in one["filter"] for one in fake.asked[-2:])
    assert Source.objects.get().taken_count == 61


def test_it_waits_as_long_as_it_is_asked_to(source, loopback):
    with ActionNetwork(many(1)) as fake:
        fake.bad = [(429, {"Retry-After": "7"}), (503, {})]
        made, waits = run(source, fake)
    assert (waits, made.problem, Person.objects.count()) == ([7.0, 2.0], "", 1)


def test_a_run_that_fails_says_so_and_the_next_begins_where_the_last_whole_one_ended(
    source, loopback
):
    with ActionNetwork(many()) as fake:
        fake.bad = [(503, {})] * pages.TRIES
        made, _waits = run(source, fake)
        assert (made.problem, made.failures, made.read_to) == ("busy", 1, None)
        made, _waits = run(source, fake)
        assert (made.problem, made.failures) == ("", 0)
        assert Person.objects.count() == 60


def test_a_wrong_token_is_named_and_never_shown(source, loopback):
    Pull.objects.update(token=pulling.secrets.seal(b"wrong", pulling.PURPOSE))
    with ActionNetwork(many(1)) as fake:
        made, _waits = run(source, fake)
    assert made.problem == "token"
    assert b"wrong" not in bytes(made.token)


def test_two_workers_never_run_at_once_and_a_paused_source_not_at_all(source, cast, loopback):
    with ActionNetwork(many(1)) as fake:
        Pull.objects.update(running_since=datetime.now(UTC))
        run(source, fake)
        Pull.objects.update(running_since=None)
        actions.pause(source=source, by=cast.olga)
        run(source, fake)
        assert fake.asked == []


@pytest.mark.skipif(
    importlib.util.find_spec("parsons") is None,
    reason="the connector of parsons (extra action-network) is not installed",
)
def test_the_connector_of_parsons_reads_the_same(source, loopback):
    with ActionNetwork(many()) as fake:
        fake.bad = [(429, {"Retry-After": "1"})]
        made, _waits = run(source, fake, pages.Connector)
    assert (made.counts["new"], made.problem) == (60, "")
