"""Public posts: whose they are, in which thread, how they are answered, and that none is lost or doubled."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from muster.channels.base import Incoming, Outgoing, Receipt
from muster.channels.posts import Batch
from muster.delivery import networks as ways
from muster.delivery import staging
from muster.delivery.actions import direct
from muster.delivery.models import CaughtMessage, Direct
from muster.delivery.pump import run_until_idle
from muster.inbox import actions, doors, errors, networks
from muster.inbox.models import Arrival, Conversation, Door, InboxMessage
from muster.kit import clock, faults, health
from muster.proof.witness import mastodon
from tests import processes
from tests.domains.channels import test_contract as wire
from tests.domains.delivery.conftest import World
from tests.domains.inbox.samples import NOON, later

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
HOME = mastodon.HOME


@pytest.fixture
def world(make: Make, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(make, monkeypatch)


@pytest.fixture
def server(settings: Any):
    from muster.channels.kinds.mastodon import target

    target.line.cache_clear()
    with mastodon.Server(now=clock.now()) as running:
        settings.MUSTER_MASTODON_URL = running.url
        yield running


def skeet(number: int = 1, text: str = "Who cleans this up?", *, above: list[int] | None = None, **changed: Any) -> Incoming:  # fmt: skip
    """A post on Bluesky; ``above`` are the numbers of those it answers, the first of the thread first."""
    note = wire._bluesky(number, text)
    note["author"] |= {name: changed.pop(name) for name in ("did", "handle") if name in changed}
    did = note["author"]["did"]
    note["uri"] = f"at://{did}/app.bsky.feed.post/3k{number}"
    if above:
        named = [
            {"uri": f"at://{wire.US}/app.bsky.feed.post/3k{n}", "cid": "bafyreiabcdefghijk"}
            for n in above
        ]
        note["record"]["reply"] = {"root": named[0], "parent": named[-1]}
    found = wire.bluesky.incoming(note, me=wire.US, web="https://read.example", now=NOON, **changed)
    assert found is not None
    return found


def take(*posts: Incoming, at: Any = NOON) -> list[Arrival]:
    return actions.take_posts(door="bluesky", batch=Batch(posts, {"seen": "x"}), at=at)


def thread(arrival: Arrival) -> Conversation:
    assert arrival.entry is not None
    return Conversation.objects.get(pk=arrival.entry.conversation_id)


def known(make: Make, handle: str = "bluesky:ana.example") -> Any:
    """A person on whose record this account stands."""
    from muster.people.models import IdentityKey

    person = make.person(given_name="Ana")
    IdentityKey.objects.create(
        kind="handle", value=handle, person=person, source="test", created_at=NOON
    )
    return person


class TestWhose:
    def test_an_account_on_a_record_is_proved_by_its_network(self, make: Make) -> None:
        ana = known(make)
        [arrival] = take(skeet())
        found = thread(arrival)
        assert (found.person, found.proven, found.address) == (ana, True, f"bluesky:{wire.HER}")
        assert arrival.entry.proven

    def test_a_name_as_an_import_writes_it_is_the_same(self, make: Make) -> None:
        from muster.people import keys

        ana = known(make, keys.normalise("handle", "bluesky:@Ana.Example"))
        bo = known(make, keys.normalise("handle", f"mastodon:@Ana@{HOME}"))
        assert thread(take(skeet())[0]).person == ana
        assert thread(tweet()).person == bo

    def test_whoever_is_forgotten_leaves_no_name_and_no_link(self, make: Make) -> None:
        ana = known(make)
        [arrival] = take(skeet(followers=12))
        actions.forget(ana)
        found = thread(arrival)
        message = InboxMessage.objects.get()
        assert (found.address, found.name, found.reach, found.find_key) == ("", "", None, "")
        assert (message.headers, message.message_id, message.sender, message.said) == (
            {},
            "",
            "",
            "",
        )
        # Written again by the same account, it is no thread of theirs.
        assert thread(take(skeet(2))[0]).pk != found.pk

    def test_anybody_else_is_a_stranger_with_a_name(self, make: Make) -> None:
        known(make, "bluesky:another.example")
        [arrival] = take(skeet())
        found = thread(arrival)
        assert (found.key, found.proven, found.name) == (None, False, "Ana (@ana.example)")
        assert "ana.example" in found.find_key

    def test_a_name_that_changed_hands_opens_no_record(self, make: Make) -> None:
        ana = known(make)
        take(skeet())
        [arrival] = take(skeet(2, did="did:plc:thief"))
        found = thread(arrival)
        assert (found.person, found.claimed, found.proven) == (None, ana, False)

    def test_an_account_that_is_renamed_stays_who_it_is(self, make: Make) -> None:
        ana = known(make)
        take(skeet())
        [arrival] = take(skeet(2, handle="ana-new.example"))
        assert thread(arrival).person == ana

    def test_a_handle_that_the_network_does_not_vouch_for_is_none(self, make: Make) -> None:
        known(make)
        [arrival] = take(skeet(handle="handle.invalid"))
        assert thread(arrival).key is None

    def test_a_sender_line_that_looks_like_an_account_leads_to_none(self, cast: Cast) -> None:
        from tests.domains.inbox.samples import arrive, conversation

        found = conversation(arrive(sender=f"bluesky:{wire.HER}"))
        with pytest.raises(errors.NowhereToAnswer):
            answer(found, cast)
        assert not Direct.objects.exists()


class TestThreads:
    def test_posts_that_answer_nothing_stand_apart(self) -> None:
        one, two = take(skeet(1), skeet(2))
        assert thread(one) != thread(two)

    def test_a_reply_under_the_same_first_post_is_the_same_thread(self) -> None:
        one, two = take(skeet(1, above=[90]), skeet(2, above=[90, 91]))
        assert thread(one) == thread(two)

    def test_somebody_else_under_it_is_another(self) -> None:
        one, two = take(skeet(1, above=[90]), skeet(2, above=[90, 91], did="did:plc:bo"))
        assert thread(one) != thread(two)

    def test_a_reply_to_her_own_post_finds_it(self) -> None:
        [one] = take(skeet(1))
        note = skeet(2)
        from dataclasses import replace

        [two] = take(replace(note, references=(f"at://{wire.HER}/app.bsky.feed.post/3k1",)))
        assert thread(one) == thread(two)


class TestOnce:
    def test_read_twice_it_is_stored_once_whatever_its_words_became(self) -> None:
        take(skeet(1))
        assert take(skeet(1, "Edited")) == []
        assert InboxMessage.objects.get().said == "Who cleans this up?"

    def test_the_mark_and_the_posts_are_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(faults, "ARMED", "posts.before_commit:1:raise")
        monkeypatch.setattr(faults, "_seen", {})
        with pytest.raises(faults.InjectedFault):
            take(skeet(1), skeet(2))
        assert (Arrival.objects.count(), doors.mark("bluesky")) == (0, {})
        take(skeet(1), skeet(2))
        assert (Arrival.objects.count(), doors.mark("bluesky")) == (2, {"seen": "x"})

    def test_one_that_cannot_be_taken_holds_up_nothing(
        self, monkeypatch: pytest.MonkeyPatch, cast: Cast
    ) -> None:
        from muster.inbox.actions import posting

        real = posting.receive

        def stumble(**named: Any) -> Arrival:
            if named["incoming"].text == "poison":
                raise RuntimeError("cannot be read")
            return real(**named)

        monkeypatch.setattr(posting, "receive", stumble)
        first, second = take(skeet(1, "poison"), skeet(2))
        assert (first.outcome, second.outcome) == ("held", "stored")
        assert take(skeet(1, "poison")) == []
        monkeypatch.undo()
        let_in = actions.let_in(arrival=first, by=cast.dario, at=later(1))
        assert thread(let_in).address == f"bluesky:{wire.HER}"

    def test_it_counts_from_when_the_network_had_it(self) -> None:
        [arrival] = take(skeet(), at=later(5))
        wait = thread(arrival).waits.get()
        assert wait.asked_at < NOON


class TestReach:
    def test_the_last_number_known_is_kept_and_unknown_is_not_nought(self) -> None:
        [one] = take(skeet(1, above=[90]))
        assert thread(one).reach is None
        take(skeet(2, above=[90], followers=61_000))
        assert thread(one).reach == 61_000
        take(skeet(3, above=[90]))
        assert thread(one).reach == 61_000
        take(skeet(4, above=[90], followers=0))
        assert thread(one).reach == 0


def answer(
    conversation: Conversation, cast: Cast, text: str = "We do, today", once: str = "1"
) -> InboxMessage:
    return actions.answer(
        conversation=conversation, text=text, by=cast.dario, at=clock.now(), idempotency=once
    )


class TestAnswers:
    def test_in_training_it_is_caught_and_read_as_words(self, world: World, cast: Cast) -> None:
        [arrival] = take(skeet())
        for _time in range(2):
            answer(thread(arrival), cast)
        run_until_idle()
        [caught] = CaughtMessage.objects.all()
        assert (caught.title, caught.address) == ("We do, today", f"bluesky:{wire.HER}")
        from muster.delivery import preview

        assert preview.of_caught(caught).text == "We do, today"
        assert Direct.objects.get().kind == "accepted"

    def test_in_team_mode_it_is_caught_too(self, world: World, cast: Cast) -> None:
        world.house(mode="team")
        [arrival] = take(skeet())
        answer(thread(arrival), cast)
        run_until_idle()
        assert CaughtMessage.objects.count() == 1

    def test_too_long_is_refused_before_anything_is_queued(self, world: World, cast: Cast) -> None:
        [arrival] = take(skeet())
        answer(thread(arrival), cast, "\U0001f469\u200d\U0001f467" * 300, once="fits")
        with pytest.raises(ways.TooLongForIt, match=r"2 signs too many.*room for 300") as refused:
            answer(thread(arrival), cast, "a" * 302, once="2")
        assert refused.value.status == 422
        assert Direct.objects.count() == 1
        assert InboxMessage.objects.filter(direction="out").count() == 1

    def test_what_an_answer_must_name_was_forgotten(self, world: World, cast: Cast) -> None:
        [arrival] = take(skeet())
        InboxMessage.objects.update(headers={})
        with pytest.raises(ways.NoPostToAnswer):
            answer(thread(arrival), cast)

    def test_addresses_of_each_channel_leave_by_their_own(self, world: World, cast: Cast) -> None:
        [arrival] = take(skeet())
        answer(thread(arrival), cast)
        [row] = Direct.objects.all()
        assert staging.channel_of(row.address) == "bluesky"
        for channel in staging.SINGLE:
            found = Direct.objects.filter(staging.reached_by([channel]))
            assert found.exists() == (channel == "bluesky")
        assert Direct.objects.filter(staging.reached_by(staging.SINGLE)).count() == 1
        assert not Direct.objects.filter(staging.reached_by([])).exists()

    def test_a_dead_worker_leaves_unknown_only_what_cannot_be_repeated(
        self, world: World, cast: Cast
    ) -> None:
        world.house(mode="live")
        one, two = take(skeet(1)), tweet()
        answer(thread(one[0]), cast, once="1")
        answer(thread(two), cast, once="2")
        assert len(direct.claim(worker="gone", modes=("live",), most=9)) == 2
        assert direct.abandon(worker="gone") == 2
        kinds = {
            row.address.partition(":")[0]: (row.state, row.kind) for row in Direct.objects.all()
        }
        assert kinds == {"bluesky": ("pending", ""), "mastodon": ("done", "unknown")}

    def test_what_was_never_answered_for_a_day_is_unknown_not_expired(
        self, world: World, cast: Cast
    ) -> None:
        [arrival] = take(skeet())
        answer(thread(arrival), cast)
        [row] = direct.claim(worker="w", modes=("training",), most=9)
        row.created_at -= timedelta(hours=25)
        direct.end(row, Receipt(row.pk, "temporary", 0, "cut"))
        assert Direct.objects.get().kind == "unknown"

    def test_the_key_of_an_answer_is_the_same_on_every_try(self, world: World, cast: Cast) -> None:
        [arrival] = take(skeet())
        answer(thread(arrival), cast)
        keys = {ways.outgoing(Direct.objects.get()).name for _time in range(3)}
        assert len(keys) == 1


def tweet() -> Arrival:
    """A post on Mastodon."""
    found = wire.read(wire.KINDS["mastodon"])
    return actions.receive(incoming=found, at=NOON)


@pytest.mark.enable_socket
class TestThereAndBack:
    def test_a_mention_is_answered_beneath_it(self, world: World, cast: Cast, server) -> None:
        world.house(mode="live")
        server.account("ana@people.example", followers_count=61_000)
        server.write("ana@people.example", "@havsvakt Who cleans this up?", visibility="unlisted")
        assert networks.look("mastodon", at=server.now) == 1
        assert networks.look("mastodon", at=server.now) == 0
        found = Conversation.objects.get()
        assert (found.channel, found.reach) == ("mastodon", 61_000)
        answer(found, cast)
        run_until_idle()
        [posted] = server.ours
        row = Direct.objects.get()
        assert (row.kind, row.detail) == ("accepted", posted["url"])
        assert posted["visibility"] == "unlisted"

        again = server.write("ana@people.example", "@havsvakt Thank you", to=posted)
        networks.look("mastodon", at=server.now + timedelta(minutes=1))
        assert InboxMessage.objects.get(message_id=again["uri"]).conversation == found

    def test_trouble_is_written_at_the_door_and_goes(self, server, settings) -> None:
        right = settings.MUSTER_MASTODON_URL
        settings.MUSTER_MASTODON_URL = right.replace(server.token, "another")
        assert networks.look("mastodon", at=NOON) == 0
        assert "access token" in Door.objects.get().trouble
        settings.MUSTER_MASTODON_URL = "mastodon://nobody"
        assert networks.look("mastodon", at=NOON) == 0
        settings.MUSTER_MASTODON_URL = right
        networks.look("mastodon", at=NOON)
        assert Door.objects.get().trouble == ""

    def test_one_that_stays_silent_is_asked_less_often(self, server) -> None:
        token, server.token = server.token, "another"
        began = NOON.replace(minute=1)
        for minute in range(20):
            networks.look("mastodon", at=began + timedelta(minutes=minute))
        assert len([path for _method, path in server.asked if path.endswith("instance")]) == 6 + 3
        server.token = token
        networks.look("mastodon", at=began + timedelta(minutes=24))
        assert Door.objects.get().trouble == ""

    def test_without_an_account_nothing_is_asked(self, settings) -> None:
        settings.MUSTER_BLUESKY_URL = settings.MUSTER_MASTODON_URL = ""
        assert networks.look("bluesky", at=NOON) == networks.look("mastodon", at=NOON) == 0
        assert not Door.objects.exists()


def read_mastodon() -> None:
    networks.look("mastodon", at=clock.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.enable_socket
def test_killed_between_reading_and_keeping_nothing_is_lost_or_doubled(
    world: World, server
) -> None:
    uris = [server.write("ana", f"@havsvakt Question {n}?")["uri"] for n in range(60)]

    def look(fault: str = "") -> int:
        read = processes.start(
            f"{__name__}:read_mastodon", MUSTER_MASTODON_URL=server.url, MUSTER_FAULT=fault
        )
        return read.wait()

    Door.objects.create(name="mastodon", mark={"account": f"havsvakt@{HOME}", "seen": "1"})
    # Before the first page is kept, and with one page kept and the next in hand.
    assert look("posts.before_commit:1:kill9") == -signal.SIGKILL
    assert InboxMessage.objects.count() == 0
    assert look("posts.before_commit:2:kill9") == -signal.SIGKILL
    assert 0 < Arrival.objects.count() < 60
    assert look() == 0
    assert look() == 0
    stored = Arrival.objects.filter(message_id__in=uris)
    assert stored.count() == 60


class TestHealth:
    def test_settings_and_doors_are_asked(self, settings) -> None:
        settings.MUSTER_BLUESKY_URL, settings.MUSTER_MASTODON_URL = "bluesky://x", ""
        found = {one.name: one for one in health.ask_all()}
        assert not found["delivery: bluesky"].ok
        assert "MUSTER_BLUESKY_URL" in found["delivery: bluesky"].words
        assert not found["delivery: bluesky"].blocking
        assert found["delivery: mastodon"].ok
        assert {"inbox: bluesky", "inbox: mastodon"} <= set(found)

    def test_a_wrong_setting_stops_no_mail(self, settings) -> None:
        settings.MUSTER_BLUESKY_URL = "bluesky://x"
        settings.MUSTER_MASTODON_URL = "mastodon://token@social.example"
        assert set(ways.ways()) == {"mastodon"}


def test_where_an_answer_ended_is_found_by_its_name(world: World, cast: Cast) -> None:
    from muster.delivery import queries as delivery

    [arrival] = take(skeet())
    given = answer(thread(arrival), cast)
    assert set(delivery.directs_of([given.message_id, ""])) == {given.message_id}
    assert isinstance(ways.outgoing(Direct.objects.get()), Outgoing)
