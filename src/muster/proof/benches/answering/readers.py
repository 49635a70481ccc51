"""Staff at the inbox: signed in, over HTTP, one page after the other; each page is timed where it is read."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from threading import Event, Thread
from typing import Self

import httpx

from muster.accounts.models import Staff
from muster.proof import coast

PAUSE = 0.1  # seconds between a page and the next


def hired(name: str = "dario") -> Staff:
    """Somebody who answers people, for every region."""
    staff, _secret = coast.hired(name, ("carer",))
    return staff


def cookies(staff: Staff) -> dict[str, str]:
    """What the browser of somebody signed in sends."""
    from django.conf import settings
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def timed(address: str, paths: Sequence[str], who: dict[str, str]) -> list[float]:
    """Ask for each page once; returns how many ms each took. Raises if one is not a page."""
    with httpx.Client(trust_env=False, timeout=60, cookies=who, base_url=address) as client:
        return [_once(client, path) for path in paths]


def slow_end(times: Sequence[float]) -> float:
    """The 95th percentile by the nearest rank; 0 of none."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)] if ordered else 0.0


class Reading:
    """Reads pages in a thread of its own for as long as the block lasts."""

    def __init__(self, address: str, paths: Sequence[str], who: dict[str, str]) -> None:
        self.times: list[float] = []
        self.failed: Exception | None = None
        self._over = Event()
        self._thread = Thread(target=self._read, args=(address, paths, who), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()
        if self.failed is not None:
            raise self.failed

    def _read(self, address: str, paths: Sequence[str], who: dict[str, str]) -> None:
        with httpx.Client(trust_env=False, timeout=60, cookies=who, base_url=address) as client:
            try:
                for path in itertools.cycle(paths):
                    if self._over.wait(PAUSE):
                        return
                    self.times.append(_once(client, path))
            except Exception as error:  # noqa: BLE001 -- told to whoever waits for this thread
                self.failed = error


def _once(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    spent = (time.perf_counter() - began) * 1e3
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return spent
