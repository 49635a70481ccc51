"""Texts from people to outcomes: printed once, handed over once, and a halt between two of them."""

from __future__ import annotations

import contextlib
import signal
import threading
from pathlib import Path

import pytest

from muster.channels.base import Receipt
from muster.channels.kinds.sms import gsm
from muster.channels.kinds.sms.http import Answer
from muster.delivery import actions, preflight, preview, prices, queries, reports, texts, tokens
from muster.delivery.actions import seeds
from muster.delivery.documents import Wording
from muster.delivery.liquid import Fields
from muster.delivery.models import CaughtMessage, Kind, Outcome, Recipient, SeedSend
from muster.delivery.pump import run_until_idle, worker
from muster.delivery.pump.idle import NotIdle
from muster.delivery.pump.textlane import Rest
from muster.delivery.textpress import how_to_stop
from muster.kit.scope import Scope
from muster.people import actions as people
from muster.people.models import IdentityKey
from muster.proof.nursery import Child
from muster.proof.witness.process import Witness
from tests import processes
from tests.domains.delivery import texting
from tests.domains.delivery.conftest import BY, World

LIVE = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]


class TestPrinted:
    def test_it_says_who_and_how_to_stop(self, world: World) -> None:
        texting.phone()
        shown = preview.render(texting.body(world, texting.snapshot(world)), {"first_name": "Ana"})
        assert shown.text == (
            "[Training] Havsvakt: Hi Ana, beach clean on Saturday\nStop? Reply STOP"
        )

    def test_a_name_cannot_be_answered_so_it_has_a_link(self, world: World, settings) -> None:
        settings.MUSTER_SMS_SENDER = "Havsvakt"
        person = texting.phone()
        texting.release(world)
        run_until_idle()
        words = bytes(CaughtMessage.objects.get().raw).decode()
        assert "Stop: https://havsvakt.example/stop/" in words
        from muster.people import stop_tokens

        said = stop_tokens.read(words.rpartition("/stop/")[2].strip("/"))
        assert said is not None
        assert said.key_id == IdentityKey.objects.get(person=person).pk

    def test_what_was_previewed_is_what_was_caught(self, world: World) -> None:
        texting.phone(given_name="Zażółć\nBcc: x\x00")
        released = texting.release(world)
        run_until_idle()
        [caught], [recipient] = CaughtMessage.objects.all(), Recipient.objects.all()
        shown = preview.render(texting.body(world, released.snapshot), recipient.merge)
        assert preview.of_caught(caught).text == shown.text
        assert shown.text.count("\n") == 1
        assert queries.recipient_of(caught.message_id) == recipient
        assert caught.title.startswith("[Training] Havsvakt: Hi Zażółć")

    def test_conditions_and_languages_choose_the_text(self, world: World) -> None:
        frozen = world.snapshot
        texting.phone()
        wordings = (
            Wording(
                language="en",
                subject="",
                text='{% if first_name == "Ana" %}You{% else %}Hi{% endif %}',
            ),
            Wording(language="pl", subject="", text="Czesc"),
        )
        made = texting.body(world, frozen(channel="sms"), texts=wordings, sender_name="")
        assert preview.render(made, {"first_name": "Ana"}).text.startswith("[Training] You")
        assert preview.render(made, {"first_name": "Bo"}).text.startswith("[Training] Hi")
        assert "Czesc" in preview.render(made, {}, language="pl").text

    @pytest.mark.parametrize("language", ["en", "it", "pl", "fr"])
    def test_the_foot_is_cheap_in_every_language(self, language: str) -> None:
        assert gsm.fits(how_to_stop(language))


class TestCost:
    def test_parts_are_counted_over_real_values(self, world: World, settings) -> None:
        settings.MUSTER_SMS_PRICES = "EUR 44=3.9 48=4.5 *=10"
        texting.phones(2)
        texting.phone(number="+48500600700", given_name="Łucja")
        texting.phone(number="+12025550100")
        frozen = texting.snapshot(world)
        made = texting.body(world, frozen, text="{{ first_name }} " + "a" * 75)
        found = texts.cost(made, frozen)
        # One “Ł” makes hers two parts; the others stay in one.
        assert (found.people, found.parts, found.most, found.wide) == (4, 5, 2, 1)
        assert (found.minor, found.currency, found.unpriced) == (27, "EUR", ())
        assert (made.cost_minor, made.currency, made.extra["parts"]) == (27, "EUR", 5)

    def test_foreseen_it_is_what_it_will_be(self, world: World, settings) -> None:
        settings.MUSTER_SMS_PRICES = "EUR *=5"
        texting.phones(2)
        texting.phone(given_name="  ")
        choice = {"fields": Fields(frozenset({"first_name"}), frozenset({"first_name"}))}
        frozen = texting.snapshot(world, **choice)
        text = "{{ first_name }} " + "a" * 150
        before = texts.cost(texting.body(world, frozen, text=text), frozen)
        foreseen = actions.foresee_snapshot(
            subject="broadcast:1", members_sql="SELECT id FROM people_person", params=(),
            channel="sms", purpose="news", scope=Scope.EVERYONE, **choice,
        )  # fmt: skip
        assert texts.cost(texting.body(world, frozen, text=text), foreseen) == before
        assert (before.people, before.parts, before.minor) == (2, 4, 20)

    def test_the_meter_counts_the_frame_too(self, world: World) -> None:
        texting.phone()
        made = texting.body(world, texting.snapshot(world), text="x")
        # A bracket takes two places.
        assert texts.meter(made, {}).used == len("[Training] Havsvakt: x\nStop? Reply STOP") + 2

    def test_prices_are_read_or_refused(self) -> None:
        found = prices.read("EUR 1=2 1242=9, *=5.5")
        assert [
            str(found.of(number)) for number in ("+12425550100", "+12025550100", "+48500600700")
        ] == ["9", "2", "5.5"]
        assert prices.read("EUR 44=1").of("+48500600700") is None
        for wrong in ("44=3", "EUR", "EUR 44=x", "euro 44=1"):
            with pytest.raises(prices.NotPrices):
                prices.read(wrong)


def test_muster_check_says_what_texts_need(settings) -> None:
    def fix() -> tuple[bool, str]:
        found = reports.question()
        return found.ok, found.fix

    assert fix() == (True, "")
    settings.MUSTER_SMS_URL = "kannel://sms.example"
    assert fix() == (False, "Mend that setting.")
    settings.MUSTER_SMS_URL = "kannel://u:p@127.0.0.1:13013"
    assert "MUSTER_SMS_SENDER" in fix()[1]
    settings.MUSTER_SMS_SENDER = texting.SENDER
    assert "MUSTER_SMS_HOOK_SECRET" in fix()[1]
    settings.MUSTER_SMS_HOOK_SECRET = "a-secret-of-thirty-letters-long"
    assert "MUSTER_SMS_PRICES" in fix()[1]
    settings.MUSTER_SMS_PRICES = "EUR *=4"
    assert fix() == (True, "")


class TestPreflight:
    def blocks(self, world: World, **values) -> set[str]:
        frozen = texting.snapshot(world)
        found = preflight.check(texting.body(world, frozen, **values), frozen)
        return {one.code for one in found if one.level == "block"}

    def test_training_needs_no_gateway_and_shows_the_cost(self, world: World) -> None:
        texting.phone()
        frozen = texting.snapshot(world)
        found = preflight.check(texting.body(world, frozen), frozen)
        assert [one.code for one in found if one.level == "block"] == []
        [cost] = [one.words for one in found if one.code == "cost"]
        assert cost.startswith("1 part in all")

    def test_live_needs_gateway_sender_prices_and_an_ear(self, world: World, settings) -> None:
        world.house(mode="live")
        texting.phone()
        assert self.blocks(world) == {"gateway", "sms-sender", "prices"}
        settings.MUSTER_SMS_URL = "kannel://u:p@127.0.0.1:13013"
        settings.MUSTER_SMS_SENDER, settings.MUSTER_SMS_PRICES = texting.SENDER, "EUR 44=4"
        assert self.blocks(world) == {"stop-words"}
        settings.MUSTER_SMS_HOOK_SECRET = "a-secret-of-thirty-letters-long"
        assert self.blocks(world) == set()
        settings.MUSTER_SMS_BUDGET = 3
        assert self.blocks(world) == {"budget"}
        settings.MUSTER_SMS_SENDER = "A name too long for it"
        assert "sms-sender" in self.blocks(world)

    def test_long_texts_and_wrong_fields_are_stopped(self, world: World) -> None:
        texting.phone()
        assert self.blocks(world, text="a" * 1000) == {"parts"}
        assert self.blocks(world, text="  ") == {"text"}

    def test_a_place_most_do_not_live_in_is_stopped(self, world: World) -> None:
        texting.phones(3, country="PL", postcode="00-001", region="PL-14")
        assert "place" in self.blocks(world, text="Come to the Łódzkie meeting")


def test_stopped_and_suppressed_are_held_back(world: World) -> None:
    one, other, _third = texting.phones(3)
    released = texting.release(world)
    key = IdentityKey.objects.get(person=one)
    people.stop(key_id=key.pk, purpose="news", by=BY)
    people.suppress(kind="phone", value=other.keys.get().value, reason="test", by=BY)
    run_until_idle()
    tally = queries.tally(released)
    assert (tally.accepted, tally.suppressed) == (1, 2)


def test_team_mode_reaches_no_telephone(world: World) -> None:
    world.house(mode="team")
    texting.phone()
    released = texting.release(world)
    run_until_idle()
    assert queries.tally(released).suppressed == 1


class TestLive:
    pytestmark = LIVE

    @pytest.fixture(params=["kannel", "twilio"])
    def scene(self, request, world: World, settings, tmp_path: Path):
        world.house(mode="live")
        settings.MUSTER_SMS_SENDER = texting.SENDER
        settings.MUSTER_SMS_HOOK_SECRET = "a-secret-of-thirty-letters-long"
        settings.MUSTER_SMS_CONNECTIONS = 4
        with Witness.start(tmp_path / "log", "--user", "u", "--password", "p") as witness:
            settings.MUSTER_SMS_URL = f"{request.param}://u:p@127.0.0.1:{witness.http_port}"
            yield world, witness

    def test_everyone_gets_one(self, scene) -> None:
        world, witness = scene
        texting.phones(30)
        released = texting.release(world)
        run_until_idle()
        tally = queries.tally(released)
        assert (tally.accepted, tally.together, tally.completed) == (30, 30, True)
        lines = witness.accepted()
        assert {line["to"] for line in lines} == set(
            Recipient.objects.values_list("address", flat=True)
        )
        names = {tokens.read(line["id"]).id for line in lines}
        assert names == set(Recipient.objects.values_list("id", flat=True))
        assert witness.duplicates() == []
        assert set(Outcome.objects.values_list("code", flat=True)) <= {201, 202}

    def test_each_answer_has_its_end(self, scene) -> None:
        world, witness = scene
        texting.phones(60)
        witness.control(refuse=0.2, busy=0.2, drop_reply=0.2)
        released = texting.release(world)
        run_until_idle()
        tally = queries.tally(released)
        assert min(tally.refused, tally.pending, tally.unknown, tally.accepted) > 0
        assert tally.together == 60
        arrived = {line["to"] for line in witness.accepted()}
        ended = Outcome.objects.values_list("kind", "recipient__address")
        assert {to for kind, to in ended if kind == Kind.ACCEPTED} <= arrived
        assert arrived.isdisjoint(to for kind, to in ended if kind in {"refused", "temporary"})
        assert witness.duplicates() == []

    def test_a_wrong_password_marks_nobody(self, scene, settings) -> None:
        world, witness = scene
        settings.MUSTER_SMS_URL = settings.MUSTER_SMS_URL.replace("u:p@", "u:wrong@")
        texting.phones(3)
        released = texting.release(world)
        stop = threading.Event()
        pump = threading.Thread(target=worker.run, args=(stop,))
        pump.start()
        stop.wait(1.5)
        stop.set()
        pump.join(timeout=60)
        assert queries.tally(released).pending == 3
        assert not Outcome.objects.exists()
        settings.MUSTER_SMS_URL = settings.MUSTER_SMS_URL.replace("u:wrong@", "u:p@")
        run_until_idle()
        assert queries.tally(released).accepted == 3
        assert witness.duplicates() == []

    def test_w8_a_suspended_account_halts_and_marks_nobody_as_refused(self, scene) -> None:
        world, witness = scene
        texting.phones(12)
        released = texting.release(world)
        witness.control(suspended=True)
        stop = threading.Event()
        pump = threading.Thread(target=worker.run, args=(stop,))
        pump.start()
        texting.until(released.halts.exists)
        stop.set()
        pump.join(timeout=60)
        assert released.halts.get().metric == "suspended"
        tally = queries.tally(released)
        assert (tally.refused, tally.accepted, tally.together) == (0, 0, 12)
        assert witness.accepted() == []

    def test_a_halt_takes_effect_between_two_texts(self, scene) -> None:
        world, witness = scene
        texting.phones(120)
        witness.control(delay=0.02)
        released = texting.release(world)
        stop = threading.Event()
        pump = threading.Thread(target=worker.run, args=(stop,))
        pump.start()
        texting.until(lambda: len(witness.accepted()) > 10)
        halted = actions.halt(release=released, by=BY)
        stop.wait(1.0)
        late = [line for line in witness.accepted() if float(line["at"]) > halted.at.timestamp()]
        named = {one.recipient.address for one in queries.in_flight_at_halt(released)}
        stop.set()
        pump.join(timeout=60)
        tally = queries.tally(released)
        assert tally.pending > 0
        assert tally.together == 120
        assert len(late) <= 2 * 4
        assert {line["to"] for line in late} <= named

    @pytest.mark.parametrize(
        "point", ["intent.after_commit:20", "net.after_accept_before_reply_read:20"]
    )
    def test_a_kill_costs_no_duplicate_and_no_silence(self, scene, settings, point: str) -> None:
        world, witness = scene
        texting.phones(40)
        released = texting.release(world)
        killed = pump(settings, f"{point}:kill9")
        assert killed.wait(timeout=90) == -signal.SIGKILL
        run_until_idle()
        tally = queries.tally(released)
        arrived = {line["to"] for line in witness.accepted()}
        ended = Outcome.objects.filter(kind="accepted").values_list("recipient__address", flat=True)
        assert witness.duplicates() == []
        assert (tally.together, tally.completed) == (40, True)
        assert tally.unknown <= settings.MUSTER_SMS_CONNECTIONS
        assert set(ended) <= arrived
        assert tally.accepted + tally.unknown == 40

    def test_seeds_get_it_under_names_of_their_own(self, scene) -> None:
        world, witness = scene
        for role, number in (("stops", "+447700900801"), ("replies", "+447700900802")):
            seeds.add(channel="sms", address=number, role=role, by=BY)
        texting.phones(2)
        texting.release(world, seeds=True)
        with contextlib.suppress(NotIdle):
            run_until_idle(seconds=4)
        sorts = {line["to"]: tokens.read(line["id"]).sort for line in witness.accepted()}
        assert sorts["+447700900801"] == sorts["+447700900802"] == tokens.SEED
        assert set(SeedSend.objects.values_list("kind", flat=True)) == {"accepted"}


def pump(settings, fault: str) -> Child:
    """The pump as a process of its own, so that it can be killed."""
    return processes.start(
        processes.PUMP,
        MUSTER_SMS_URL=settings.MUSTER_SMS_URL,
        MUSTER_SMS_CONNECTIONS=str(settings.MUSTER_SMS_CONNECTIONS),
        MUSTER_SMS_HOOK_SECRET=settings.MUSTER_SMS_HOOK_SECRET,
        MUSTER_FAULT=fault,
    )


def test_rest_is_as_long_as_was_asked_for() -> None:
    rest, busy, taken = Rest(), Receipt(1, "temporary", 503), Receipt(1, "accepted", 202)
    rest.heard(busy, Answer(503, b"", 30.0), 100.0)
    rest.heard(taken, Answer(202, b""), 101.0)
    assert rest.until == 130.0
    rest = Rest()
    for _time in range(3):
        rest.heard(busy, Answer(503, b""), 100.0)
    assert rest.until == pytest.approx(100.2)
    rest.heard(taken, Answer(202, b""), 100.1)
    assert rest.until == 0.0
