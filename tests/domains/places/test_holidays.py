"""Public holidays by country and year, in words the reader knows."""

from datetime import date

from muster.places import holidays


def test_what_is_free_where():
    independence = date(2026, 11, 11)
    assert holidays.is_holiday("PL", independence)
    assert holidays.is_holiday("FR", independence)
    assert not holidays.is_holiday("IT", independence)


def test_named_in_the_language_of_the_reader_where_it_is_known():
    assert holidays.name("FR", date(2026, 7, 14), "fr") == "Fête nationale"
    assert "National" in holidays.name("FR", date(2026, 7, 14), "en")
    assert holidays.name("PL", date(2026, 11, 11), "xx")
    assert holidays.name("PL", date(2026, 11, 12)) == ""


def test_a_country_nobody_knows_has_none():
    assert not holidays.is_holiday("ZZ", date(2026, 12, 25))
    assert {"FR", "GB", "IT", "PL", "SE", "US"} <= set(holidays.countries())
