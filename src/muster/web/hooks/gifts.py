"""Calls of a payment system about gifts: signed with a key of their source, each report counted once.

Whoever cannot sign sees a page that does not exist. What is wrong in a signed call is named, and the rest kept.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from muster.kit import clock
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, narrow
from muster.sources import actions, queries
from muster.sources.kinds.gifts import report, signing
from muster.sources.kinds.segment import calls
from muster.sources.kinds.segment.calls import BadCall
from muster.web.gate import public

LARGEST: Final = 256 * 1024
_AGAIN: Final = "3600"


@csrf_exempt
@public("each call carries a signature made with a key of its source")
@require_POST
def reported(request: HttpRequest, slug: str) -> JsonResponse:
    """Take the reports of one call; the answer tells what became of each."""
    body = request.read(LARGEST + 1)
    source = queries.gift_source(slug)
    now = clock.db_now().timestamp()
    header = request.headers.get(signing.HEADER, "")
    if source is None or not signing.is_genuine(
        header, body, secrets=queries.gift_secrets(source), now=now
    ):
        raise NotFound
    if len(body) > LARGEST:
        return _no(413, "large", str(report.WORDS["large"]))
    if source.paused:
        answer = _no(503, "paused", str(report.WORDS["paused"]))
        answer["Retry-After"] = _AGAIN
        return answer
    try:
        call = calls.parse(body)
    except BadCall as bad:
        return _no(400, "call", str(bad))
    at = clock.now()
    # A report may be about anybody; only the action decides whose record it touches.
    narrow(Scope.EVERYONE)
    with transaction.atomic():
        told = actions.report_gifts(
            source=source, reports=report.read(call, source=source.slug, now=at), at=at
        )
    # A refund that came before its gift is asked for again; whatever was good is kept.
    early = any(one.code == "no_gift" for one in told.refused)
    said = {
        "success": not early,
        "taken": told.taken,
        "repeated": told.repeated,
        "refused": [_about(one) for one in told.refused],
        "noted": [_about(one) for one in told.noted],
    }
    return JsonResponse(said, status=409 if early else 200)


def _about(one: report.Wrong) -> dict[str, Any]:
    return {"index": one.index, "code": one.code, "reason": one.words}


def _no(status: int, code: str, words: str) -> JsonResponse:
    return JsonResponse({"success": False, "code": code, "message": words}, status=status)


urlpatterns = [path("gifts/<slug:slug>/", reported, name="gifts")]
