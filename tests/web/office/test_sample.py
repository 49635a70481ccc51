"""Looking around with sample data: through HTTP and the real job, and gone without a trace by one button."""

import pytest
from django.db import connection

from muster.accounts import actions, queries
from muster.accounts.errors import NotTyped
from muster.accounts.models import Organisation, Sample, Staff
from muster.kit import samples
from muster.proof.demo import loading, peopling, staffing, world
from muster.sources import actions as sources
from tests.web.office.test_beginning import filled

OFFER = "Look around with sample data"
EMPTY = ("people", "imports", "sources", "audiences", "broadcasts", "inbox", "")


@pytest.fixture
def small():
    """A sample of few people, filled by the same code."""
    before = list(samples._offers)
    now = world.present()
    samples.register(
        samples.Offer(
            fits=loading.fits,
            steps=lambda: [
                lambda: staffing.fill(password=None),
                lambda: peopling.fill(now, 40),
            ],
        )
    )
    yield
    samples._offers[:] = before


@pytest.mark.django_db
def test_every_empty_page_offers_it_to_an_administrator_alone(client_for, cast):
    Organisation.objects.update_or_create(pk=1, defaults={"mode": "training"})
    ada, olga = client_for(cast.ada), client_for(cast.olga)
    for page in EMPTY:
        seen = ada.get(f"/office/{page}/" if page else "/office/")
        if seen.status_code == 200:
            assert OFFER in seen.content.decode(), page
        assert OFFER not in olga.get(f"/office/{page}/" if page else "/office/").content.decode()
    assert olga.post("/office/sample/loading/").status_code == 404
    assert ada.get("/office/sample/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("real", ["person", "mode"])
def test_where_anything_is_real_there_is_no_offer_and_no_door(client_for, cast, make, real):
    Organisation.objects.update_or_create(pk=1, defaults={"mode": "training"})
    if real == "person":
        make.person(given_name="Ola")
    else:
        Organisation.objects.update(mode="team")
    ada = client_for(cast.ada)
    assert OFFER not in ada.get("/office/audiences/").content.decode()
    assert ada.post("/office/sample/loading/").status_code == 404
    assert not Sample.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_comes_by_a_job_and_one_button_leaves_no_row_of_it(client_for, cast, small):
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Coast Friends"})
    ada = client_for(cast.ada)
    # Signing in has happened by now, so that only the sample makes a difference.
    ada.get("/office/settings/")
    before = filled()
    assert ada.post("/office/sample/loading/").headers["Location"] == "/office/sample/"
    assert "Waits for a worker" in ada.get("/office/sample/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [TASK])
        assert cursor.fetchone()[0] == 1
    refused = ada.post("/office/sample/deletion/")
    assert refused.status_code == 409 or "still being loaded" in refused.content.decode()
    actions.load_sample()
    actions.load_sample()  # a job that runs twice finds nothing to do
    assert "The sample data is here" in ada.get("/office/sample/").content.decode()
    assert Organisation.objects.get().name == "Havsvakt"
    assert not any(one.has_usable_password() for one in Staff.objects.filter(demo=True))
    assert "Delete the sample data" in ada.get("/office/settings/").content.decode()
    assert ada.get("/office/sample/deletion/").status_code == 200
    assert ada.post("/office/sample/deletion/").headers["Location"] == "/office/"
    assert ada.get("/office/").status_code == 200
    assert Organisation.objects.get().name == "Coast Friends"
    assert queries.loaded_sample() is None
    left = filled()
    assert {name: rows for name, rows in left.items() if name != "audit_entry"} == {
        name: rows for name, rows in before.items() if name in left and name != "audit_entry"
    }
    assert left["audit_entry"] == 1
    assert OFFER in ada.get("/office/audiences/").content.decode()


@pytest.mark.django_db
def test_what_was_put_in_beside_it_is_counted_and_goes_only_by_its_number(client_for, cast, make):
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Coast Friends"})
    ada = client_for(cast.ada)
    actions.ask_for_sample(by=cast.ada)
    Sample.objects.update(state="loaded", before={})
    page = ada.get("/office/sample/deletion/").content.decode()
    assert "Nothing was put in beside the sample" in page
    assert "The log of who did what begins anew: 1 line" in page
    assert "Type how many" not in page
    for _number in range(2):
        make.person()
    sources.add_source(kind="segment", name="Website", by=cast.olga)
    page = ada.get("/office/sample/deletion/").content.decode()
    assert "<li>2 people</li><li>1 source</li>" in page
    for wrong in ("", "2", "4"):
        answer = ada.post("/office/sample/deletion/", {"typed": wrong})
        assert answer.status_code == 422
        assert "Type how many things beside the sample go with it. Nothing was deleted." in (
            answer.content.decode()
        )
    assert Sample.objects.exists()
    with pytest.raises(NotTyped):
        actions.drop_sample(by=cast.ada)


@pytest.mark.django_db(transaction=True)
def test_what_breaks_off_says_so_and_can_be_taken_away(client_for, cast):
    def broken() -> None:
        raise OSError("no room")

    before = list(samples._offers)
    samples.register(samples.Offer(fits=lambda: True, steps=lambda: [broken]))
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Coast Friends"})
    ada = client_for(cast.ada)
    ada.post("/office/sample/loading/")
    actions.load_sample()
    samples._offers[:] = before
    assert "did not come whole" in ada.get("/office/sample/").content.decode()
    assert ada.post("/office/sample/deletion/").status_code == 302
    assert queries.loaded_sample() is None


TASK = "accounts.load_sample"
