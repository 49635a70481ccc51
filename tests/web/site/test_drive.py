"""The public side of a drive: before, while and after; the wall; the personal link; the stream; works without script."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import async_to_sync

from muster.drives import actions, codes, live
from muster.drives.models import Drive, Link
from muster.kit import clock
from tests.domains.drives.givers import drive, give, hat

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def at_hand(by: Any, since: float = -30, until: float = 60, **more: Any) -> Drive:
    now = clock.now()
    return drive(
        by, starts_at=now + timedelta(minutes=since), ends_at=now + timedelta(minutes=until), **more
    )


def test_while_it_runs_one_can_give_and_see_how_it_stands(cast: Cast, client_for: Any) -> None:
    seals = at_hand(cast.olga, story="For the seals.")
    give(seals, at=clock.now())
    hat(seals, 32_000, at=clock.now())
    text = client_for().get(f"/drive/{seals.slug}/?by=bcdfghjk&via=post").content.decode()
    assert "€10 of €2,500" in text
    assert "1 person of 250 gave" in text
    assert "The hat went round too: €320 in cash, counted apart." in text
    assert "For the seals." in text
    assert 'name="relay" value="bcdfghjk"' in text
    assert 'name="channel" value="post"' in text
    assert len(text) < 50_000


def test_before_and_after_nobody_can_give(cast: Cast, client_for: Any) -> None:
    coming, over = at_hand(cast.olga, since=30), at_hand(cast.olga, since=-90, until=-1)
    assert "It starts" in client_for().get(f"/drive/{coming.slug}/").content.decode()
    text = client_for().get(f"/drive/{over.slug}/").content.decode()
    assert "It is over. Thank you." in text
    assert 'name="relay"' not in text


def test_near_the_goal_what_is_missing_says_most(cast: Cast, client_for: Any) -> None:
    seals = at_hand(cast.olga, people=10)
    give(seals, 9000, at=clock.now())
    text = client_for().get(f"/drive/{seals.slug}/").content.decode()
    assert "€10 to go." in text
    assert "of 10 gave" not in text.partition("<section")[0]


def test_an_unknown_address_is_not_there(client_for: Any) -> None:
    for page in ("", "wall/", "events/", "mine/x/"):
        assert client_for().get(f"/drive/nothing/{page}").status_code == 404


def test_the_wall_shows_a_code_that_leads_here(cast: Cast, client_for: Any) -> None:
    seals = at_hand(cast.olga)
    part = at_hand(cast.olga, parent=seals, title="Gotland")
    give(part, 2000, at=clock.now())
    text = client_for().get(f"/drive/{seals.slug}/wall/").content.decode()
    assert "€20" in text
    assert "Gotland" in text
    assert "As of" in text
    assert Link.objects.get(code=codes.of_wall(seals.pk)).channel == "wall"


def test_whoever_gives_gets_a_link_at_once(cast: Cast, client_for: Any) -> None:
    seals, other = at_hand(cast.olga), at_hand(cast.olga)
    payment = give(seals, at=clock.now())
    text = client_for().get(f"/drive/{seals.slug}/mine/{payment.token}/").content.decode()
    assert f"?by={codes.of_payment(payment.pk)}" in text
    assert client_for().get(f"/drive/{other.slug}/mine/{payment.token}/").status_code == 404
    actions.follow(drive=seals, at=clock.now())
    assert Link.objects.filter(code=codes.of_payment(payment.pk)).exists()


def test_a_visit_is_a_bare_number(cast: Cast, client_for: Any) -> None:
    seals = at_hand(cast.olga)
    for by in (codes.of_wall(seals.pk), "nobody", ""):
        assert client_for().post(f"/drive/{seals.slug}/visits/", {"by": by}).status_code == 204
    assert Link.objects.get().visits == 1


def test_the_stream_says_what_the_page_says(cast: Cast) -> None:
    from muster.web.site.drive import stream

    seals = at_hand(cast.olga)
    give(seals, name="Ann A.", at=clock.now())
    line = stream.Line(seals)
    line._tell(live.read(seals.pk))
    told = json.loads(line.text("en"))
    assert (told["total"], told["gifts"][0]["name"]) == ("€10", "Someone")
    assert json.loads(line.text("pl"))["total"] != told["total"]
    line.watchers = 1

    async def first() -> str:
        async for said in stream._stream(line, "en"):
            return said
        return ""

    line.join = lambda: None  # type: ignore[method-assign]  # the reader of a test has no database of its own
    assert json.loads(async_to_sync(first)().removeprefix("data: ")) == told


def test_the_same_reading_is_not_told_twice(cast: Cast) -> None:
    from muster.web.site.drive import stream

    async def twice(reading: live.Reading) -> int:
        line = stream.Line(seals)
        line._tell(reading)
        line._tell(reading)
        return line.version

    seals = at_hand(cast.olga)
    assert async_to_sync(twice)(live.read(seals.pk)) == 1
