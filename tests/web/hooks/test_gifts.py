"""The signed door for gifts: who may call, what a call changes, and that it changes it once."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from muster.activity.models import Fact
from muster.gifts.models import Entry
from muster.people.models import ConsentState, IdentityKey, Person
from muster.sources import actions
from muster.sources.kinds.gifts import signing
from muster.sources.models import Refusal, WriteKey
from tests.trials import trials

pytestmark = pytest.mark.django_db
ADDRESS = "/hooks/gifts/shop/"
ANN = {"email": "ann@people.example", "given_name": "Ann"}
GIFT = {
    "id": "p-1",
    "amount": "10.50",
    "currency": "EUR",
    "at": "2026-03-01T12:00:00Z",
    "donor": ANN,
}
BACK = {"type": "refund", "id": "r-1", "of": "p-1", "amount": "4.00", "currency": "EUR"}


@pytest.fixture
def source(cast):
    return actions.add_source(kind="segment", name="Shop", by=cast.olga)


@pytest.fixture
def key(cast, source):
    return actions.add_key(source=source, power="gifts", by=cast.olga)


def call(key, said, *, at=None, header=None):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    signed = header or signing.sign(key, body, at=int(time.time()) if at is None else at)
    return Client().post(
        ADDRESS, body, content_type="application/json", headers={"Muster-Signature": signed}
    )


def facts(kind):
    return Fact.objects.filter(kind__name=kind).count()


def test_gifts_and_refunds_stand_in_the_ledger_once_however_often_they_come(key):
    for _turn in range(3):
        answer = call(key, {"gifts": [BACK, GIFT]})
        assert answer.status_code == 200, answer.text
    assert answer.json() == {"success": True, "taken": 0, "repeated": 2, "refused": [], "noted": []}
    assert sorted(Entry.objects.values_list("minor", flat=True)) == [-400, 1050]
    assert (facts("gift.received"), facts("gift.refunded")) == (1, 1)
    assert IdentityKey.objects.get(kind="email").person.given_name == "Ann"
    assert not ConsentState.objects.exists()


def test_one_report_may_stand_alone_and_a_refund_takes_what_is_left(key):
    assert call(key, GIFT).json()["taken"] == 1
    call(key, BACK)
    assert call(key, {"type": "refund", "id": "r-2", "of": "p-1"}).json()["taken"] == 1
    assert sum(Entry.objects.values_list("minor", flat=True)) == 0
    more = call(key, {"type": "refund", "id": "r-3", "of": "p-1"}).json()
    assert more["refused"][0]["code"] == "too_much"


def test_a_refund_before_its_gift_is_asked_for_again(key):
    early = call(key, {"gifts": [BACK, GIFT | {"id": "p-2"}]})
    assert (early.status_code, early.json()["taken"]) == (409, 1)
    call(key, GIFT)
    assert call(key, BACK).json()["taken"] == 1


def test_whoever_cannot_sign_sees_no_page(key, source, cast):
    body = json.dumps(GIFT).encode()
    now = int(time.time())
    good = signing.sign(key, body, at=now)
    wrong = [
        "", "t=,v1=", "v1=" + good.partition("v1=")[2], good.replace(f"t={now}", f"t={now + 1}"),
        signing.sign("another", body, at=now), signing.sign(key, b"another", at=now),
        signing.sign(key, body, at=now - 301), signing.sign(key, body, at=now + 400), "t=٣,v1=x", "é",
    ]  # fmt: skip
    for header in wrong:
        assert call(key, GIFT, header=header or " ").status_code == 404
    assert Client().get(ADDRESS).status_code in {404, 405}
    actions.revoke_key(key=WriteKey.objects.get(), by=cast.olga)
    assert call(key, GIFT).status_code == 404
    assert not Entry.objects.exists()


def test_the_key_stands_nowhere_and_is_no_key_for_tracking(key):
    held = WriteKey.objects.get()
    assert key not in {held.digest, held.hint}
    answer = Client().post(
        "/v1/track", json.dumps({"userId": "1", "event": "x", "writeKey": key}), content_type="application/json"
    )  # fmt: skip
    assert answer.status_code == 401


def test_a_paused_source_is_asked_again_later(key, source, cast):
    actions.pause(source=source, by=cast.olga)
    answer = call(key, GIFT)
    assert (answer.status_code, answer["Retry-After"]) == (503, "3600")


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"id": ""}, "no_number"), ({"id": "x" * 121}, "no_number"), ({"id": {}}, "no_number"),
        ({"amount": "-1"}, "amount"), ({"amount": 0}, "amount"), ({"amount": "1e9"}, "amount"),
        ({"amount": None}, "amount"), ({"currency": "euro"}, "currency"), ({"at": "1 March"}, "day"),
        ({"type": "loan"}, "kind"), ({"donor": {"email": "ann"}}, "no_donor"), ({"donor": 7}, "no_donor"),
        ({"note": "x" * 33_000}, "large"), ({"type": "refund"}, "of"),
    ],
)  # fmt: skip
def test_a_report_that_is_wrong_is_named_and_costs_only_itself(key, spoilt, code):
    told = call(key, {"gifts": [GIFT | {"id": "good"}, GIFT | spoilt, 7]}).json()
    assert told["taken"] == 1
    assert [one["code"] for one in told["refused"]] == [code, "not_object"]
    assert all(one["reason"] for one in told["refused"])
    assert set(Refusal.objects.values_list("code", flat=True)) == {code, "not_object"}


def test_a_phone_that_cannot_be_read_is_left_out_and_said(key):
    told = call(key, GIFT | {"donor": ANN | {"phone": "12"}}).json()
    assert (told["taken"], told["noted"][0]["code"]) == (1, "bad_phone")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'"x"', b"[" * 5_000, b'{"a":' * 60 + b"1" + b"}" * 60, b"NaN"],
)
def test_a_signed_call_that_is_none_is_refused_in_words(key, body):
    answer = call(key, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "call")
    assert answer.json()["message"]


def test_a_call_too_large_keeps_nothing(key):
    assert call(key, b"[" + b" " * 300_000 + b"]").status_code in {404, 413}
    assert not Person.objects.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
SHAPES = st.fixed_dictionaries(
    {},
    optional={
        name: JSON | st.sampled_from([GIFT.get(name), BACK.get(name)])
        for name in ("id", "type", "of", "amount", "currency", "at", "purpose", "donor")
    },
)


def test_no_shape_of_a_call_is_a_fault_of_ours(key):
    @trials(60, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(SHAPES | JSON, max_size=3) | JSON)
    def asked(gifts):
        answer = call(key, {"gifts": gifts})
        assert answer.status_code in {200, 400, 409}
        if answer.status_code != 400 and isinstance(gifts, list):
            told = answer.json()
            assert told["taken"] + told["repeated"] + len(told["refused"]) == len(gifts)

    asked()
