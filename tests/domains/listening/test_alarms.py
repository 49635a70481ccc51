"""One alarm for a storm: raised with its evidence, told, grown, dismissed, handed over, ended."""

from datetime import timedelta

import pytest

from muster.delivery.models import LetterRow
from muster.listening import alarms, known
from muster.listening.actions.alarms import dismiss, hand_over, watch
from muster.listening.alarm_errors import DismissedAlready, HandedAlready, NoWhy
from muster.listening.models import Alarm, Evidence, Followers, Gap, Source, Term, Topic
from tests.cast import Cast
from tests.domains.listening import saying
from tests.domains.listening.storming import NOW, past, storm

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def topic() -> Topic:
    made = saying.topic()
    saying.source("hook")
    past(made, until=NOW - timedelta(minutes=2))
    return made


def test_an_ordinary_saturday_is_no_alarm(topic: Topic) -> None:
    assert watch(at=NOW) == []


def test_a_storm_is_raised_once_with_what_it_is_seen_by(topic: Topic, cast: Cast) -> None:
    for minutes, count in ((90, 50_000), (1, 48_200)):
        Followers.objects.create(
            network="bluesky", account="bluesky:did:plc:us", handle="coast.example",
            at=NOW - minutes * MINUTE, count=count,
        )  # fmt: skip
    storm(NOW)
    [alarm] = watch(at=NOW)
    assert (alarm.severity, alarm.reasons) == (3, ["volume", "negative", "companion"])
    found = alarm.evidence.get().found
    assert found["companions"][0]["word"] == "#thieves"
    assert found["companions"][0]["turned"]
    assert found["share"] > 0.5 > found["usual_share"]
    assert len(found["posts"]) == len(found["authors"]) == 5
    assert found["followers"] == [
        {"network": "bluesky", "handle": "coast.example", "hour": -1_800, "day": None}
    ]
    assert found["curve"][-1][1] >= 120
    assert watch(at=NOW + MINUTE) == []
    storm(NOW + 2 * HOUR, first=1_000)
    assert watch(at=NOW + 2 * HOUR) == []
    assert Alarm.objects.count() == 1


def test_whoever_receives_alarms_is_told_by_letter(topic: Topic, cast: Cast) -> None:
    storm(NOW)
    [alarm] = watch(at=NOW)
    told = set(alarm.evidence.get().told)
    assert told == {one.pk for one in cast if one.may("alarms.receive")}
    assert {cast.olga.pk, cast.dario.pk} <= told
    assert cast.vera.pk not in told
    letters = LetterRow.objects.filter(kind="alarm")
    assert letters.count() == len(told)


def test_it_grows_and_is_told_again_even_if_it_was_dismissed(topic: Topic, cast: Cast) -> None:
    storm(NOW, bad=False, text="Havsvakt is on television", posts=60, writers=60)
    [alarm] = watch(at=NOW)
    assert (alarm.severity, alarm.reasons) == (1, ["volume"])
    dismiss(alarm=alarm, why="We are on television.", by=cast.olga, at=NOW)
    assert watch(at=NOW + MINUTE) == []
    storm(NOW + 10 * MINUTE, first=500)
    [grown] = watch(at=NOW + 10 * MINUTE)
    assert grown.pk == alarm.pk
    assert (grown.severity, grown.dismissed_at) == (3, None)
    assert Evidence.objects.filter(alarm=alarm).count() == 2


def test_after_six_hours_of_calm_the_next_is_another(topic: Topic) -> None:
    storm(NOW)
    [first] = watch(at=NOW)
    later = NOW + 7 * HOUR
    assert watch(at=later) == []
    first.refresh_from_db()
    assert first.ended_at == later
    storm(later + MINUTE, first=2_000, posts=400, writers=400)
    [second] = watch(at=later + MINUTE)
    assert second.pk != first.pk


def test_three_accounts_that_go_on_for_long_are_no_crowd(topic: Topic) -> None:
    for step in range(11):
        storm(NOW - 5 * step * MINUTE, posts=90, writers=3, first=1_000 * step + 1)
    assert watch(at=NOW) == []


def test_a_muted_topic_is_heard_and_raises_nothing(topic: Topic) -> None:
    Topic.objects.update(muted=True)
    storm(NOW)
    assert watch(at=NOW) == []


def test_nothing_is_raised_out_of_a_silence(topic: Topic) -> None:
    """For a fortnight nobody could hear: what is heard first says nothing of what is usual."""
    source = Source.objects.get()
    Gap.objects.create(source=source, from_at=NOW - timedelta(days=40), until_at=NOW - MINUTE)
    storm(NOW)
    assert watch(at=NOW) == []


def test_our_own_event_is_talked_about(topic: Topic) -> None:
    Term.objects.create(
        topic=topic, kind="event", text="#SealWeek", folded="#sealweek",
        starts_at=NOW - HOUR, ends_at=NOW + HOUR,
    )  # fmt: skip
    storm(NOW, bad=False, text="Havsvakt is a joy today")
    assert watch(at=NOW) == []
    storm(NOW + MINUTE, first=900)
    assert [one.reasons for one in watch(at=NOW + MINUTE)] == [["negative", "companion"]]


def test_our_own_sends_are_talked_about(topic: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = known.Known(NOW - HOUR, NOW + HOUR, "Seals in November")
    monkeypatch.setattr(known, "_asked", {"test": lambda _since, _until: [ours]})
    storm(NOW, bad=False, text="Havsvakt wrote to me today")
    assert watch(at=NOW) == []


def test_a_dismissal_says_why_and_is_said_once(topic: Topic, cast: Cast) -> None:
    storm(NOW)
    [alarm] = watch(at=NOW)
    with pytest.raises(NoWhy):
        dismiss(alarm=alarm, why="  ", by=cast.olga, at=NOW)
    dismiss(alarm=alarm, why="A film used our name.", by=cast.olga, at=NOW)
    with pytest.raises(DismissedAlready):
        dismiss(alarm=alarm, why="Again.", by=cast.olga, at=NOW)
    assert alarms.standing(by=cast.olga) == []


def test_it_is_handed_to_one_room(topic: Topic, cast: Cast) -> None:
    storm(NOW)
    [alarm] = watch(at=NOW)
    assert alarms.standing(by=cast.olga) == [alarm]
    hand_over(alarm=alarm, room=7, by=cast.olga, at=NOW)
    with pytest.raises(HandedAlready):
        hand_over(alarm=alarm, room=8, by=cast.olga, at=NOW)
    with pytest.raises(HandedAlready):
        dismiss(alarm=alarm, why="No.", by=cast.olga, at=NOW)
    assert alarms.standing(by=cast.olga) == []


def test_the_curve_has_a_gap_where_nobody_heard(topic: Topic) -> None:
    storm(NOW)
    [alarm] = watch(at=NOW)
    source = Source.objects.get()
    Gap.objects.create(
        source=source, from_at=NOW - 3 * HOUR, until_at=NOW - 2 * HOUR, why="restart"
    )
    points = alarms.curve(alarm, at=NOW + 20 * MINUTE)
    missing = [one.at for one in points if one.posts is None]
    assert len(missing) in {4, 5}
    assert max(one.posts or 0 for one in points) >= 120
    assert all(one.high is not None for one in points)


def test_one_more_tag_is_told_once(topic: Topic) -> None:
    storm(NOW, text="Havsvakt they copied her poster")
    [alarm] = watch(at=NOW)
    assert alarm.severity == 3
    storm(NOW + 5 * MINUTE, first=3_000, posts=200, writers=200)
    [again] = watch(at=NOW + 5 * MINUTE)
    assert again.pk == alarm.pk
    assert again.reasons == ["volume", "negative", "companion"]
    latest = alarms.latest_found(alarms.evidence_of(alarm))
    assert latest["companions"][0]["word"] == "#thieves"
    assert watch(at=NOW + 6 * MINUTE) == []
