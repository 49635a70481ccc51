"""The page that says when: asked in hours of a place, kept as a moment, told in one sentence."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from muster.broadcasts import actions
from muster.delivery.models import Recipient
from muster.kit import clock
from muster.kit.actors import system
from muster.people import actions as people
from tests.domains.broadcasts.stages import Stages
from tests.web.office.broadcast_pages import words

pytestmark = pytest.mark.django_db
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def stages(cast, make):
    return Stages(cast, make)


def at(name, broadcast):
    return reverse(f"office:{name}", args=[broadcast.pk])


def asked(page, **changes):
    """What the page’s own form holds, with some of it written anew."""
    form = page.context["form"]
    held = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (held | changes).items() if value is not None}


def test_a_time_in_a_zone_is_kept_as_one_moment_and_told_in_a_sentence(stages, cast, client_for):
    ana, made = client_for(cast.ana), stages.written()
    local = (clock.now() + timedelta(hours=5)).astimezone(WARSAW).replace(second=0, microsecond=0)
    page = ana.get(at("broadcast-when", made))
    given = asked(
        page,
        start="at",
        day=f"{local:%Y-%m-%d}",
        hour=f"{local:%H:%M}",
        zone="Europe/Warsaw",
        window_from="08:00",
        window_to="21:00",
        plan="default",
    )
    response = ana.post(at("broadcast-when", made), given)
    assert response["Location"] == at("broadcast-check", made)
    made.refresh_from_db()
    assert made.not_before == local
    said = words(ana.get(at("broadcast-check", made)))
    assert f"at {local:%H:%M} in Warsaw, to each between 08:00 and 21:00 where they live" in said
    assert "in 2 steps: our own seed list, the rest; over by" in said
    assert ana.get(at("broadcast-when", made)).context["form"]["hour"].value() == local.time()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"start": "at", "day": "", "hour": "10:00"}, "Choose a day"),
        ({"start": "at", "day": "2026-12-01", "hour": "25:61"}, "Enter a valid time"),
        (
            {"start": "at", "day": "2026-12-01", "hour": "10:00", "zone": "Mars/Base"},
            "valid choice",
        ),
        ({"window_from": "08:00"}, "Write both hours, or neither"),
        ({"window_from": "08:00", "window_to": "08:00"}, "These two are the same"),
        ({"not_after_hours": "900"}, "less than or equal to 168"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_saved(stages, cast, client_for, wrong, said):
    ana, made = client_for(cast.ana), stages.written()
    given = asked(ana.get(at("broadcast-when", made)), **wrong)
    response = ana.post(at("broadcast-when", made), given)
    assert response.status_code == 422
    assert said in words(response)
    made.refresh_from_db()
    assert (made.start, made.window_from, made.not_after_hours) == ("hand", None, None)


def test_a_time_that_comes_twice_is_told(stages, cast, client_for):
    ana, made = client_for(cast.ana), stages.written()
    given = {"start": "at", "day": "2027-10-31", "hour": "02:30", "zone": "Europe/Warsaw"}
    given = asked(ana.get(at("broadcast-when", made)), **given)
    page = ana.post(at("broadcast-when", made), given, follow=True)
    assert "show that time twice; the first one counts" in words(page)
    assert "more than 24 hours from now" in words(page)


def test_a5_a_change_of_time_voids_what_was_approved(stages, cast, client_for):
    ana, made = client_for(cast.ana), stages.approved()
    page = ana.get(at("broadcast-when", made))
    assert "This waits for approval" in words(page)
    ana.post(at("broadcast-when", made), asked(page, start="approved"))
    assert stages.status(made) == "draft"


def test_somebody_elses_hours_are_not_overwritten(stages, cast, client_for):
    ana, made = client_for(cast.ana), stages.written()
    page = ana.get(at("broadcast-when", made))
    changes = {"start": "approved"}
    actions.edit(broadcast_id=made.pk, changes=changes, by=cast.olga, session_mac="o")
    response = ana.post(
        at("broadcast-when", made), asked(page, plan="at_once", not_after_hours="5")
    )
    assert response.status_code == 409
    assert "Somebody else saved this" in words(response)


def test_what_starts_by_itself_asks_nobody_to_press(stages, cast, client_for):
    stages.timing = {
        "start": "at",
        "not_before": clock.now() + timedelta(hours=2),
        "zone": "Europe/Warsaw",
    }
    made = stages.approved()
    olga = client_for(cast.olga)
    page = olga.get(at("broadcast-approve", made))
    assert "It starts by itself on" in words(page)
    assert at("broadcast-release", made) not in page.content.decode()
    response = olga.post(at("broadcast-release", made), {"digest": stages.digest(made)})
    assert response.status_code == 409
    assert "approved for a later time" in words(response)


def test_a_start_that_was_missed_is_told_and_left_to_people(stages, cast, client_for):
    stages.timing = {"start": "approved"}
    made = stages.approved()
    for recipient in Recipient.objects.order_by("id")[:3]:
        people.suppress(kind="email", value=recipient.address, reason="bounce", by=system("test"))
    actions.release_due()
    page = words(client_for(cast.olga).get(at("broadcast-approve", made)))
    assert "It did not start by itself" in page


def test_only_authors_say_when(stages, cast, client_for):
    made = stages.written()
    assert client_for(cast.vera).get(at("broadcast-when", made)).status_code == 404
