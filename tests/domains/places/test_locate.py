"""Where a postcode lies, and what is said when nobody can tell."""

import pytest

from muster.places import queries
from muster.places.distance import kilometres
from muster.places.models import Region
from muster.places.queries import locate


@pytest.mark.parametrize(
    ("country", "code", "region"),
    [
        ("PL", "90-001", "PL-10"),
        ("IT", "20121", "IT-25"),
        ("FR", "75001", "FR-IDF"),
        ("FR", "20090", "FR-20R"),
        ("FR", "97400", "FR-974"),
        ("FR", "97133", "FR-BL"),
        ("FR", "98800", "FR-NC"),
        ("US", "94103-1234", "US-CA"),
        ("US", "00901", "US-PR"),
        ("US", "96910", "US-GU"),
        ("GB", "EH1 1YZ", "GB-SCT"),
        ("GB", "M9", "GB-ENG"),
        ("GB", "M90", "GB-ENG"),
        ("GB", "BT1 5GS", "GB-NIR"),
        ("GB", "CF10 1EP", "GB-WLS"),
    ],
)
def test_region(country, code, region):
    answer = locate(country, code)
    assert (answer.region, answer.ambiguous, answer.reason) == (region, (), "")


def test_a_code_in_two_regions_says_so():
    answer = locate("PL", "38-300")
    assert answer.region is None
    assert answer.ambiguous == ("PL-12", "PL-18")
    assert "more than one region" in answer.reason


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("GB", "JE2 3AB"),
        ("GB", "IM1"),
        ("US", "09012"),
        ("FR", "98000"),
        ("IT", "47890"),
        ("US", "00000"),
        ("GB", "QQ1"),
    ],
)
def test_codes_outside_our_regions_say_why(country, code):
    answer = locate(country, code)
    assert answer.region is None
    assert answer.ambiguous == ()
    assert answer.reason


@pytest.mark.django_db
def test_every_region_in_the_tables_is_a_row_with_zone_and_place():
    from zoneinfo import ZoneInfo

    from muster.places import tables
    from muster.places.countries import COUNTRIES

    rows = {region.code: region for region in queries.regions()}
    named = {r for c in COUNTRIES for many in tables.prefixes(c).values() for r in many} - {"-"}
    assert named <= set(rows)
    assert len(rows) == 120
    for region in rows.values():
        assert ZoneInfo(region.zone)
        assert -90 < region.latitude < 90


@pytest.mark.django_db
def test_a_region_has_its_name_in_the_readers_language():
    tuscany = Region.objects.get(code="IT-52")
    assert tuscany.name_in("pl") == "Toskania"
    assert tuscany.name_in("it") == "Toscana"
    assert tuscany.name_in("de") == "Toscana"
    assert str(tuscany) == "Toscana"


def test_distance():
    assert kilometres(52.23, 21.01, 51.77, 19.46) == pytest.approx(118, abs=2)
    assert kilometres(48.85, 2.35, 48.85, 2.35) == 0
    assert kilometres(0, 0, 0, 180) == pytest.approx(20015, abs=2)
