"""What our own seeds answer is heard for what it proves, by mail and by text."""

from email.message import EmailMessage

from muster.channels.kinds.email import receive as email
from muster.delivery import tokens
from muster.delivery.actions import returns, seeds
from muster.delivery.models import SeedSend
from muster.delivery.pump import run_until_idle
from muster.inbox import actions
from muster.kit import clock
from tests.domains.delivery.conftest import BY, World, world

__all__ = ["world"]


def _sent(world: World, role: str) -> SeedSend:
    seeds.add(channel="email", address="seed@seeds.example", role=role, by=BY)
    world.people(2)
    release = world.release(waves=(1,), seeds=True, soak_minutes=600)
    run_until_idle()
    return SeedSend.objects.get(release=release)


def _answer(**headers: str) -> None:
    message = EmailMessage()
    for name, value in {
        "From": "seed@seeds.example",
        "Subject": "Re: Beach clean",
        **headers,
    }.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hello, I am out this week and will read it on Monday.")
    now = clock.now()
    actions.receive(incoming=email.parse(message.as_bytes(), received_at=now), at=now)


def test_a_reply_is_heard_by_the_name_it_answers(world: World) -> None:
    send = _sent(world, "replies")
    name = tokens.message_id(tokens.make(tokens.SEED, send.pk), "mail.havsvakt.example")
    _answer(In_Reply_To=name, From="somewhere@else.example")
    send.refresh_from_db()
    assert send.heard_at is not None


def test_a_reply_without_a_name_is_heard_by_its_address(world: World) -> None:
    send = _sent(world, "replies")
    _answer(From="nobody@else.example")
    send.refresh_from_db()
    assert send.heard_at is None
    _answer()
    send.refresh_from_db()
    assert send.heard_at is not None


def test_a_bounce_is_heard_by_its_return_path(world: World) -> None:
    send = _sent(world, "bounces")
    token = tokens.make(tokens.SEED, send.pk)
    told = {"names": [tokens.return_path(token, "mail.havsvakt.example")], "source": "dsn"}
    assert returns.note(**told, kind="bounced", at=clock.now(), event="b", by=BY)
    assert not returns.note(**told, kind="bounced", at=clock.now(), event="b", by=BY)
    send.refresh_from_db()
    assert send.heard_at is not None
