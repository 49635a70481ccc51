"""What must stand before mail may leave: our domain in the DNS, a signature that was seen, and a warm start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from muster.delivery import preflight
from muster.delivery.actions import standings
from muster.delivery.deliverability import gate, looking, records, settled, warming
from muster.delivery.deliverability.gate import DomainNotReady, DomainNotWarm
from muster.delivery.deliverability.warming import Day
from muster.delivery.models import Release, SignatureSeen, Standing, WarmDay
from muster.kit import dns, health
from tests.domains.delivery import zones
from tests.domains.delivery.conftest import BY, World
from tests.domains.delivery.zones import signed, zone

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def live(world: World, settings: Any) -> World:
    """A live installation whose mail would leave by somebody else’s relay."""
    world.house(mode="live")
    settings.MUSTER_SMTP_URL = "smtp://relay.example:25"
    settings.MUSTER_SPF_INCLUDE = "include:relay.example"
    settings.MUSTER_DKIM_SELECTOR = zones.SELECTOR
    world.people(2)
    return world


def stand(records: dns.Zone | None = None, mail: bytes | None = None) -> dict[str, Any]:
    """Look at the domain as it stands in a zone, after one mail of ours was seen."""
    with dns.using(records or zone()):
        if mail != b"":
            standings.see(mail or signed(), by=BY)
        return {one.name: one for one in standings.look(by=BY)}


class TestRecords:
    def test_everything_well(self, live: World) -> None:
        found = stand()
        assert [name for name, one in found.items() if not one.ok] == []
        assert set(found) == {"spf", "dkim", "signature", "dmarc", "from"}

    @pytest.mark.parametrize(
        ("changed", "name"),
        [
            ({"spf": []}, "spf"),
            ({"spf": ["v=spf1 ~all"]}, "spf"),
            ({"spf": ["v=spf1 include:relay.example ~all", "v=spf1 a ~all"]}, "spf"),
            ({"spf": ["v=spf1 include:relay.example +all"]}, "spf"),
            ({"dkim": []}, "dkim"),
            ({"dkim": ["v=DKIM1; p="]}, "dkim"),
            ({"dkim": ["v=DKIM1; p=rubbish"]}, "dkim"),
            ({"dmarc": []}, "dmarc"),
            ({"dmarc": ["v=DMARC1; rua=mailto:x@y.example"]}, "dmarc"),
        ],
    )
    def test_each_record_that_is_not_well_says_so_with_its_fix(
        self, live: World, changed: dict[str, list[str]], name: str
    ) -> None:
        stand()
        one = stand(zone(**changed), mail=b"")[name]
        assert not one.ok
        assert one.fix

    def test_a_short_key(self) -> None:
        short, enough, good = (zones.pair(bits)[1] for bits in (1024, 1024, 2048))
        assert records.dkim("m1", "x.example", [f"p={short}"]).words.endswith("2048 are better.")
        assert records.dkim("m1", "x.example", [f"p={enough}"]).ok
        assert "2048 bits" in records.dkim("m1", "x.example", [f"v=DKIM1; p={good}"]).words

    def test_a_policy_above_counts_and_a_stranger_as_signer_does_not(self) -> None:
        policy = "v=DMARC1; p=none"
        near = {"signing": "x.example", "returning": "y.example"}
        assert records.dmarc("news.x.example", "x.example", policy, **near).ok
        assert not records.dmarc(
            "x.example", "x.example", policy, signing="z.example", returning="y.example"
        ).ok
        strict = "v=DMARC1; p=none; adkim=s"
        assert not records.dmarc("news.x.example", "x.example", strict, **near).ok

    def test_our_own_relay_points_to_itself(self, live: World, settings: Any) -> None:
        settings.MUSTER_OWN_RELAY = f"{zones.RELAY}={zones.ADDRESS}"
        assert stand()["relay"].ok
        assert not stand(zone(ptr=["else.example"]))["relay"].ok

    def test_silence_is_not_well(self, live: World) -> None:
        one = stand(zone(silent=(zones.RETURNS,)))["spf"]
        assert not one.ok
        assert "did not answer" in one.words


class TestSignature:
    def test_only_a_mail_that_was_seen_proves_it(self, live: World) -> None:
        assert not stand(mail=b"")["signature"].ok
        assert stand()["signature"].ok

    def test_a_changed_mail_does_not_verify(self, live: World) -> None:
        assert not stand(mail=signed().replace(b"Come along", b"Stay away"))["signature"].ok

    def test_the_way_to_stop_must_be_covered(self, live: World) -> None:
        one = stand(mail=signed(headers=(b"from", b"subject")))["signature"]
        assert not one.ok
        assert "list-unsubscribe, list-unsubscribe-post" in one.words

    def test_a_signature_of_somebody_else_is_none_of_ours(self, live: World) -> None:
        with dns.using(zone()):
            assert standings.see(signed(sender="me@other.example"), by=BY) is None
        assert not SignatureSeen.objects.exists()

    def test_it_lasts_ninety_days(self, live: World) -> None:
        stand()
        SignatureSeen.objects.update(seen_at=NOON - timedelta(days=91))
        assert not stand(mail=b"")["signature"].ok


class TestGate:
    def test_nothing_leaves_before_somebody_looked(self, live: World) -> None:
        with pytest.raises(DomainNotReady, match="not looked at lately"):
            live.release()
        assert not Release.objects.exists()

    def test_all_well_lets_go(self, live: World) -> None:
        stand()
        assert live.release().pk

    def test_one_thing_not_well_holds_it_and_says_the_fix(self, live: World) -> None:
        stand()
        stand(zone(dmarc=[]), mail=b"")
        with pytest.raises(DomainNotReady, match=r"_dmarc\.havsvakt"):
            live.release()

    def test_an_old_look_holds_it_but_not_a_correction(self, live: World) -> None:
        stand()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE delivery_standing SET looked_at = looked_at - interval '25 h'")
        document = live.document()
        with pytest.raises(DomainNotReady):
            live.release(document)
        correction = live.document(live.snapshot(), extra={"names": ["x"], "page": "https://x"})
        assert live.release(correction).pk

    def test_pre_flight_says_the_same_and_blocks(self, live: World) -> None:
        stand(zone(spf=[]))
        found = preflight.check(live.body(live.snapshot()))
        assert ("block", "domain-spf") in [(one.level, one.code) for one in found]

    @pytest.mark.parametrize(
        ("mode", "url", "relay", "holds"),
        [
            ("live", "smtp://relay.example:25", "", True),
            ("live", "smtp://10.0.0.4:25", "", True),
            ("live", "smtp://relay.example:25", "mx.x.example=203.0.113.5", True),
            ("live", "smtp://127.0.0.1:25", "", False),
            ("live", "smtp://127.0.0.1:25", "mx.x.example=203.0.113.5", True),
            ("live", "nonsense", "", True),
            ("team", "smtp://relay.example:25", "", False),
            ("training", "smtp://relay.example:25", "", False),
        ],
    )
    def test_when_it_holds(
        self, settings: Any, mode: str, url: str, relay: str, holds: bool
    ) -> None:
        settings.MUSTER_SMTP_URL, settings.MUSTER_OWN_RELAY = url, relay
        assert settled.holds(mode) is holds

    def test_on_loopback_it_is_only_advice(self, live: World, settings: Any) -> None:
        settings.MUSTER_SMTP_URL = "smtp://127.0.0.1:2525"
        stand(zone(spf=[]))
        found = preflight.check(live.body(live.snapshot()))
        assert ("advice", "domain-spf") in [(one.level, one.code) for one in found]
        assert live.release().pk

    def test_muster_check_asks_once_and_fails(self, live: World) -> None:
        with dns.using(zone(spf=[])):
            found = {one.name: one for one in health.ask_all() if one.name.startswith("domain: ")}
        assert not found["domain: spf"].ok
        assert found["domain: dkim"].ok
        assert len(found) == len(looking.NAMES)

    def test_in_training_nobody_is_asked(self, world: World) -> None:
        # The real resolver would meet the closed sockets of the tests.
        found = [one for one in health.ask_all() if one.name.startswith("domain: ")]
        assert all(one.ok for one in found)
        assert standings.look_if_needed(by=BY) == []
        assert not Standing.objects.exists()


class TestCommand:
    def test_it_says_what_is_so(self, live: World, tmp_path: Any, capsys: Any) -> None:
        mail = tmp_path / "mail.eml"
        mail.write_bytes(signed())
        with dns.using(zone()):
            call_command("domain", mail=mail)
        assert "ok    signature: Our mail is signed by havsvakt.example" in capsys.readouterr().out
        with dns.using(zone(spf=[])), pytest.raises(SystemExit):
            call_command("domain")
        assert "fix: Publish at mail.havsvakt.example" in capsys.readouterr().out

    def test_before_anything_is_settled(self, world: World, capsys: Any) -> None:
        world.house(sender_address="")
        with pytest.raises(SystemExit):
            call_command("domain")
        assert "not settled from which domain" in capsys.readouterr().out

    def test_a_mail_without_a_signature(self, live: World, tmp_path: Any) -> None:
        mail = tmp_path / "mail.eml"
        mail.write_bytes(b"From: hello@havsvakt.example\r\n\r\nHi.\r\n")
        with dns.using(zone()), pytest.raises(CommandError, match="no DKIM signature"):
            call_command("domain", mail=mail)


class TestWarming:
    @pytest.mark.parametrize(
        ("last", "number"),
        [
            (None, 200),
            (Day(ceiling=200, released=200, days_ago=1), 400),
            (Day(ceiling=200, released=100, days_ago=1), 400),
            (Day(ceiling=200, released=99, days_ago=1), 200),
            (Day(ceiling=200, released=200, days_ago=0), 200),
            (Day(ceiling=800, released=800, days_ago=1, complaint_rate=0.002), 800),
            (Day(ceiling=800, released=800, days_ago=1, complaint_rate=0.004), 400),
            (Day(ceiling=800, released=800, days_ago=1, deferral_rate=0.06), 800),
            (Day(ceiling=800, released=800, days_ago=1, deferral_rate=0.4), 400),
            (Day(ceiling=800, released=800, days_ago=29), 1600),
            (Day(ceiling=800, released=800, days_ago=31), 800),
            (Day(ceiling=800, released=800, days_ago=59), 200),
            (Day(ceiling=800_000, released=800_000, days_ago=60), 200),
            (Day(ceiling=800_000, released=800_000, days_ago=1), warming.WARM),
        ],
    )
    def test_the_ceiling(self, last: Day | None, number: int) -> None:
        assert warming.ceiling(last) == number

    def test_families(self) -> None:
        assert warming.family("GMAIL.com") == warming.family("googlemail.com") == "google"
        assert warming.family("people.example") == "elsewhere"

    def test_two_hundred_on_the_first_day_of_all_releases_together(
        self, live: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stand()
        monkeypatch.setattr(warming, "FIRST", 3)
        live.release()
        with pytest.raises(DomainNotWarm, match="reach 1 more today"):
            live.release(live.document(live.snapshot(subject="broadcast:2")))
        assert WarmDay.objects.get().released == 2
        found = preflight.check(live.body(live.snapshot()), live.snapshot())
        assert ("block", "warm") in [(one.level, one.code) for one in found]

    def test_the_next_day_takes_twice_as_many(
        self, live: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stand()
        monkeypatch.setattr(warming, "FIRST", 2)
        snapshot = live.snapshot()
        body = live.body(snapshot)
        for day, room in ((0, True), (0, False), (1, True), (1, True), (1, False)):
            at = NOON + timedelta(days=day)
            assert (not gate.short_of_room(body, snapshot, at=at)) is room
            if room:
                standings.take_room(body, snapshot, at=at)
            else:
                with pytest.raises(DomainNotWarm):
                    standings.take_room(body, snapshot, at=at)
        assert list(WarmDay.objects.order_by("day").values_list("ceiling", "released")) == [
            (2, 2),
            (4, 4),
        ]

    def test_a_correction_and_a_warm_domain_wait_for_no_ramp(
        self, live: World, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        stand()
        monkeypatch.setattr(warming, "FIRST", 1)
        correction = live.document(extra={"names": ["x"], "page": "https://x"})
        assert live.release(correction).pk
        settings.MUSTER_WARM_DOMAINS = "else.example, havsvakt.example"
        assert live.release(live.document(live.snapshot(subject="broadcast:2"))).pk
