"""What is heard after a message left: once, in any order, and what follows for the address."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from muster.delivery.actions.receipts import UnknownKindOfReceipt, hear
from muster.delivery.models import Outcome, Receipt, Recipient, Release
from muster.kit import faults
from muster.kit.faults import InjectedFault
from muster.people.models import ConsentEntry, ConsentState, IdentityKey, Suppression
from tests.domains.delivery.conftest import BY, sent_once

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_events = count(1)


def say(recipient: Recipient, kind: str, **values: object) -> bool:
    plain = {"at": NOW, "source": "dsn", "event": f"event {next(_events)}", "by": BY}
    return hear(recipient_id=recipient.pk, kind=kind, **(plain | values))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def once(module_db: None) -> int:
    """Two people got something: made once, since it takes longer than what is heard of it."""
    return sent_once(2).pk


@pytest.fixture
def sent(once: int, db: None) -> Release:
    return Release.objects.get(pk=once)


@pytest.fixture
def one(sent: Release) -> Recipient:
    found = Recipient.objects.filter(snapshot=sent.snapshot_id).order_by("id").first()
    assert found is not None
    return found


def facts(recipient: Recipient) -> list[str]:
    from muster.activity import queries

    found = queries.timeline([recipient.key_id], limit=50)
    return [fact.kind for fact in found if fact.kind.startswith("message.")]


def test_the_same_event_is_heard_once(one: Recipient) -> None:
    assert say(one, "delivered", event="a")
    assert not say(one, "delivered", event="a")
    assert say(one, "delivered", event="a", source="anymail:postmark")
    assert Receipt.objects.count() == 2
    assert facts(one).count("message.delivered") == 1


def test_a_hard_bounce_suppresses_the_address(one: Recipient) -> None:
    assert not Suppression.objects.exists()
    assert say(one, "bounced", code="5.1.1")
    assert Suppression.objects.get().reason == "bounced"
    assert "message.bounced" in facts(one)
    # A bounce is about the address; what its owner agreed to stands in the ledger untouched.
    assert ConsentState.objects.get(key=one.key_id).state == "granted"


def test_a_complaint_suppresses_and_withdraws(one: Recipient) -> None:
    say(one, "complained")
    assert Suppression.objects.get().reason == "complained"
    assert ConsentState.objects.get(key=one.key_id).state == "withdrawn"
    assert ConsentEntry.objects.filter(key=one.key_id).latest("id").source == "dsn"
    assert "message.complained" in facts(one)


def test_stop_withdraws_the_purpose_and_suppresses_nothing(one: Recipient) -> None:
    say(one, "stopped", source="site")
    assert ConsentState.objects.get(key=one.key_id).state == "withdrawn"
    assert not Suppression.objects.exists()


def test_five_soft_bounces_over_a_week_are_a_dead_address(one: Recipient) -> None:
    for day in (0, 1, 2, 3):
        say(one, "soft", at=NOW + timedelta(days=day))
    assert not Suppression.objects.exists()
    say(one, "soft", at=NOW + timedelta(days=7))
    assert Suppression.objects.get().reason == "bounced often"


def test_five_soft_bounces_in_a_day_or_over_a_year_are_not(one: Recipient) -> None:
    for hour in range(6):
        say(one, "soft", at=NOW + timedelta(hours=hour))
    for month in range(1, 5):
        say(one, "soft", at=NOW + timedelta(days=100 * month))
    assert not Suppression.objects.exists()


def test_whose_message_nobody_knows_changes_nothing(one: Recipient) -> None:
    one.pk += 1_000_000
    assert not say(one, "bounced")
    assert not Receipt.objects.exists()


def test_an_unknown_kind_is_a_mistake_of_the_caller(one: Recipient) -> None:
    with pytest.raises(UnknownKindOfReceipt):
        say(one, "opened")


def test_a_receipt_names_nobody(one: Recipient) -> None:
    say(one, "bounced", detail=f"550 5.1.1 <{one.address}>: no such\nuser \x00 here")
    assert Receipt.objects.get().detail == "550 5.1.1 <…>: no such user here"


def test_of_an_erased_person_only_the_count_grows(one: Recipient) -> None:
    from muster.people.actions import forget_person
    from muster.people.models import Person

    forget_person(person=Person.objects.get(pk=one.person_id), by=BY)
    before = Suppression.objects.count()
    assert say(one, "complained")
    assert Suppression.objects.count() == before
    assert not IdentityKey.objects.filter(pk=one.key_id).exists()


def test_what_a_server_answered_about_an_erased_person_goes(one: Recipient, sent: Release) -> None:
    from muster.people.actions import forget_person
    from muster.people.models import Person

    Outcome.objects.create(
        release=sent, parcel_id=0, recipient=one, kind="refused", at=NOW,
        detail=f"550 <{one.address}>",
    )  # fmt: skip
    count = Outcome.objects.filter(recipient=one).count()
    forget_person(person=Person.objects.get(pk=one.person_id), by=BY)
    assert not Outcome.objects.filter(recipient=one).exclude(detail="").exists()
    assert Outcome.objects.filter(recipient=one).count() == count


def test_broken_between_store_and_effect_nothing_is_left(
    one: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "ARMED", "receipt.after_store_before_apply:1:raise")
    monkeypatch.setattr(faults, "_seen", {})
    with pytest.raises(InjectedFault):
        say(one, "bounced", event="once")
    assert not Receipt.objects.exists()
    assert not Suppression.objects.exists()
    monkeypatch.setattr(faults, "ARMED", "")
    assert say(one, "bounced", event="once")
    assert Suppression.objects.exists()
