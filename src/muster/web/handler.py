"""Makes a whole page in one thread: the gates before a view, the view itself, and what is done to its answer.

Django’s own handler takes each of them to a thread and back, twenty times for one page; each way waits for its
turn while thousands of texts come in. What streams goes Django’s way.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class Pages(ASGIHandler):
    """Django’s handler, which hands every page that is made in one go to one thread."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = BaseHandler()
        self._whole.load_middleware()
        self._make = sync_to_async(self._whole.get_response, thread_sensitive=True)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to a request."""
        if streams(request.path_info):
            return await super().get_response_async(request)
        return await self._make(request)


def streams(path: str) -> bool:
    """Tell whether the view at this address waits for something, so that it must not hold a thread."""
    try:
        return inspect.iscoroutinefunction(resolve(path).func)
    except Resolver404:
        return False
