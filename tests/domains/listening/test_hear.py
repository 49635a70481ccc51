"""What was heard is kept once, with its curves and its facts, or not at all."""

from datetime import timedelta

import pytest
from django.db import transaction

from muster.activity import queries as activity
from muster.kit import faults
from muster.kit.actors import system
from muster.listening.actions.hear import Reached, hear
from muster.listening.models import Companion, Count, Mention
from muster.people import actions as people
from tests.domains.listening.saying import NOON, heard, post, source, topic
from tests.make import Make

pytestmark = pytest.mark.django_db


def test_a_post_is_kept_once_however_often_it_is_heard() -> None:
    topic()
    first, second = source(), source()
    said = heard(post(1), post(2), post(1))
    assert (
        len(hear(source=first.pk, heard=said, reached=Reached({"cursor": 7}, 3, 1), at=NOON)) == 2
    )
    assert hear(source=second.pk, heard=said, reached=Reached(None, 3), at=NOON) == []
    assert Mention.objects.count() == 2
    first.refresh_from_db()
    assert (first.mark, first.frames, first.skipped, first.heard_at) == ({"cursor": 7}, 3, 1, NOON)
    second.refresh_from_db()
    assert second.mark == {}


def test_the_curve_counts_posts_writers_and_reach_of_five_minutes() -> None:
    made = topic()
    said = heard(
        post(1, reach=10), post(2, reach=5), post(3, did="did:plc:writer1", reach=12),
        post(4, at=NOON + timedelta(minutes=5)),
    )  # fmt: skip
    hear(source=source().pk, heard=said, reached=Reached(), at=NOON)
    found = Count.objects.filter(topic=made).order_by("at")
    assert [(one.posts, one.authors, one.reach) for one in found] == [(3, 2, 17), (1, 1, 0)]
    assert found[0].at == NOON.replace(minute=0)
    hear(source=source().pk, heard=heard(post(9)), reached=Reached(), at=NOON)
    assert Count.objects.get(topic=made, at=NOON.replace(minute=0)).posts == 4


def test_what_stands_beside_is_counted_by_the_hour() -> None:
    topic()
    said = heard(post(1, "Havsvakt #Thieves thieves and liars"), post(2, "havsvakt: #thieves!"))
    hear(source=source().pk, heard=said, reached=Reached(), at=NOON)
    found = {one.word: one.posts for one in Companion.objects.all()}
    assert found == {"#thieves": 2, "thieves": 1, "liars": 1}
    hear(source=source().pk, heard=said, reached=Reached(), at=NOON)
    assert Companion.objects.get(word="#thieves").posts == 2


def test_somebody_on_a_record_is_told_of_in_the_log(make: Make) -> None:
    topic()
    person = make.person()
    [known] = people.resolve(
        known=[people.Known(keys=(("email", person.keys.get().value), ("handle", "mastodon:ana@social.example")))],
        source="test", by=system("test"), at=NOON,
    )  # fmt: skip
    one = post(1, network="mastodon", handle="mastodon:ana@social.example")
    [mention] = hear(source=source().pk, heard=heard(one), reached=Reached(), at=NOON)
    assert mention.key is not None
    assert mention.key.person_id == known.person_id
    [fact] = activity.timeline([mention.key.pk], limit=5, kinds=["mention.seen"])
    assert fact.data == {"mention": mention.pk}
    people.forget_person(person=person, by=system("test"))
    assert not Mention.objects.exists()
    assert Count.objects.get().posts == 1


def test_broken_off_it_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    topic()
    where = source()
    monkeypatch.setattr(faults, "ARMED", "hear.before_commit:1:raise")
    monkeypatch.setattr(faults, "_seen", {})
    with pytest.raises(faults.InjectedFault), transaction.atomic():
        hear(source=where.pk, heard=heard(post(1)), reached=Reached({"cursor": 7}), at=NOON)
    where.refresh_from_db()
    assert (Mention.objects.count(), Count.objects.count(), where.mark) == (0, 0, {})
    hear(source=where.pk, heard=heard(post(1)), reached=Reached({"cursor": 7}), at=NOON)
    where.refresh_from_db()
    assert (Mention.objects.count(), where.mark) == (1, {"cursor": 7})
