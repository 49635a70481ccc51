"""The script of our own web tracker, the same bytes for everybody, at an address that never changes."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from muster.sources.kinds import tracker
from muster.web.gate import public

# Long enough to cost little, short enough that a correction reaches every site within the hour.
_HOUR = 3600


@public("the script of the tracker is the same for everyone and holds nothing")
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The script, or “you have it already”."""
    code = tracker.script()
    tag = quote_etag(hashlib.sha256(code).hexdigest()[:32])
    same = tag in [
        told.removeprefix("W/") for told in parse_etags(request.headers.get("If-None-Match", ""))
    ]
    answer = HttpResponse(b"" if same else code, status=304 if same else 200,
                          content_type="text/javascript; charset=utf-8")  # fmt: skip
    answer["Cache-Control"] = f"public, max-age={_HOUR}"
    answer["ETag"] = tag
    answer["X-Content-Type-Options"] = "nosniff"
    # Pages of other sites load it.
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


urlpatterns = [path(tracker.ADDRESS, script, name="tracker")]
