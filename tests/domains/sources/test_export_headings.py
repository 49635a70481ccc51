"""The headings of ten exports, each labelled by hand: what a reader takes them to mean is what we take them for."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from muster.sources.kinds.csv.headers import EXTRA, labels, map_columns

SHARED = Path(os.environ.get("MUSTER_SHARED") or Path(__file__).resolve().parents[4] / "shared")
HEADINGS = SHARED / "data" / "donations" / "export_headers.json"
# What each export names a person, a place, a yes or no or a gift by, judged by reading them, not by our table.
MEANT = {
    "Receipt ID": "gift_id", "Date": "gift_date", "Amount": "gift_amount", "Lineitem ID": "gift_id",
    "Donor First Name": "given_name", "Donor Last Name": "family_name", "Donor Addr1": "address",
    "Donor Addr2": "address_2", "Donor City": "city", "Donor State": "region", "Donor ZIP": "postcode",
    "Donor Country": "country", "Donor Email": "email", "Donor Phone": "phone", "Donor ID": "external",
    "Donor Occupation": "occupation", "Donor Employer": "employer", "Refund ID": "gift_refund",
    "Refund Date": "gift_refund", "Email address": "email", "First name": "given_name",
    "Last name": "family_name", "Middle name": "middle_name", "Home zip code": "postcode", "Home city": "city",
    "Home address": "address", "Home state": "region", "Phone": "phone", "Language": "language",
    "Date of birth": "birth_date", "Email Address": "email", "First Name": "given_name",
    "Last Name": "family_name", "Emailadresse": "email", "Vorname": "given_name", "Nachname": "family_name",
    "Erlaubnis zum Marketing": "consent_email", "CONFIRM_TIME": "consent_at", "CC": "country", "TAGS": "tags",
    "EUID": "external", "LATITUDE": "latitude", "LONGITUDE": "longitude", "REGION": "region",
    "TIMEZONE": "zone", "UNSUB_TIME": "stopped_at", "uuid": "external", "first_name": "given_name",
    "last_name": "family_name", "can2_phone": "phone", "can2_user_address": "address",
    "can2_user_city": "city", "can2_county": "county", "can2_state_abbreviated": "region",
    "zip_code": "postcode", "can2_user_tags": "tags", "can2_subscription_date": "consent_at",
    "middle_name": "middle_name", "phone_number": "phone", "mobile_number": "phone", "email_opt_in": "consent_email",
    "mobile_opt_in": "consent_sms", "tag_list": "tags", "nationbuilder_id": "external", "born_at": "birth_date",
    "akid": "external", "address1": "address", "donation_amount": "gift_amount",
    "donation_currency": "gift_currency", "Reach ID": "external", "Campaign Tags": "tags", "Last": "family_name",
    "First": "given_name", "Middle": "middle_name", "YoB": "birth_year", "MoB": "birth_month", "DoB": "birth_day",
    "Zip": "postcode", "Email": "email", "Fundraiser Contact Email": EXTRA, "Employer ZIP": EXTRA,
    "Shipping Zip": EXTRA, "Mobile": EXTRA, "Payment Date": EXTRA, "Reserved": EXTRA,
    "Mailing zip code": EXTRA, "LEID": EXTRA, "OPTIN_IP": EXTRA, "CONFIRM_IP": EXTRA,
}  # fmt: skip


@pytest.mark.skipif(
    not HEADINGS.exists(), reason="the headings of ten exports are not here (MUSTER_SHARED)"
)
def test_at_least_95_of_100_headings_mean_what_they_say() -> None:
    right, wrong = 0, []
    for name, export in json.loads(HEADINGS.read_text()).items():
        columns = export.get("columns") or export["columns_seen"]
        found = map_columns(columns)
        # Nothing is lost: every column has a place of its own, also one of a name seen before.
        assert [column.label for column in found] == labels(columns)
        assert len({column.label for column in found}) == len(columns)
        for heading, column in zip(columns, found, strict=True):
            if heading in MEANT:
                right += column.field == MEANT[heading]
                if column.field != MEANT[heading]:
                    wrong.append((name, heading, column.field))
    assert right >= 0.95 * (right + len(wrong)), wrong
