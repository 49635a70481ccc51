"""Staff make a drive, run it, read who brought whom and what it came to; every page holds the page rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muster.drives import actions
from muster.drives.models import Drive, Giving, Link, Match, Milestone
from muster.kit import clock
from tests.domains.drives.givers import code, drive, give, hat

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
FORM = {
    "title": "250 × 10", "people": "250", "each": "10", "currency": "EUR",
    "starts": "2026-11-28T20:00", "ends": "2026-11-28T21:30", "zone": "Europe/Warsaw",
    "story": "For the seals.", "suggested": "10 20,50", "names": "held", "parent": "", "region": "",
}  # fmt: skip


def running(by: Any, **more: Any) -> Drive:
    now = clock.now()
    return drive(
        by, starts_at=now - timedelta(minutes=49), ends_at=now + timedelta(minutes=41), **more
    )


def test_a_drive_is_made_and_changed(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.olga)
    assert client.get("/office/drives/").status_code == 200
    assert client.get("/office/drives/new/").status_code == 200
    answer = client.post("/office/drives/new/", FORM)
    made = Drive.objects.get()
    assert answer["Location"] == f"/office/drives/{made.pk}/"
    assert (made.slug, made.each_minor, made.suggested) == ("250-10", 1000, [1000, 2050])
    assert made.starts_at == datetime(2026, 11, 28, 19, tzinfo=UTC)
    assert client.get(f"/office/drives/{made.pk}/change/").status_code == 200
    client.post(f"/office/drives/{made.pk}/change/", FORM | {"people": "300", "slug": made.slug})
    assert Drive.objects.get().people == 300
    assert client.get("/office/drives/").status_code == 200


def test_a_wrong_form_comes_back_with_words(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.olga)
    for wrong in ({"each": "-1"}, {"ends": "2026-11-28T19:00"}, {"title": ""}, {"zone": "Moon"}):
        assert client.post("/office/drives/new/", FORM | wrong).status_code == 422
    assert not Drive.objects.exists()


def test_the_control_room_says_how_it_stands(cast: Cast, client_for: Any) -> None:
    client, seals = client_for(cast.olga), running(cast.olga)
    for _number in range(8):
        give(seals, at=clock.now() - timedelta(minutes=3))
    hat(seals, 32_000, at=clock.now())
    held = give(seals, name="Seal Hater", at=clock.now())
    actions.follow(drive=seals, at=clock.now())
    text = client.get(f"/office/drives/{seals.pk}/").content.decode()
    assert "€90 of €2,500" in text
    assert "€320" in text
    assert "At this pace the goal falls" in text
    assert "Seal Hater" in text
    number = Giving.objects.get(entry__payment=held).pk
    client.post(f"/office/drives/{seals.pk}/names/{number}/", {"shown": "1"})
    assert Giving.objects.get(pk=number).name_is == "shown"
    client.post(f"/office/drives/{seals.pk}/names/{number}/", {"shown": "0"})
    assert Giving.objects.get(pk=number).name_is == "hidden"


def test_goals_walls_and_the_end(cast: Cast, client_for: Any) -> None:
    client, seals = client_for(cast.olga), running(cast.olga)
    here = f"/office/drives/{seals.pk}/"
    client.post(f"{here}milestones/", {"amount": "500", "words": "A pump"})
    client.post(f"{here}milestones/", {"amount": "500", "words": "Again"})
    client.post(f"{here}milestones/", {"amount": "much"})
    client.post(f"{here}matches/", {"amount": "100", "name": "A friend", "giver": "50"})
    client.post(f"{here}matches/", {"amount": "100", "name": "A friend", "giver": "x"})
    assert (Milestone.objects.get().minor, Match.objects.get().giver) == (50_000, 50)
    assert "A pump" in client.get(here).content.decode()
    client.post(f"{here}milestones/{Milestone.objects.get().pk}/removal/")
    client.post(f"{here}matches/{Match.objects.get().pk}/removal/")
    assert not Milestone.objects.exists()
    assert not Match.objects.exists()
    client.post(f"{here}screen/", {"screen": "code"})
    client.post(f"{here}screen/", {"screen": "moon"})
    assert Drive.objects.get().screen == "code"
    client.post(f"{here}closure/")
    client.post(f"{here}closure/")
    assert Drive.objects.get().closed_at is not None


def test_the_tree_and_the_links_handed_out(cast: Cast, client_for: Any) -> None:
    client, seals = client_for(cast.olga), running(cast.olga)
    here = f"/office/drives/{seals.pk}/"
    client.post(f"{here}links/", {"kind": "asker", "label": "Bo from the stage"})
    client.post(f"{here}links/", {"kind": "king", "label": "x"})
    stage = Link.objects.get(kind="asker")
    near = give(seals, relay=stage.code, at=clock.now())
    actions.follow(drive=seals, at=clock.now())
    give(seals, relay=code(near), at=clock.now())
    actions.follow(drive=seals, at=clock.now())
    text = client.get(f"{here}tree/").content.decode()
    assert "2 gifts came through somebody" in text
    assert "Bo from the stage" in text


def test_the_report_keeps_cash_apart_and_says_what_it_cannot_say(
    cast: Cast, client_for: Any
) -> None:
    client, seals = client_for(cast.olga), running(cast.olga, people=1)
    give(seals, 265_700, at=clock.now())
    hat(seals, 90_000, at=clock.now())
    text = client.get(f"/office/drives/{seals.pk}/report/").content.decode()
    assert "€2,657 online" in text
    assert "€900" in text
    assert "What cannot be concluded" in text
    file = client.get(f"/office/drives/{seals.pk}/report/file/").content.decode()
    assert '"online","","1","265700","EUR"' in file
    assert '"cash","","","90000","EUR"' in file
    assert '"unknown","","1","265700","EUR"' in file


def test_an_earlier_drive_from_a_file(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.olga)
    page = "/office/drives/earlier/"
    assert client.get(page).status_code == 200
    form = {"title": "Last year", "people": "250", "each": "10", "currency": "EUR", "zone": "UTC"}
    good = SimpleUploadedFile("a.csv", b"at,amount\n2025-11-28T19:00:00,10\n")
    assert client.post(page, form | {"file": good}).status_code == 302
    bad = SimpleUploadedFile("a.csv", b"at,amount\nsoon,10\n")
    assert client.post(page, form | {"title": "Other", "file": bad}).status_code == 422
    assert client.post(page, form | {"title": "Third"}).status_code == 422
    made = Drive.objects.get()
    assert (made.earlier, made.slug) == (True, "last-year")


def test_thanks_are_a_draft_to_exactly_those_who_gave(cast: Cast, client_for: Any) -> None:
    from muster.broadcasts.models import Broadcast
    from muster.delivery.models import Selected

    client, seals = client_for(cast.olga), running(cast.olga)
    answer = client.post(f"/office/drives/{seals.pk}/thanks/")
    assert answer["Location"].endswith("/report/")
    assert not Broadcast.objects.exists()
    ann = give(seals, at=clock.now())
    give(seals, email=ann.email, at=clock.now())
    bob = give(seals, at=clock.now())
    client.post(f"/office/drives/{seals.pk}/thanks/")
    made = Broadcast.objects.get()
    assert made.declared_size == 2
    keys = Selected.objects.filter(selection=made.selection).values_list("key__value", flat=True)
    assert set(keys) == {ann.email, bob.email}
