"""The demo charity is talked about: quiet weeks, a night that was not heard, and an afternoon on which its tag rises."""

from datetime import timedelta

import pytest

from muster.kit import clock
from muster.listening import following, losses, queries
from muster.listening.models import Mention, Topic
from muster.proof.demo import listening

pytestmark = pytest.mark.django_db


def test_a_tag_rises_beside_thieves_and_followers_leave() -> None:
    now = clock.now()
    listening.fill(now)
    topic = Topic.objects.get()
    since = now - timedelta(hours=24)
    hours = queries.curve(topic, since=since, until=now, step=3600)
    assert any(one.posts is None for one in hours)
    assert (hours[-1].posts or 0) > 40
    assert queries.companions(topic, since=now - timedelta(hours=2))[0][0] == "#thieves"
    assert Mention.objects.filter(negative=True).exists()
    [ledger] = following.ledgers(now=now)
    assert (losses.worst(ledger.hours)[0].change or 0) < -500
