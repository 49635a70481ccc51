"""A text is answered by a text, once, to the number it came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from muster.channels.kinds.sms.receive import kannel_text
from muster.delivery.models import CaughtMessage, Direct
from muster.delivery.pump import run_until_idle
from muster.inbox import actions, errors
from muster.inbox.models import Conversation
from muster.kit import clock
from muster.proof.witness.process import Witness
from tests.domains.delivery import texting
from tests.domains.delivery.conftest import World

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(make, monkeypatch) -> World:
    return World(make, monkeypatch)


def arrives(words: str, *, sender: str, name: str) -> Conversation:
    from urllib.parse import urlencode

    query = urlencode({"from": sender, "to": texting.SENDER, "text": words, "id": name})
    incoming = kannel_text(query, now=clock.now())
    assert incoming is not None
    arrival = actions.take_text(incoming=incoming, at=clock.now())
    assert arrival.entry is not None
    return arrival.entry.conversation


def answer(
    thread: Conversation, cast: Cast, text: str = "It’s at the pier", once: str = "one"
) -> None:
    actions.answer(conversation=thread, text=text, by=cast.dario, at=clock.now(), idempotency=once)


def test_words_alone_leave_and_the_reply_finds_the_thread(world: World, cast: Cast) -> None:
    thread = arrives("Where is it?", sender="+447700900003", name="1")
    for _time in range(2):
        answer(thread, cast)
    run_until_idle()
    [caught] = CaughtMessage.objects.all()
    assert (caught.address, bytes(caught.raw)) == ("+447700900003", b"It's at the pier")
    assert Direct.objects.get().kind == "accepted"
    again = arrives("Thanks!", sender="+447700900003", name="2")
    assert again.pk == thread.pk
    assert again.state == "open"


def test_more_than_arrives_as_one_is_not_sent(world: World, cast: Cast) -> None:
    thread = arrives("Where is it?", sender="+447700900003", name="1")
    with pytest.raises(errors.TooManyParts):
        answer(thread, cast, text="a" * 1000)
    assert not Direct.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.enable_socket
def test_live_it_leaves_by_the_gateway(world: World, cast: Cast, settings, tmp_path: Path) -> None:
    world.house(mode="live")
    settings.MUSTER_SMS_SENDER = texting.SENDER
    settings.MUSTER_SMS_HOOK_SECRET = "a-secret-of-thirty-letters-long"
    answer(arrives("Where is it?", sender="+447700900003", name="1"), cast)
    answer(arrives("And when?", sender="+447700900004", name="2"), cast, once="two")
    run_until_idle()
    # Without a gateway it waits; nobody is told that it left.
    assert set(Direct.objects.values_list("state", flat=True)) == {"pending"}
    with Witness.start(tmp_path / "log", "--user", "u", "--password", "p") as witness:
        settings.MUSTER_SMS_URL = f"kannel://u:p@127.0.0.1:{witness.http_port}"
        run_until_idle()
        run_until_idle()
        lines = {line["to"]: line for line in witness.accepted()}
        assert lines.keys() == {"+447700900003", "+447700900004"}
        assert witness.duplicates() == []
    assert set(Direct.objects.values_list("kind", flat=True)) == {"accepted"}
