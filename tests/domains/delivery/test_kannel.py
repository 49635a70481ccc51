"""A broadcast through a real gateway and back: texts, delivery reports, a reply and a STOP."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.delivery import queries, reports
from muster.delivery.actions import early
from muster.delivery.models import Direct, Receipt
from muster.delivery.pump import run_until_idle
from muster.inbox.models import Conversation
from muster.kit import clock
from muster.people.models import ConsentState
from tests.domains.delivery import texting
from tests.domains.delivery.conftest import World
from tests.fakes import kannel

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.enable_socket,
    pytest.mark.skipif(bool(kannel.missing()), reason=kannel.missing() or "-"),
]


@pytest.fixture
def gateway(world: World, settings, live_server, tmp_path: Path):
    world.house(mode="live")
    settings.MUSTER_SMS_HOOK_SECRET = "a-secret-of-thirty-letters-long"
    settings.MUSTER_SMS_HOOK_URL = live_server.url
    settings.MUSTER_SMS_SENDER = kannel.NUMBER
    texts = reports.hook("sms-kannel-text", settings.MUSTER_SMS_HOOK_SECRET)
    with kannel.Kannel(tmp_path, texts) as running:
        settings.MUSTER_SMS_URL = running.url
        yield running


def kinds() -> list[str]:
    return sorted(Receipt.objects.values_list("kind", flat=True))


def test_there_and_back(world: World, gateway: kannel.Kannel) -> None:
    ana, bo, _cy = (texting.phone(given_name=name) for name in ("Ana", "Łucja", "Cy"))
    released = texting.release(world)
    run_until_idle()
    tally = queries.tally(released)
    assert (tally.accepted, tally.together) == (3, 3)
    texting.until(lambda: early.tend(clock.now()) >= 0 and kinds() == ["delivered"] * 3)

    gateway.write(ana.keys.get().value, "Who is this? I am in Gdynia")
    texting.until(lambda: "replied" in kinds())
    thread = Conversation.objects.get()
    assert (thread.channel, thread.proven, thread.person) == ("sms", True, ana)
    assert thread.messages.get().said == "Who is this? I am in Gdynia"

    gateway.write(bo.keys.get().value, "STOP please?")
    texting.until(lambda: "stopped" in kinds())
    assert set(ConsentState.objects.filter(key__person=bo).values_list("state", flat=True)) == {
        "withdrawn"
    }
    run_until_idle()
    answer = Direct.objects.get()
    assert (answer.address, answer.kind) == (bo.keys.get().value, "accepted")
    assert texting.snapshot(world).size == 2
    assert Conversation.objects.count() == 1
