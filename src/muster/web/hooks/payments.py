"""Reports of the card service: sealed ones are kept first, then folded into the ledger.

“Yes” means kept. What could not be folded is folded later, and never asked for again.
"""

from __future__ import annotations

import logging
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from muster.gifts import actions
from muster.gifts.gateways import Heard, NotGenuine, NotReadable
from muster.gifts.kinds.stripe import GATEWAY, signing
from muster.kit.errors import NotFound, Refused
from muster.web.gate import public

LARGEST: Final = 256 * 1024
log = logging.getLogger(__name__)


class TooLarge(Refused):
    """No report is this long."""

    status = 413


@csrf_exempt
@public("each report carries Stripe’s seal")
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise TooLarge(_("This call is too large. Nothing was kept."))
    try:
        heard = genuine(body, request.headers.get(signing.HEADER, ""))
    except NotReadable:
        return HttpResponse(status=400, content_type="text/plain")
    actions.keep(heard=[heard], gateway=GATEWAY.name)
    transaction.on_commit(fold)
    return HttpResponse(content_type="text/plain")


def genuine(body: bytes, header: str) -> Heard:
    """The report in a call; whoever cannot seal sees a page that does not exist."""
    try:
        return GATEWAY.hear(body, header)
    except NotGenuine:
        raise NotFound from None


def fold() -> None:
    """Let the ledger follow at once; if that fails the report is kept, and a worker does it."""
    try:
        actions.fold()
    except Exception:
        log.exception("what was reported is kept, and not yet folded")


urlpatterns = [path("stripe/", stripe, name="stripe")]
