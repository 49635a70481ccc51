"""What a source told under the table’s own names, with names tidied and the place of a postcode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muster.people.names import tidy
from muster.places import postcodes
from muster.places.queries import Located, around


def placed(told: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, Any]:
    """The columns a source told of, the region of its postcode among them."""
    fields = dict(told)
    has_region = "region" in fields
    if has_region:
        fields["region_id"] = fields.pop("region")
    for name in ("given_name", "family_name"):
        if fields.get(name):
            fields[name] = tidy(str(fields[name]))
    postcode, country = fields.get("postcode"), fields.get("country") or present["country"]
    if postcode and country and not has_region:
        _locate(fields, str(country).upper(), str(postcode))
    return fields


def _locate(fields: dict[str, Any], country: str, postcode: str) -> None:
    try:
        fields["postcode"] = code = postcodes.normalise(country, postcode)
        found = around(country, code)
    except postcodes.Malformed:
        found = Located()
    fields["region_id"] = found.region
    fields["latitude"] = found.latitude
    fields["longitude"] = found.longitude
