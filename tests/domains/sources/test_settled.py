"""What is settled without resolving leaves the very facts and people that resolving would."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from muster.people.actions import forget_person
from muster.people.models import IdentityClaim, IdentityKey, Person
from muster.sources import actions, queries
from muster.sources.actions import absorbing
from muster.sources.kinds.segment import calls
from tests.trials import beside_fixtures

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
USERS, BROWSERS = ["u1", "u2", "u3"], ["browser-1", "browser-2", "browser-3"]
TRAITS = {"email": st.sampled_from(["a@people.example", "b@people.example"]),
          "firstName": st.sampled_from(["Ann", "Bo"])}  # fmt: skip
EVENT = st.fixed_dictionaries(
    {"type": st.sampled_from(["track", "page", "identify", "alias"]), "event": st.just("Done"),
     "previousId": st.sampled_from(BROWSERS + USERS)},
    optional={"userId": st.sampled_from(USERS), "anonymousId": st.sampled_from(BROWSERS),
              "traits": st.fixed_dictionaries({}, optional=TRAITS)},
)  # fmt: skip
ROUNDS = st.lists(
    st.tuples(st.sampled_from(["server", "server", "browser"]), st.lists(EVENT, max_size=6)),
    min_size=1,
    max_size=4,
)


@beside_fixtures(80)
@given(ROUNDS, st.none() | st.integers(0, 3))
def test_the_quick_way_is_the_plain_way(cast, rounds, erased):
    plain = played(cast, rounds, erased, quick=False)
    assert played(cast, rounds, erased, quick=True) == plain


def played(cast, rounds, erased, *, quick):
    real = absorbing._settled
    absorbing._settled = real if quick else lambda *_told: None
    try:
        with transaction.atomic():
            left = play(cast, rounds, erased)
            transaction.set_rollback(True)
    finally:
        absorbing._settled = real
    return left


def play(cast, rounds, erased):
    site = actions.add_source(kind="segment", name="Website", by=cast.olga)
    keys = {
        power: queries.write_key(actions.add_key(source=site, power=power, by=cast.olga))
        for power in ("server", "browser")
    }
    for number, (power, batch) in enumerate(rounds):
        events = list(calls.events("batch", {"batch": batch}, NOW))
        actions.ingest(key=keys[power], events=events, received_at=NOW)
        actions.absorb()
        person = Person.objects.filter(erased_at=None).order_by("id").first()
        if number == erased and person is not None:
            forget_person(person=person, by=cast.olga)
    return facts(), people(), claims()


def facts():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.kind, k.value, n.name, r.name, f.at, f.data FROM activity_fact f"
            " JOIN activity_kind n ON n.id = f.kind_id LEFT JOIN activity_ref r ON r.id = f.ref_id"
            " LEFT JOIN people_identitykey k ON k.id = f.key_id"
            " WHERE n.name NOT LIKE 'person.%%' ORDER BY f.id"
        )
        return cursor.fetchall()


def people():
    owned = {}
    for kind, value, person in IdentityKey.objects.order_by("kind", "value").values_list(
        "kind", "value", "person"
    ):
        owned.setdefault(person, []).append((kind, value))
    alone = owned.pop(None, [])
    names = dict(Person.objects.values_list("pk", "given_name"))
    return sorted((keys, names[person]) for person, keys in owned.items()), alone


def claims():
    return sorted(IdentityClaim.objects.values_list("key__value", "kind", "value"))
