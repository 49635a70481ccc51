"""Files that a page hands out; no cache keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from muster.people import copying


def copy_of(everything: Mapping[str, Any], name: str, *, machine: bool) -> HttpResponse:
    """A person’s data: sheets in one file for people, or one document for another system."""
    if machine:
        kind, ending = "application/json; charset=utf-8", "json"
        response = HttpResponse(copying.as_json(everything), content_type=kind)
    else:
        ending = "zip"
        response = HttpResponse(copying.as_zip(everything), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response
