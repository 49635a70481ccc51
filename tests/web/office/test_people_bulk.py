"""What is done to several people at once: one act, one entry, in one’s regions, undone exactly."""

from __future__ import annotations

from typing import Any

import pytest

from muster.audit.models import Entry
from muster.people import actions
from muster.people.models import Person, SavedView, Trait

pytestmark = pytest.mark.django_db


@pytest.fixture
def folk(make: Any) -> dict[str, Person]:
    """Ewa in Łódź has a tag already, Jan lives there too, Luc in France."""
    return {
        "ewa": make.person(given_name="Ewa", tags=["diver"], consent=True),
        "jan": make.person(given_name="Jan", family_name="=HYPERLINK"),
        "luc": make.person(given_name="Luc", country="FR", postcode="75001"),
    }


def held(tag: str) -> set[str]:
    found = Trait.objects.filter(kind="tag", value=tag, to_at=None)
    return set(found.values_list("person__given_name", flat=True))


def entries(verb: str) -> list[Any]:
    return list(Entry.objects.filter(verb=verb).order_by("id"))


def test_tags_go_on_in_one_act_and_come_off_exactly(
    client_for: Any, cast: Any, folk: dict[str, Person]
) -> None:
    client = client_for(cast.olga)
    chosen = {"who": [folk["ewa"].id, folk["jan"].id], "word": " diver "}
    assert client.post("/office/people/tags/", chosen).status_code == 302
    assert held("diver") == {"Ewa", "Jan"}
    [entry] = entries("people.tagged")
    assert entry.detail == {"tag": "diver", "count": 1}
    page = client.get("/office/people/").text
    assert "1 person got the tag “diver”." in page
    client.post("/office/people/tags/undoing/")
    assert held("diver") == {"Ewa"}
    assert "got the tag" not in client.get("/office/people/").text
    client.post("/office/people/tags/undoing/")
    assert held("diver") == {"Ewa"}


def test_taking_a_tag_off_is_undone_too(
    client_for: Any, cast: Any, folk: dict[str, Person]
) -> None:
    client = client_for(cast.olga)
    client.post("/office/people/tags/removals/", {"all": "1", "tag": "diver", "word": "diver"})
    assert held("diver") == set()
    client.post("/office/people/tags/undoing/")
    assert held("diver") == {"Ewa"}
    assert Trait.objects.filter(kind="tag", value="diver").count() == 1


@pytest.mark.parametrize("said", [{"all": "1"}, {"who": ["ids"]}])
def test_nobody_outside_the_regions_is_touched(
    client_for: Any, cast: Any, folk: dict[str, Person], said: dict[str, Any]
) -> None:
    if "who" in said:
        said = {"who": [one.id for one in folk.values()]}
    client_for(cast.rita).post("/office/people/tags/", {**said, "word": "met"})
    assert held("met") == {"Ewa", "Jan"}


@pytest.mark.parametrize(
    "said", [{"word": "x"}, {"who": ["x", "9" * 30], "word": "x"}, {"all": "1", "word": " "},
             {"all": "1", "word": "w" * 61}],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(
    client_for: Any, cast: Any, folk: dict[str, Person], said: dict[str, Any]
) -> None:
    answer = client_for(cast.olga).post("/office/people/tags/", said)
    assert answer.status_code == 302
    assert not entries("people.tagged")


def test_one_act_is_bounded(cast: Any) -> None:
    with pytest.raises(actions.TooMany):
        actions.tag(people=range(actions.MOST_TAGGED + 1), value="x", by=cast.olga)


def test_a_file_leaves_with_an_entry_and_no_formula(
    client_for: Any, cast: Any, folk: dict[str, Person]
) -> None:
    assert client_for(cast.olga).post("/office/people/file/", {"all": "1"}).status_code == 404
    asked = {"all": "1", "col": ["tags", "since"], "region": folk["jan"].region_id}
    answer = client_for(cast.fin).post("/office/people/file/", asked)
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == '"Number","Name","Tags","With us since"'
    assert len(lines) == 3
    assert '"diver"' in answer.text
    [entry] = entries("people.exported")
    assert (entry.detail["count"], entry.detail["columns"]) == (2, "tags,since")
    assert "Łódź" in entry.detail["filters"]


def test_filters_open_as_an_audience(client_for: Any, cast: Any, folk: dict[str, Person]) -> None:
    client = client_for(cast.olga)
    asked = {"all": "1", "tag": "diver", "consent": "no"}
    opened = client.post("/office/people/audience/", asked)
    page = client.get(opened.headers["Location"])
    assert page.status_code == 200
    assert "diver" in page.text
    by_name = client.post("/office/people/audience/", {"all": "1", "q": "ewa"})
    assert by_name.headers["Location"] == "/office/people/?q=ewa"


def test_views_are_ones_own_or_shared(client_for: Any, cast: Any, folk: dict[str, Person]) -> None:
    client = client_for(cast.olga)
    asked = {"name": "Divers", "tag": "diver", "col": ["tags", "email"], "q": "ewa"}
    kept = client.post("/office/people/views/", asked)
    assert kept.headers["Location"] == "/office/people/?tag=diver&col=email&col=tags"
    page = client.get(kept.headers["Location"]).text
    assert "Let go of the view “Divers”" in page
    assert '<th scope="col">Tags</th>' in page
    assert "Divers" not in client_for(cast.vera).get("/office/people/").text
    client.post("/office/people/views/", asked | {"name": "divers"})
    client.post("/office/people/views/", asked | {"name": "All divers", "shared": "1"})
    assert SavedView.objects.count() == 2
    shared = SavedView.objects.get(shared=True)
    other = client_for(cast.vera)
    assert "All divers" in other.get("/office/people/").text
    assert other.post(f"/office/people/views/{shared.pk}/removal/").status_code == 404
    mine = SavedView.objects.get(shared=False)
    assert other.post(f"/office/people/views/{mine.pk}/removal/").status_code == 404
    assert client.post(f"/office/people/views/{mine.pk}/removal/").status_code == 302
    assert SavedView.objects.get() == shared


def test_only_who_may_act_sees_the_bar(client_for: Any, cast: Any, folk: dict[str, Person]) -> None:
    assert 'id="chosen"' not in client_for(cast.vera).get("/office/people/").text
    page = client_for(cast.olga).get("/office/people/").text
    assert "of 3 that you may see" in page
    assert "Take as a file" not in page
    assert "Take as a file" in client_for(cast.fin).get("/office/people/").text
