"""What we keep and why, and for whom these pages are made."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from muster.accounts import retention
from muster.people.purposes import PURPOSES
from muster.web import words
from muster.web.gate import public
from muster.web.site.speech import page, spoken


@public("anyone may read what we keep and why")
@require_safe
@spoken
def privacy(request: HttpRequest) -> HttpResponse:
    return page(request, "site/privacy.html", {"purposes": PURPOSES.values(), "kept": _kept()})


@public("anyone may read for whom these pages are made")
@require_safe
@spoken
def accessibility(request: HttpRequest) -> HttpResponse:
    return page(request, "site/accessibility.html")


def _kept() -> list[dict[str, Any]]:
    return [
        {"what": one.words, "period": words.period(days), "reason": one.reason}
        for one, days in retention.told()
    ]


urlpatterns = [
    path("privacy/", privacy, name="privacy"),
    path("accessibility/", accessibility, name="accessibility"),
]
