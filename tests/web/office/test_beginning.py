"""The first administrator, and the one button that ends the sample: through HTTP."""

import pytest
from django.core.management import call_command
from django.db import connection

from muster.accounts.models import Organisation, Staff
from muster.accounts.queries import key_to_begin
from tests.cast import make_cast
from tests.make import Make

SAID = {
    "organisation": "Coast Friends",
    "name": "Nora",
    "email": "Nora@coast.example",
    "language": "en",
    "password": "seals sleep on warm stones",
}


def begin(key):
    return f"/office/begin/{key}/"


@pytest.mark.django_db
def test_the_first_administrator_begins_with_the_key_of_this_computer(client_for):
    visitor = client_for()
    assert "Begin with your own organisation" in visitor.get(begin(key_to_begin())).content.decode()
    made = visitor.post(begin(key_to_begin()), SAID)
    assert made.headers["Location"] == "/office/sign-in/"
    nora = Staff.objects.get(email="nora@coast.example")
    assert nora.may("settings.manage")
    assert nora.every_region
    assert not nora.demo
    house = Organisation.objects.get()
    assert (house.name, house.mode) == ("Coast Friends", "training")
    assert visitor.get(begin(key_to_begin())).status_code == 404
    assert visitor.post(begin(key_to_begin()), SAID).status_code == 404
    assert Staff.objects.count() == 1


@pytest.mark.django_db
def test_a_wrong_key_and_a_weak_password_make_nobody(client_for):
    visitor = client_for()
    assert visitor.post(begin("x" * 22), SAID).status_code == 404
    weak = visitor.post(begin(key_to_begin()), SAID | {"password": "short"})
    assert "12" in weak.content.decode()
    assert not Staff.objects.exists()


def invented(cast):
    Staff.objects.update(demo=True)
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Havsvakt"})


def filled() -> dict[str, int]:
    """How many rows each table has that migrations do not fill."""
    spared = ("django_", "places_", "auth_permission", "procrastinate_")
    names = [
        name
        for name in connection.introspection.table_names()
        if not name.startswith(spared) or name == "django_session"
    ]
    with connection.cursor() as cursor:
        found = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            found[name] = cursor.fetchone()[0]
        return {name: rows for name, rows in found.items() if rows}


@pytest.mark.django_db(transaction=True)
def test_one_button_leaves_no_row_of_the_sample(client_for, cast, make: Make):
    invented(cast)
    make.person(given_name="Ola")
    ada = client_for(cast.ada)
    assert "Delete all sample data" in ada.get("/office/settings/").content.decode()
    assert ada.get("/office/settings/sample/").status_code == 200
    gone = ada.post("/office/settings/sample/")
    assert gone.headers["Location"] == begin(key_to_begin())
    assert filled() == {}
    assert client_for().get(gone.headers["Location"]).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("real", ["account", "mode"])
def test_where_anything_is_real_there_is_no_such_button(client_for, cast, real):
    invented(cast)
    if real == "account":
        Staff.objects.filter(pk=cast.vera.pk).update(demo=False)
    else:
        Organisation.objects.update(mode="team")
    ada = client_for(cast.ada)
    assert "Delete all sample data" not in ada.get("/office/settings/").content.decode()
    assert ada.post("/office/settings/sample/").status_code == 404
    assert Staff.objects.count() > 1


@pytest.mark.django_db
def test_only_an_administrator_who_has_just_shown_it_is_them_may(client_for, cast):
    invented(cast)
    assert client_for(cast.olga).post("/office/settings/sample/").status_code == 404
    asked = client_for(cast.ada, how="").post("/office/settings/sample/")
    assert asked.status_code == 302
    assert Staff.objects.exists()


@pytest.mark.django_db
def test_the_command_tells_where_to_begin_and_only_then(capsys, make):
    call_command("begin")
    assert begin(key_to_begin()) in capsys.readouterr().out
    make_cast()
    call_command("begin")
    assert key_to_begin() not in capsys.readouterr().out
