"""Nothing goes without leave, twice, in another mode, from a copy, or to half an audience."""

from datetime import timedelta

import pytest

from muster.accounts.models import Organisation
from muster.approvals.errors import NotCleared
from muster.delivery import actions, fence, queries
from muster.delivery.actions import fences
from muster.delivery.documents import digest, read
from muster.delivery.fence import FenceDiffers, Token
from muster.delivery.models import CaughtMessage, Recipient, Release
from muster.delivery.pump import run_until_idle
from muster.kit import clock
from muster.people import actions as people
from tests.domains.delivery.conftest import BY, World


def test_without_clearance_nothing(world: World) -> None:
    world.people(1)
    document = world.document()
    with pytest.raises(NotCleared):
        actions.release(document_id=document.pk, clearance_id=0, by=BY)
    assert not Release.objects.exists()


def test_never_twice(world: World) -> None:
    world.people(1)
    document = world.document()
    world.release(document)
    with pytest.raises(actions.AlreadyReleased):
        world.release(document)
    run_until_idle()
    run_until_idle()
    assert CaughtMessage.objects.count() == 1


def test_any_change_is_another_digest(world: World) -> None:
    world.people(1)
    snapshot = world.snapshot()
    body = world.body(snapshot)
    assert digest(body) == digest(body.to_json())
    assert digest(world.body(snapshot, per_minute=1)) != digest(body)
    assert read(world.document(snapshot)) == body


def test_training_stays_training(world: World) -> None:
    world.people(1)
    document = world.document()
    Organisation.objects.update(mode="live")
    with pytest.raises(actions.NotReleasable):
        world.release(document)


def test_a_release_waits_while_the_mode_differs(world: World) -> None:
    world.people(1)
    release = world.release()
    Organisation.objects.update(mode="team")
    run_until_idle()
    assert queries.tally(release).pending == 1


def test_a_copy_sends_nothing_until_confirmed(world: World) -> None:
    world.people(1)
    release = world.release()
    there = fence.in_database()
    fence.write(Token("another disk", 7))
    run_until_idle()
    assert queries.tally(release).pending == 1
    with pytest.raises(FenceDiffers):
        fence.demand()
    assert not fence.question().ok
    fences.confirm(by=BY)
    assert fence.in_database() != there
    run_until_idle()
    assert queries.tally(release).accepted == 1


def test_half_gone_is_a_broken_source(world: World) -> None:
    world.people(5)
    document = world.document()
    for recipient in Recipient.objects.order_by("id")[:3]:
        people.suppress(kind="email", value=recipient.address, reason="bounce", by=BY)
    with pytest.raises(actions.AudienceShrank):
        world.release(document)


def test_a_document_about_other_people_is_refused(world: World) -> None:
    world.people(2)
    document = world.document()
    Recipient.objects.order_by("id").first().delete()
    with pytest.raises(actions.NotReleasable):
        world.release(document)


def test_nothing_after_the_end(world: World) -> None:
    world.people(2)
    release = world.release()
    Release.objects.update(not_after=clock.now() - timedelta(seconds=1))
    run_until_idle()
    assert queries.tally(release).expired == 2
    assert not CaughtMessage.objects.exists()


def test_outside_the_window_people_wait(world: World) -> None:
    world.people(1)
    now = clock.now()
    opens, closes = now + timedelta(hours=3), now + timedelta(hours=4)
    release = world.release(window_from=f"{opens:%H:%M}", window_to=f"{closes:%H:%M}")
    # The window is local to Łódź, one or two hours ahead of UTC: three to four hours on is outside.
    run_until_idle()
    assert queries.tally(release).pending == 1
