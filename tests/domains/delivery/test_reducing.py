"""After ninety days a snapshot holds counts and nobody (S8)."""

from datetime import timedelta

from muster.delivery import queries, tokens
from muster.delivery.actions.receipts import hear
from muster.delivery.actions.reducing import reduce_old
from muster.delivery.models import CaughtMessage, ContactSlot, Receipt, Recipient, Reduction
from muster.delivery.pump import run_until_idle
from muster.kit import clock
from tests.domains.delivery.conftest import BY, World

LATER = timedelta(days=91)


def test_after_ninety_days_only_counts_are_left(world: World) -> None:
    world.people(3)
    release = world.release()
    run_until_idle()
    before, regions = queries.tally(release), queries.tally_by_region(release)
    one = Recipient.objects.order_by("id")[0]
    name = tokens.make(tokens.RECIPIENT, one.pk)
    ContactSlot.objects.create(
        person_id=one.person_id, channel="email", week=clock.now().date(), place=1,
        release_id=release.pk,
    )  # fmt: skip
    assert reduce_old(at=clock.now()) == 0
    assert queries.recipient_of(name) == one
    assert reduce_old(at=clock.now() + LATER) == 1
    assert reduce_old(at=clock.now() + LATER) == 0
    assert Reduction.objects.get().recipients == 3
    assert (queries.tally(release), queries.tally_by_region(release)) == (before, regions)
    assert set(Recipient.objects.values_list("address", "person_id")) == {("", 0)}
    assert not CaughtMessage.objects.exists()
    assert not ContactSlot.objects.exists()
    assert queries.recipient_of(name) is None
    assert not hear(
        recipient_id=one.pk, kind="replied", at=clock.now(), source="inbox", event="late", by=BY
    )
    assert not Receipt.objects.exists()


def test_what_is_still_being_sent_keeps_its_people(world: World) -> None:
    world.people(2)
    world.release(waves=(1,), soak_minutes=9000)
    assert reduce_old(at=clock.now() + LATER) == 0
    assert not Reduction.objects.exists()
