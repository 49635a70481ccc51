"""Pages out of Action Network, one by one, patiently.

Where the connector of the `parsons` project is installed (extra `action-network`), it asks; else we do, alike.
A token travels in one header to one address and stands in no log.
"""

from __future__ import annotations

import importlib.util
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

HOME: Final = "https://actionnetwork.org/api/v2"
A_PAGE: Final = 25
TRIES: Final = 5
LONGEST_WAIT: Final = 120.0
PATIENCE: Final = 30.0
MOST_PAGES: Final = 40_000
_BUSY: Final = frozenset({429, 500, 502, 503, 504})


class Silent(Exception):
    """It did not answer, or not as it should. ``code`` says how, for words chosen later."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Answer(Exception):
    """A status that is no success, and how long it asks us to wait."""

    def __init__(self, status: int, wait: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.wait = float(wait) if wait.isdecimal() and len(wait) < 6 else 0.0


class Client(Protocol):
    """Whatever can fetch one page of what stands under a path."""

    def page(self, path: str, number: int, wanted: str) -> dict[str, Any]: ...


class Direct:
    """Our own client."""

    def __init__(self, token: str, home: str = HOME) -> None:
        # Loaded by who fetches: every process of ours knows this kind, and a client of HTTP is large.
        import httpx

        self._http = httpx.Client(
            headers={"OSDI-API-Token": token, "Accept": "application/hal+json"}, timeout=PATIENCE
        )
        self._lost = httpx.HTTPError
        self._home = home

    def page(self, path: str, number: int, wanted: str) -> dict[str, Any]:
        """One page, or an Answer that says why not."""
        try:
            answer = self._http.get(f"{self._home}/{path}", params=_query(number, wanted))
        except self._lost as error:
            raise ConnectionError(str(error)) from error
        if answer.status_code != 200:
            raise Answer(answer.status_code, answer.headers.get("Retry-After", ""))
        told: dict[str, Any] = answer.json()
        return told


class Connector:
    """The connector of parsons behind the same seam."""

    def __init__(self, token: str, home: str = HOME) -> None:
        with warnings.catch_warnings():
            # It warns of how it was installed, whenever it is loaded.
            warnings.simplefilter("ignore", RuntimeWarning)
            module = importlib.import_module("parsons.action_network.action_network")
        self._made = module.ActionNetwork(token)
        if home != HOME:
            self._made.api_url = home
            self._made.api.uri = f"{home}/"

    def page(self, path: str, number: int, wanted: str) -> dict[str, Any]:
        """One page; what its library raises becomes an Answer."""
        try:
            told: dict[str, Any] = self._made.api.get_request(
                url=path, params=_query(number, wanted)
            )
        except Exception as error:
            # Its own error wraps the one that still knows the answer.
            answer = getattr(error, "response", None)
            if answer is None:
                answer = getattr(error.__cause__, "response", None)
            if answer is None:
                raise
            raise Answer(answer.status_code, answer.headers.get("Retry-After", "")) from error
        return told


def _query(number: int, wanted: str) -> dict[str, str]:
    query = {"page": str(number), "per_page": str(A_PAGE)}
    return {**query, "filter": wanted} if wanted else query


def client(token: str, home: str = HOME) -> Client:
    """The connector where it is installed, else our own."""
    if importlib.util.find_spec("parsons") is not None:
        return Connector(token, home)
    return Direct(token, home)


def since(at: datetime | None) -> str:
    """The filter for everybody changed since; empty for everybody."""
    return f"modified_date gt '{at:%Y-%m-%dT%H:%M:%SZ}'" if at else ""


def read(
    asked: Client, path: str, wanted: str = "", *, wait: Callable[[float], object] = time.sleep
) -> Iterator[list[dict[str, Any]]]:
    """Every page of what stands under a path until an empty one. Raises Silent."""
    for number in range(1, MOST_PAGES + 1):
        found = _items(_patiently(partial(asked.page, path, number, wanted), wait))
        if not found:
            return
        yield found


def _patiently(ask: Callable[[], Any], wait: Callable[[float], object]) -> dict[str, Any]:
    for turn in range(TRIES):
        code = "unreachable"
        pause = 2.0**turn
        try:
            told = ask()
        except Answer as answer:
            code = _verdict(answer.status)
            pause = max(answer.wait, pause)
        except OSError:
            pass
        except ValueError:
            raise Silent("strange") from None
        else:
            if not isinstance(told, dict):
                raise Silent("strange")
            return told
        if code not in {"busy", "unreachable"} or turn == TRIES - 1:
            raise Silent(code)
        wait(min(pause, LONGEST_WAIT))
    raise Silent("busy")


def _verdict(status: int) -> str:
    if status in {401, 403}:
        return "token"
    return "busy" if status in _BUSY else "refused"


def _items(told: dict[str, Any]) -> list[dict[str, Any]]:
    """What stands on a page; the empty page past the end may carry no key at all."""
    embedded = told.get("_embedded")
    if not isinstance(embedded, dict):
        raise Silent("strange")
    found: Any = next(iter(embedded.values()), [])
    if not isinstance(found, list):
        raise Silent("strange")
    return [one if isinstance(one, dict) else {} for one in found]
