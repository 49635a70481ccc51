"""The pictures of our mails: one address for everybody, no cookie, and nobody is counted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from muster.delivery import pictures, queries
from muster.kit.errors import NotFound
from muster.web.gate import public

_YEAR = 365 * 24 * 3600


@public("a picture is the same for everyone who got the mail")
@require_safe
def picture(_request: HttpRequest, name: str) -> HttpResponse:
    """The bytes, which never change under their name."""
    found = queries.picture(name)
    kept = pictures.path_of(found.digest, found.extension) if found else None
    if found is None or kept is None or not kept.is_file():
        raise NotFound
    answer = HttpResponse(kept.read_bytes(), content_type=pictures.TYPES[found.extension])
    answer["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    # Mail programs in the browser show it on a page of theirs.
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    # Should anything ever be read into it, it still could not act.
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


urlpatterns = [path("pictures/<str:name>", picture, name="picture")]
