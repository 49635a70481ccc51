"""One row to one entry: what is understood, what is left out with a reason, what is kept as it came."""

from datetime import UTC, datetime

import pytest

from muster.kit.money import Money
from muster.people.keys import Key
from muster.sources import values
from muster.sources.kinds.csv.headers import map_columns
from muster.sources.kinds.csv.reader import Row
from muster.sources.kinds.csv.rows import Rules, entry


def read(headings, cells, country="PL", **more):
    rules = Rules(columns=tuple(map_columns(headings)), country=country, source="list", **more)
    return entry(Row(2, cells), rules)


def test_a_row_becomes_keys_fields_and_extras():
    made = read(
        ["Email", "Phone", "First name", "Last name", "Postcode", "Country", "Shoe size", "Tags"],
        ["ANN@People.example ", "600 100 200", "Ann", "Nowak", "90-001", "Polska", "41", "a; b"],
    )
    assert made.keys == [Key("email", "ann@people.example"), Key("phone", "+48600100200")]
    assert made.fields == {
        "given_name": "Ann", "family_name": "Nowak", "postcode": "90-001", "country": "PL",
    }  # fmt: skip
    assert made.tags == ["a", "b"]
    assert made.extra == {"Shoe size": "41"}
    assert not made.problem


def test_a_row_without_any_key_is_refused():
    assert read(["Email", "Name"], ["", "Ann"]).problem == "no_key"


def test_a_bad_key_beside_a_good_one_is_left_out_and_kept_in_sight():
    made = read(["Email", "Phone"], ["not an address", "+48600100200"])
    assert [key.kind for key in made.keys] == ["phone"]
    assert (made.problem, made.caution) == ("", "bad_email")
    assert made.extra == {"Email": "not an address"}


def test_an_identity_number_counts_only_within_its_system():
    assert read(["User ID"], ["77"]).keys == [Key("external", "list:77")]
    assert read(["akid"], ["77"]).keys == [Key("external", "actionkit:77")]


def test_a_lost_leading_zero_is_put_back():
    made = read(["Email", "Zip"], ["a@people.example", "2139"], country="US")
    assert made.fields["postcode"] == "02139"


def test_an_unknown_postcode_is_kept_and_said():
    made = read(["Email", "Zip"], ["a@people.example", "??"])
    assert made.caution == "bad_postcode"
    assert made.extra["postcode"] == "??"


@pytest.mark.parametrize(
    ("amount", "day", "money"),
    [
        ("$1,234.50", "2024-03-05 10:00:00", Money(123450, "USD")),
        ("25", "03/05/2024", Money(2500, "USD")),
        ("1.234,50 €", "2024-03-05", Money(123450, "EUR")),
    ],
)
def test_a_gift_is_minor_units_and_a_moment(amount, day, money):
    made = read(["Email", "Amount", "Date", "Receipt ID", "Lineitem ID"],
                ["a@people.example", amount, day, "r1", "l1"], country="US", day_first=False)  # fmt: skip
    assert made.gift is not None
    assert made.gift.money == money
    assert made.gift.at.date().isoformat() == "2024-03-05"
    assert made.gift.ids == ("r1", "l1")


@pytest.mark.parametrize(
    ("amount", "day"), [("-5", "2024-01-01"), ("a lot", "2024-01-01"), ("5", "soon")]
)
def test_what_is_no_gift_is_said_and_the_person_taken(amount, day):
    made = read(["Email", "Amount", "Date"], ["a@people.example", amount, day])
    assert made.gift is None
    assert made.caution in {"bad_amount", "bad_date"}
    assert not made.problem


def test_a_refunded_gift_is_no_gift():
    made = read(["Email", "Amount", "Date", "Refund ID"],
                ["a@people.example", "5", "2024-01-01", "R9"])  # fmt: skip
    assert (made.gift, made.caution) == (None, "refunded")


def test_yes_and_no_are_noted_and_a_stop_date_is_a_no():
    assert read(["Email", "email_opt_in"], ["a@people.example", "Y"]).answers == {"email": True}
    assert read(["Email", "email_opt_in"], ["a@people.example", "N"]).answers == {"email": False}
    made = read(["Email", "UNSUB_TIME"], ["a@people.example", "2020-01-02 03:04:05"])
    assert made.answers == {"email": False}
    assert made.answered_at == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_quoted_list_in_a_quoted_cell():
    assert values.many('"VIP","Blog"') == ["VIP", "Blog"]
    assert values.many("INDIE\\, EGYPT,Other") == ["INDIE, EGYPT", "Other"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [("Deutschland", "DE"), ("us", "US"), ("United States", "US"), ("Włochy", "IT"), ("UK", "GB")],
)
def test_countries_by_code_or_name(raw, code):
    assert values.country(raw) == code


def test_the_column_tells_how_days_are_written():
    assert values.day_first(["03/04/2024", "25/04/2024"], "US")
    assert not values.day_first(["03/04/2024", "04/25/2024"], "PL")
    assert values.day_first(["03/04/2024"], "PL")
    assert not values.day_first(["03/04/2024"], "US")


@pytest.mark.parametrize(
    ("full", "parts"),
    [("Jan Nowak", ("Jan", "Nowak")), ("Nowak, Jan", ("Jan", "Nowak")), ("Cher", ("Cher", ""))],
)
def test_whole_names_are_parted(full, parts):
    assert values.names(full) == parts
