"""Calls about what was said in a place that we cannot reach: signed with the secret of their source.

Whoever cannot sign sees a page that does not exist. Posts that name no topic are not kept.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from muster.kit import clock, secrets, signing
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, narrow
from muster.listening import queries
from muster.listening.actions.sources import PURPOSE
from muster.listening.ear import Hand
from muster.listening.kinds.hook import frames
from muster.web.gate import public

LARGEST: Final = 1024 * 1024


@csrf_exempt
@public("each call carries a signature made with the secret of its source")
@require_POST
def said(request: HttpRequest, token: str) -> JsonResponse:
    """Take the posts of one call; the answer says how many of them could not be read."""
    body = request.read(LARGEST + 1)
    source = queries.hook(token)
    if source is None or not source.secret:
        raise NotFound
    secret = secrets.unseal(bytes(source.secret), PURPOSE).decode()
    header = request.headers.get(signing.HEADER, "")
    if not signing.is_genuine(header, body, secrets=[secret], now=clock.db_now().timestamp()):
        raise NotFound
    if len(body) > LARGEST:
        return _no(413, "large", "the call is too large")
    try:
        posts, skipped = frames.read(body, source=source.pk, now=clock.now())
    except frames.BadCall as bad:
        return _no(400, "call", str(bad))
    # A post may be by anybody on a record; only what is kept decides whose it is.
    narrow(Scope.EVERYONE)
    with transaction.atomic():
        hand = Hand(source.pk)
        hand.opened(clock.now())
        for one in posts:
            hand.take(one)
        hand.heard(len(posts) + skipped, skipped, {})
        hand.keep()
    return JsonResponse({"success": True, "read": len(posts), "skipped": skipped})


def _no(status: int, code: str, words: str) -> JsonResponse:
    return JsonResponse({"success": False, "code": code, "message": words}, status=status)


urlpatterns = [path("listening/<str:token>/", said, name="listening")]
