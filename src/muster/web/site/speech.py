"""The language of a public page: what the visitor chose by a link, else what their browser asks for.

Nothing is stored for it: the choice travels in the address.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

View = Callable[..., HttpResponse]


def spoken(view: View) -> View:
    """Run a view in the visitor’s language, and tell caches what the answer depends on."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = chosen_language(request)
        language = chosen or translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        return response

    return inner


def secret(view: View) -> View:
    """A page whose address holds a token: no cache keeps it and no other site learns of it."""
    return _kept_by_nobody(view, referrer="no-referrer")


def private(view: View) -> View:
    """A page of somebody who is signed in: no cache keeps it, and its forms say whence they come."""
    return _kept_by_nobody(view, referrer="same-origin")


def _kept_by_nobody(view: View, *, referrer: str) -> View:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = referrer
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return inner


def chosen_language(request: HttpRequest) -> str:
    """The language chosen by a link, or nothing."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else ""


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a public page with the links that keep or change its language."""
    chosen = chosen_language(request)
    languages = [
        {"code": code, "name": translation.get_language_info(code)["name_local"]}
        for code, _name in settings.LANGUAGES
    ]
    shared = {
        "keep": f"?language={chosen}" if chosen else "",
        "languages": languages,
        "here": request.path,
    }
    return render(request, template, {**shared, **(context or {})}, status=status)


def base(person: object | None) -> str:
    """What an open page stands on: with the navigation of a supporter for whoever is signed in."""
    return "site/base.html" if person is None else "site/my_base.html"


def address(request: HttpRequest, name: str, *args: Any) -> str:
    """A page of this door, in the language the visitor chose."""
    chosen = chosen_language(request)
    return reverse(f"site:{name}", args=args) + (f"?language={chosen}" if chosen else "")


def onward(
    request: HttpRequest, name: str, *args: Any, done: str = "", more: str = "", part: str = ""
) -> HttpResponseRedirect:
    """To another page of this door, which says what was ``done``."""
    asked = "&".join(one for one in (f"done={done}" if done else "", more) if one)
    there = address(request, name, *args)
    told = f"{there}{'&' if '?' in there else '?'}{asked}" if asked else there
    return HttpResponseRedirect(f"{told}#{part}" if part else told)


def mailed(name: str, *, to: str = "") -> Callable[[str], str]:
    """How a mailed link is written: absolute, in the language of the letter; ``to`` is where it leads on."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    further = f"&next={quote(to)}" if to else ""

    def link(token: str) -> str:
        path = reverse(f"site:{name}", args=[token])
        return f"{settings.MUSTER_SITE_URL}{path}?language={language}{further}"

    return link
