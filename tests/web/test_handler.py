"""Who makes a page: one thread the whole of it, but for what streams."""

import asyncio
import threading
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from muster.web.gate import public
from muster.web.handler import Pages, streams

_threads: list[str] = []


@public("a page of this test")
def plain(request: HttpRequest) -> HttpResponse:
    """Say which thread made it."""
    del request
    _threads.append(threading.current_thread().name)
    return HttpResponse("made")


@public("a page of this test that waits")
async def waiting(request: HttpRequest) -> HttpResponse:
    """Say which thread made it."""
    del request
    _threads.append(threading.current_thread().name)
    return HttpResponse("waited")


urlpatterns = [path("plain", plain), path("waiting", waiting)]


@pytest.mark.urls("tests.web.test_handler")
@pytest.mark.django_db(transaction=True)
def test_a_page_has_a_thread_and_what_waits_has_none() -> None:
    assert [streams(each) for each in ("/plain", "/waiting", "/nowhere")] == [False, True, False]
    pages = Pages()
    assert [asyncio.run(_asked(pages, each)) for each in ("/plain", "/waiting")] == [
        (200, b"made"),
        (200, b"waited"),
    ]
    assert _threads[0] != threading.main_thread().name
    assert _threads[1] == threading.main_thread().name


def test_the_streams_of_the_office_wait() -> None:
    assert streams("/office/inbox/events/")
    assert not streams("/office/inbox/")


async def _asked(pages: Pages, where: str) -> tuple[int, bytes]:
    told: list[dict[str, Any]] = []
    waits = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not told and not waits.is_set():
            waits.set()
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        told.append(message)

    scope = {
        "type": "http", "method": "GET", "path": where, "raw_path": where.encode(), "query_string": b"",
        "headers": [(b"host", b"testserver")], "server": ("testserver", 80), "client": ("127.0.0.1", 1),
        "scheme": "http", "http_version": "1.1",
    }  # fmt: skip
    await pages(scope, receive, send)
    return told[0]["status"], told[1]["body"]
