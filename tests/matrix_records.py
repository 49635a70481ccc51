"""What stands beside the people of the permission matrix: pairs of records, caught mail, things kept for later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.matrix import House

# A view of one colleague that every colleague may use, and only they may drop.
SHARED = "shared"


def beside(house: House, person: Any, second: Any, third: Any) -> None:
    """Two records that may be one person, a pair kept apart, and a message training caught."""
    from muster.delivery.actions import catching
    from muster.delivery.models import CaughtMessage
    from muster.people.models import KeptApart, PossibleMatch

    now, region = datetime.now(UTC), person.region_id
    match = PossibleMatch.objects.create(
        one=person, other=second, digest="d", score=0.9, weights=[], found_at=now
    )
    house.numbers["duplicates/", region] = match.pk
    house.numbers["inbox/cases/", region] = _complaint(person, now)
    apart = KeptApart.objects.create(
        one=person, other=third, digest="d", actor="system:matrix", at=now
    )
    house.numbers["duplicates/apart/", region] = apart.pk
    catching.keep(
        sort="letter", address=f"{region.lower()}@people.example", subject="letter:1",
        person_id=person.pk, raw=b"Subject: Caught\r\nMessage-ID: <1@us.example>\r\n\r\nHello.",
    )  # fmt: skip
    house.numbers["listening/mentions/", region] = _mention(person, now)
    house.numbers["outbox/", region] = CaughtMessage.objects.get(person_id=person.pk).pk
    _money(house, person, now)
    _board(house, person, now)


def _board(house: House, person: Any, now: datetime) -> None:
    """The team of a region, with a post that waits for a moderator."""
    from muster.groups import actions
    from muster.kit import actors

    key, by = (
        person.keys.get(kind="email", value=f"{person.region_id.lower()}@people.example"),
        actors.person(person.pk),
    )
    group = actions.place(person=person, key=key, by=by, at=now)
    assert group is not None
    post = actions.start_thread(
        group=group, key=key, title="Hello", text="https://elsewhere.example", by=by, at=now
    )
    house.numbers["groups/", person.region_id] = group.pk
    house.numbers["regions/", person.region_id] = group.pk
    house.numbers["groups/reports/", person.region_id] = post.pk


def _money(house: House, person: Any, now: datetime) -> None:
    """A gift that came by the page, and a promise."""
    from muster.gifts import actions
    from muster.gifts.models import Entry, Payment, Pledge
    from muster.kit.actors import system
    from muster.kit.money import Money

    key, region, euro = person.keys.first(), person.region_id, Money(1000, "EUR")
    payment = Payment.objects.create(
        token=region, once=region, minor=1000, currency="EUR", gateway="practice", created_at=now, key=key
    )  # fmt: skip
    gift = actions.NewEntry(key.pk, euro, now, f"matrix-{region}", payment_id=payment.pk)
    actions.record(entries=[gift], source="practice", by=system("matrix"))
    house.numbers["gifts/", region] = Entry.objects.get(payment=payment).pk
    pledge = Pledge.objects.create(minor=1, currency="EUR", at=now, actor="system:matrix", key=key)
    house.numbers["gifts/pledges/", region] = pledge.pk


def _complaint(person: Any, now: datetime) -> int:
    """A case with one conversation in it."""
    from muster.inbox.models import Case, Conversation

    case = Case.objects.create(title="Late", region=person.region, opened_at=now)
    Conversation.objects.create(
        key=person.keys.first(), proven=True, opened_at=now, last_at=now, state="waiting", case=case
    )
    return case.pk


def _mention(person: Any, now: datetime) -> int:
    """Something somebody on a record said in public."""
    from muster.listening.models import Mention

    said = Mention.objects.create(
        network="bluesky", uri=f"at://did:plc:{person.pk}/app.bsky.feed.post/1", author=f"bluesky:did:plc:{person.pk}",
        text="Hello", at=now, heard_at=now, key=person.keys.first(),
    )  # fmt: skip
    return said.pk


def kept(house: House, cast: Any) -> None:
    """What colleagues keep for another time: words, ways of looking, what an interest means."""
    from muster.audiences import actions as audiences
    from muster.audiences.interests import Meaning
    from muster.audiences.scores import Line
    from muster.broadcasts.actions import templates
    from muster.broadcasts.models import Broadcast
    from muster.gifts import actions as gifts
    from muster.inbox import actions as inbox
    from muster.people.actions import viewing

    home = "PL-10"
    draft = Broadcast.objects.get(pk=house.numbers["broadcasts/", home])
    draft.body = "Hello."
    words = templates.keep_template(broadcast=draft, name="Hello", by=cast.ana)
    house.numbers["broadcasts/templates/", home] = words.template_id
    for thing, shared in ((home, False), (SHARED, True)):
        view = viewing.keep_view(name=thing, query="region=PL-10", shared=shared, by=cast.olga)
        house.numbers["people/views/", thing] = view.pk
    team = inbox.keep_team(team=None, name="Care", places=[], by=cast.olga, at=datetime.now(UTC))
    topic = inbox.keep_topic(
        topic=None, name="Late", words="late", team=team, by=cast.olga, at=datetime.now(UTC)
    )
    house.numbers["inbox/teams/", home] = team.pk
    house.numbers["inbox/topics/", home] = topic.pk
    interest = audiences.keep_interest(
        interest=None, name="Beach", meaning=Meaning(words={"searched": ("beach",)}), by=cast.ana
    )
    house.numbers["interests/", home] = interest.pk
    score = audiences.keep_score(
        score=None, name="Active", lines=[Line("gift.received", 5, 365)], by=cast.ana
    )
    house.numbers["scores/", home] = score.pk
    house.numbers["crisis/", home] = _room(cast)
    macro = inbox.keep_macro(
        macro=None, name="Hello", topic=None, texts={"en": "Hello"}, by=cast.dario, at=datetime.now(UTC)
    )  # fmt: skip
    house.numbers["inbox/macros/", home] = macro.pk
    hat = gifts.open_hat(
        purpose="", name="Door", currency="EUR", by=cast.olga, at=datetime.now(UTC)
    )
    house.numbers["gifts/hats/", home] = hat.pk
    _listening(house, home)
    _rivalry(house, home)
    _drives(house, cast)
    _tasks(house, cast)


def _drives(house: House, cast: Any) -> None:
    """A drive in each of two regions."""
    from muster.drives import actions as drives
    from muster.places.models import Region

    now = datetime.now(UTC)
    for code in ("PL-10", "FR-IDF"):
        told = drives.Told(
            slug=f"drive-{code.lower()}", title=code, currency="EUR", people=250, each_minor=1000,
            starts_at=now, ends_at=now + timedelta(hours=2), zone="UTC",
            region=Region.objects.get(pk=code),
        )  # fmt: skip
        house.numbers["drives/", code] = drives.keep_drive(
            drive=None, told=told, by=cast.olga, at=now
        ).pk


def _rivalry(house: House, home: str) -> None:
    """A season with a closed league that has news, and an experiment."""
    from muster.groups.models import Group
    from muster.rivalry.models import Card, Experiment, League, Season

    now = datetime.now(UTC)
    monday = (now - timedelta(days=now.weekday())).date()
    season = Season.objects.create(first=monday, zone="UTC", made_at=now, joins_seen_at=now)
    league = League.objects.create(season=season, week=monday, number=1, closed_at=now)
    card = Card.objects.create(
        league=league, kind="streak", group=Group.objects.order_by("id")[0], numbers={"weeks": 3}
    )
    house.numbers["rivalry/cards/", home] = card.pk
    experiment = Experiment.objects.create(season=season, percent=20, first=monday, started_at=now)
    house.numbers["rivalry/experiments/", home] = experiment.pk


def _tasks(house: House, cast: Any) -> None:
    """An open task with a shift ahead in each of two regions."""
    from muster.volunteering import actions as volunteering

    now = datetime.now(UTC)
    for code, country, postcode in (("PL-10", "PL", "90-001"), ("FR-IDF", "FR", "75001")):
        told = volunteering.Told(title=code, minutes=60, country=country, postcode=postcode)
        made = volunteering.keep_task(task=None, told=told, by=cast.olga, at=now)
        volunteering.open_task(task=made, by=cast.olga, at=now)
        begins = now + timedelta(days=9)
        spans = [(begins, begins + timedelta(hours=2))]
        volunteering.add_shifts(task=made, spans=spans, slots=2, by=cast.olga, at=now)
        house.numbers["tasks/", code] = made.pk


def _listening(house: House, home: str) -> None:
    """A topic with an alarm, and a source at which nobody answers."""
    from muster.listening.models import Alarm, Source, Topic

    now = datetime.now(UTC)
    topic = Topic.objects.create(name="Us", created_at=now)
    house.numbers["listening/topics/", home] = topic.pk
    house.numbers["listening/alarms/", home] = Alarm.objects.create(
        topic=topic, raised_at=now, since=now, last_at=now, severity=1, reasons=["volume"]
    ).pk
    house.numbers["listening/sources/", home] = Source.objects.create(
        kind="feed", name="News", address="http://127.0.0.1:9/", created_at=now
    ).pk


def _room(cast: Any) -> int:
    """A crisis room that is open."""
    from muster.crisis import actions

    now = datetime.now(UTC)
    made = actions.open_room(title="Copied", what="", severity=2, since=now, by=cast.olga, at=now)
    return made.pk
