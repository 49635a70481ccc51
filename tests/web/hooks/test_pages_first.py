"""Whoever waits for a page goes before thousands of texts, but texts come in all the same."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from muster.web.hooks import pages_first
from muster.web.hooks.pages_first import PagesFirst

START = {"type": "http.response.start", "status": 200}


async def unheard(_message: Any) -> None:
    """A browser that hears it."""


def test_texts_wait_until_the_answer_begins() -> None:
    async def play() -> list[str]:
        pages, order, made = PagesFirst(), [], asyncio.Event()

        async def page(send: Any) -> None:
            await made.wait()
            order.append("page")
            await send(START)

        async def texts() -> None:
            await pages.turn()
            order.append("texts")

        making = asyncio.create_task(pages.make(page, unheard))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(texts())
        await asyncio.sleep(0.01)
        made.set()
        await asyncio.gather(making, waiting)
        return order

    assert asyncio.run(play()) == ["page", "texts"]


def test_a_stream_holds_nobody_up_once_it_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_first, "LONGEST", 60)

    async def play() -> None:
        pages, over = PagesFirst(), asyncio.Event()

        async def stream(send: Any) -> None:
            await send(START)
            await over.wait()

        running = asyncio.create_task(pages.make(stream, unheard))
        await asyncio.sleep(0.01)
        await asyncio.wait_for(pages.turn(), timeout=5)
        over.set()
        await running

    asyncio.run(play())


def test_a_page_that_never_comes_or_fails_keeps_no_text_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages_first, "LONGEST", 0.01)

    async def play() -> None:
        pages = PagesFirst()

        async def lost(_send: Any) -> None:
            await asyncio.Event().wait()

        async def failing(_send: Any) -> None:
            raise RuntimeError("this page broke")

        running = asyncio.create_task(pages.make(lost, unheard))
        await asyncio.sleep(0)
        await asyncio.wait_for(pages.turn(), timeout=5)
        running.cancel()
        with pytest.raises(RuntimeError, match="broke"):
            await pages.make(failing, unheard)
        monkeypatch.setattr(pages_first, "LONGEST", 60)
        await asyncio.gather(running, return_exceptions=True)
        await asyncio.wait_for(pages.turn(), timeout=5)

    asyncio.run(play())
