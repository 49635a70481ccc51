"""Which column means what, over the exports people really bring."""

import json
import os
from pathlib import Path

import pytest

from muster.sources.kinds.csv.headers import labels, looks_headless, map_columns, map_headless

SHARED = Path(os.environ.get("MUSTER_SHARED", Path(__file__).parents[4] / "shared"))
EXPORTS = SHARED / "data" / "donations" / "export_headers.json"

# By export: how many columns fill each field. Everything not counted here must stay extra.
NAME = {"given_name": 1, "family_name": 1}
PLACE = {"address": 1, "city": 1, "region": 1, "postcode": 1}
MAILCHIMP = NAME | dict.fromkeys(
    ("email", "consent_at", "latitude", "longitude", "zone", "country", "region", "external",
     "note", "tags"), 1,
)  # fmt: skip
EXPECTED = {
    "actblue_contributions_csv": NAME | PLACE | {
        "gift_id": 2, "gift_date": 1, "gift_amount": 1, "gift_refund": 2, "address_2": 1,
        "country": 1, "occupation": 1, "employer": 1, "email": 1, "phone": 1, "external": 1,
        "consent_sms": 1,
    },
    "rock_the_vote_csv": NAME | PLACE | {
        "source_tag": 1, "language": 1, "birth_date": 1, "email": 1, "middle_name": 1,
        "address_2": 1, "county": 1, "phone": 1, "consent_email": 1, "consent_sms": 1,
    },
    "mailchimp_audience_en": MAILCHIMP,
    "mailchimp_audience_de": MAILCHIMP | {"consent_email": 1},
    "mailchimp_unsubscribed_extra": {"stopped_at": 1},
    "action_network_report_csv": NAME | PLACE | {
        "external": 1, "email": 1, "phone": 1, "county": 1, "country": 1, "tags": 1,
        "consent_at": 1,
    },
    "nationbuilder_import_fields": NAME | {
        "email": 1, "consent_email": 1, "middle_name": 1, "full_name": 1, "employer": 1,
        "occupation": 1, "gender": 1, "birth_date": 1, "phone": 3, "consent_sms": 1,
        "language": 1, "note": 1, "tags": 1, "external": 3, "handle": 1,
    },
    "actionkit_upload": {
        "external": 1, "email": 1, "address": 1, "address_2": 1, "city": 1, "country": 1,
        "gift_date": 1, "gift_amount": 1, "gift_currency": 1,
    },
    "reach_people_export": {"external": 1, "source_tag": 1, "tags": 1},
    "osdi_sample_people": NAME | PLACE | {
        "middle_name": 1, "birth_year": 1, "birth_month": 1, "birth_day": 1, "email": 1,
    },
}  # fmt: skip


def exports():
    if not EXPORTS.exists():
        pytest.skip("the shared export headings are not here")
    told = json.loads(EXPORTS.read_text())
    return {name: export.get("columns") or export["columns_seen"] for name, export in told.items()}


def test_real_exports_are_mapped_by_at_least_95_in_100():
    right = total = 0
    for name, headings in exports().items():
        columns = map_columns(headings)
        counts = {}
        for column in columns:
            counts[column.field] = counts.get(column.field, 0) + 1
        expected = EXPECTED[name] | {"extra": len(headings) - sum(EXPECTED[name].values())}
        wrong = sum(abs(counts.get(f, 0) - expected.get(f, 0)) for f in {*counts, *expected})
        right += len(headings) - wrong
        total += len(headings)
    assert right / total >= 0.95, f"{right} of {total}"


def test_no_column_of_a_real_export_is_lost():
    for headings in exports().values():
        columns = map_columns(headings)
        assert [c.index for c in columns] == list(range(len(headings)))
        assert len({c.label for c in columns}) == len(headings)


def test_repeated_and_empty_headings_stay_apart():
    assert labels(["Reserved", "", "Reserved", "Reserved (2)", ""]) == [
        "Reserved", "Column 2", "Reserved (2)", "Reserved (2) (2)", "Column 5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("E-Mail-Adresse", "email"), ("Vorname", "given_name"), ("Straße", "address"),
        ("Imię", "given_name"), ("Kod pocztowy", "postcode"), ("Téléphone portable", "phone"),
        ("Città", "city"), ("  POSTAL_CODE ", "postcode"), ("firstName", "given_name"),
        ("Employer ZIP", "extra"), ("Fundraiser Contact Email", "extra"), ("Shipping Zip", "extra"),
    ],
)  # fmt: skip
def test_headings_in_our_languages(heading, field):
    assert map_columns([heading])[0].field == field


def test_a_date_means_a_gift_only_beside_an_amount():
    assert [c.field for c in map_columns(["Email", "Date"])] == ["email", "extra"]
    assert [c.field for c in map_columns(["Email", "Date", "Amount"])][1] == "gift_date"


def test_a_list_without_headings_is_still_a_list():
    first = ["ann@people.example", "Ann"]
    assert looks_headless(first)
    assert [c.field for c in map_headless([first], 2)] == ["email", "extra"]
