"""What each field of a list is called on the page where staff say what a column means."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELDS: dict[str, Promise] = {
    "extra": _("Keep as extra data"),
    "none": _("Leave out"),
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "given_name": _("First name"),
    "middle_name": _("Middle name"),
    "family_name": _("Last name"),
    "full_name": _("Whole name"),
    "postcode": _("Postcode"),
    "country": _("Country"),
    "region": _("Region or state"),
    "county": _("County"),
    "city": _("Town"),
    "address": _("Street address"),
    "address_2": _("Street address, second line"),
    "language": _("Language"),
    "tags": _("Tags"),
    "external": _("Identity number"),
    "handle": _("Social name"),
    "consent_email": _("Said yes or no to e-mail"),
    "consent_sms": _("Said yes or no to texts"),
    "consent_at": _("When they said yes"),
    "stopped_at": _("When they said no"),
    "gift_amount": _("Gift: amount"),
    "gift_date": _("Gift: day"),
    "gift_currency": _("Gift: currency"),
    "gift_id": _("Gift: number"),
    "gift_refund": _("Gift: paid back"),
    "birth_date": _("Date of birth"),
    "birth_year": _("Year of birth"),
    "birth_month": _("Month of birth"),
    "birth_day": _("Day of birth"),
    "gender": _("Gender"),
    "occupation": _("Occupation"),
    "employer": _("Employer"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "zone": _("Time zone"),
    "note": _("Note"),
    "source_tag": _("Source tag"),
}

DELIMITERS: dict[str, Promise] = {
    ",": _("comma"),
    ";": _("semicolon"),
    "\t": _("tab"),
    "|": _("bar"),
}
