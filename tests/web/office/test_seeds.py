"""The page of the seed list: what is on it, what would be missed, and one more."""

from muster.audit.models import Entry
from muster.delivery.models import Seed


def test_an_administrator_adds_and_takes_off(client_for, cast) -> None:
    client = client_for(cast.ada)
    empty = client.get("/office/settings/seeds/")
    assert "one that bounces, one that answers STOP" in empty.content.decode()
    form = {"channel": "email", "address": "Bounce@seeds.example", "role": "bounces"}
    assert client.post("/office/settings/seeds/", form).status_code == 302
    seed = Seed.objects.get()
    assert (seed.address, seed.added_by) == ("bounce@seeds.example", cast.ada.actor)
    again = client.post("/office/settings/seeds/", form)
    assert again.status_code == 422
    assert "on the list already" in again.content.decode()
    assert client.post(f"/office/settings/seeds/{seed.pk}/removal/").status_code == 302
    assert client.post(f"/office/settings/seeds/{seed.pk}/removal/").status_code == 404
    verbs = set(Entry.objects.filter(verb__startswith="seed.").values_list("verb", flat=True))
    assert verbs == {"seed.added", "seed.removed"}


def test_nonsense_and_strangers_change_nothing(client_for, cast) -> None:
    client = client_for(cast.ada)
    for form in ({}, {"channel": "email", "address": "who", "role": "reads"}):
        assert client.post("/office/settings/seeds/", form).status_code == 422
    assert client_for(cast.olga).get("/office/settings/seeds/").status_code == 404
    unproved = client_for(cast.ada, how="")
    form = {"channel": "email", "address": "a@seeds.example", "role": "reads"}
    assert unproved.post("/office/settings/seeds/", form).status_code == 302
    assert not Seed.objects.exists()
