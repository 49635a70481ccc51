"""Tracking calls become people and facts once, and a browser’s word changes nobody."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.activity.queries import timeline
from muster.kit import faults
from muster.people.models import IdentityKey, Person
from muster.sources import actions, queries
from muster.sources.kinds.segment import calls
from muster.sources.models import Arrival, Source

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def site(cast):
    return actions.add_source(kind="segment", name="Website", by=cast.olga)


def key_of(site, cast, power="server"):
    return queries.write_key(actions.add_key(source=site, power=power, by=cast.olga))


def send(key, *batch):
    events = list(calls.events("batch", {"batch": list(batch)}, NOW))
    receipt = actions.ingest(key=key, events=events, received_at=NOW)
    actions.absorb()
    return receipt


def told(kind, value):
    key = IdentityKey.objects.get(kind=kind, value=value)
    return [
        (fact.kind, fact.ref) for fact in reversed(timeline([key.pk], limit=50)) if "." in fact.kind
    ]


IDENTIFY = {
    "type": "identify",
    "userId": "u1",
    "traits": {"email": "ann@people.example", "name": "Ann Nowak"},
}
TRACK = {"type": "track", "userId": "u1", "event": "Song Played", "messageId": "m1"}


def test_events_become_one_person_and_facts(cast, site):
    receipt = send(
        key_of(site, cast), IDENTIFY, TRACK, {"type": "page", "userId": "u1", "name": "Join"}
    )
    assert (receipt.taken, receipt.repeated, receipt.dropped) == (3, 0, ())
    ann = Person.objects.get()
    assert (ann.given_name, ann.family_name) == ("Ann", "Nowak")
    assert [t for t in told("external", "website:u1") if t[0] != "person.added"] == [
        ("identity.told", None), ("event.tracked", "Song Played"), ("page.viewed", "Join"),
    ]  # fmt: skip
    assert not Arrival.objects.exists()
    site.refresh_from_db()
    assert (site.taken_count, site.last_at) == (3, NOW)


def test_calls_whose_batch_broke_are_taken_in_once_all_the_same(cast, site, monkeypatch):
    monkeypatch.setattr(faults, "_seen", {})
    monkeypatch.setattr(faults, "ARMED", "tracking.before_commit:1:raise")
    send(key_of(site, cast), IDENTIFY, TRACK)
    assert told("external", "website:u1").count(("event.tracked", "Song Played")) == 1
    assert faults._seen["tracking.before_commit"] == 2
    site.refresh_from_db()
    assert (site.taken_count, Arrival.objects.count()) == (2, 0)


def test_an_identify_finds_the_person_of_that_address(cast, site, make):
    ann = make.person(email="ann@people.example")
    send(key_of(site, cast), IDENTIFY)
    assert IdentityKey.objects.get(value="website:u1").person_id == ann.pk


def test_a_message_counts_once_also_in_another_call(cast, site):
    key = key_of(site, cast)
    assert send(key, TRACK, TRACK).repeated == 1
    assert send(key, TRACK).repeated == 1
    assert told("external", "website:u1").count(("event.tracked", "Song Played")) == 1


def test_the_same_message_id_of_another_source_is_another_message(cast, site):
    other = actions.add_source(kind="segment", name="App", by=cast.olga)
    assert send(key_of(site, cast), TRACK).taken == 1
    assert send(key_of(other, cast), TRACK).taken == 1


def test_anonymous_steps_become_the_persons_when_a_server_says_so(cast, site):
    key = key_of(site, cast)
    send(key, {"type": "page", "anonymousId": "browser-1", "name": "Home"})
    assert not Person.objects.exists()
    send(key, IDENTIFY | {"anonymousId": "browser-1"})
    browser = IdentityKey.objects.get(kind="browser")
    assert browser.person == Person.objects.get()


def test_a_browser_key_only_claims(cast, site, make):
    ann = make.person(email="ann@people.example", given_name="Ann")
    key = key_of(site, cast, "browser")
    send(key, {"type": "identify", "anonymousId": "browser-1", "userId": "u9",
               "traits": {"email": "ann@people.example", "name": "Mallory"}},
         {"type": "track", "userId": "u9", "event": "Donation", "properties": {"amount": 5}})  # fmt: skip
    ann.refresh_from_db()
    assert ann.given_name == "Ann"
    assert Person.objects.count() == 1
    assert set(IdentityKey.objects.filter(kind="browser").values_list("person", flat=True)) == {
        None
    }
    assert not IdentityKey.objects.filter(kind="external").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activity_fact WHERE amount IS NOT NULL")
        assert cursor.fetchone() == (0,)


def test_an_alias_joins_the_browser_of_before(cast, site):
    key = key_of(site, cast)
    send(key, {"type": "page", "anonymousId": "browser-1", "name": "Home"})
    send(key, {"type": "alias", "previousId": "browser-1", "userId": "u1"})
    assert IdentityKey.objects.get(kind="browser").person == Person.objects.get()


def test_two_orders_of_one_number_are_one_gift(cast, site):
    order = {"type": "track", "userId": "u1", "event": "Order Completed",
             "properties": {"revenue": 14.99, "currency": "EUR", "order_id": "o1"}}  # fmt: skip
    key = key_of(site, cast)
    send(key, order | {"messageId": "a"})
    send(key, order | {"messageId": "b"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount, currency FROM activity_fact WHERE amount IS NOT NULL")
        assert cursor.fetchall() == [(1499, "EUR")]


def test_the_orders_of_a_batch_are_claimed_together_and_each_counts_once(cast, site):
    orders = [
        {"type": "track", "userId": f"u{n % 3}", "event": "Order Completed", "messageId": f"m{n}",
         "properties": {"revenue": 5 + n, "currency": "EUR", "order_id": f"o{n % 4}"}}
        for n in range(12)
    ]  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        send(key_of(site, cast), *orders)
    assert len([one for one in asked if "sources_seengift" in one["sql"]]) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM activity_fact WHERE amount IS NOT NULL ORDER BY amount")
        assert cursor.fetchall() == [(500,), (600,), (700,), (800,)]


def test_what_is_dropped_is_counted_by_reason(cast, site):
    receipt = send(key_of(site, cast), TRACK, {"type": "track", "userId": "u1"})
    assert (receipt.taken, len(receipt.dropped)) == (1, 1)
    [(words, count)] = queries.refusals(site)
    assert (words, count) == ("This event lacks “event”, which its type needs.", 1)


def test_a_paused_source_takes_nothing_and_says_so(cast, site):
    key = key_of(site, cast)
    actions.pause(source=site, by=cast.olga)
    key.source.refresh_from_db()
    receipt = send(key, TRACK)
    assert (receipt.taken, receipt.dropped[0].code) == (0, "paused")
    actions.resume(source=site, by=cast.olga)
    key.source.refresh_from_db()
    assert send(key, TRACK).taken == 1


def test_a_call_that_breaks_does_not_stop_the_others(cast, site, monkeypatch):
    key = key_of(site, cast)
    from muster.sources.actions import absorbing

    real = absorbing.meaning.of

    def breaks(event, **more):
        if event.name == "Poison":
            raise RuntimeError("poison")
        return real(event, **more)

    monkeypatch.setattr(absorbing.meaning, "of", breaks)
    send(key, TRACK | {"event": "Poison", "messageId": "p"})
    send(key, TRACK)
    for _again in range(3):
        actions.absorb()
    assert ("event.tracked", "Song Played") in told("external", "website:u1")
    assert Arrival.objects.get().problem == "RuntimeError"
    assert ("The event could not be stored; see the log.", 1) in queries.refusals(site)


def test_only_a_fingerprint_of_a_key_is_kept(cast, site):
    raw = actions.add_key(source=site, power="server", by=cast.olga)
    key = queries.write_key(raw)
    assert raw not in (key.digest, key.hint)
    actions.revoke_key(key=key, by=cast.olga)
    assert queries.write_key(raw) is None


def test_a_name_is_taken_once(cast, site):
    from muster.sources.errors import NameTaken

    with pytest.raises(NameTaken):
        actions.add_source(kind="segment", name=" Website ", by=cast.olga)
    assert Source.objects.count() == 1


def test_a_call_that_waits_too_long_is_a_finding(cast, site, monkeypatch):
    from datetime import timedelta

    from muster.sources import standing

    assert standing.taken_in().ok
    key = key_of(site, cast)
    events = list(calls.events("batch", {"batch": [TRACK]}, NOW))
    actions.ingest(key=key, events=events, received_at=NOW - timedelta(minutes=10))
    found = standing.taken_in()
    assert (found.ok, found.blocking) == (False, False)
    assert "muster worker" in found.fix
    actions.absorb()
    assert standing.taken_in().ok


def test_a_flood_gives_other_jobs_their_turn(cast, site, monkeypatch):
    from muster.sources.actions import absorbing

    monkeypatch.setattr(absorbing, "EVENTS_AT_ONCE", 1)
    called = []
    monkeypatch.setattr(absorbing, "absorb_soon", lambda: called.append(True))
    key = key_of(site, cast)
    for number in range(3):
        events = calls.events("batch", {"batch": [TRACK | {"messageId": f"m{number}"}]}, NOW)
        actions.ingest(key=key, events=events, received_at=NOW)
    assert (actions.absorb(within=0.0), len(called)) == (1, 1)
    assert (actions.absorb(), len(called)) == (2, 1)
