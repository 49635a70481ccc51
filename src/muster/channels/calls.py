"""One call to a network’s interface over HTTP: JSON there and back, bounded, with an honest word for what failed.

What certainly did not arrive is told apart from what nobody will ever say (D4, D5). Nothing is followed
elsewhere, and no secret leaves this computer without TLS.
"""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from muster.channels.base import NotSent

OPENING: Final = 5.0
PATIENCE: Final = 15.0
LARGEST: Final = 8 * 1024 * 1024
LONGEST_REST: Final = 900.0
_FIRST_REST: Final = 30.0


class Unanswered(RuntimeError):
    """The request left; what became of it nobody will say."""


class AskedToWait(NotSent):
    """The network said that we ask too often; nothing leaves until it lets us again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a network answered: ``told`` is its JSON, None where it sent none."""

    status: int
    told: Any

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300

    @property
    def fields(self) -> Mapping[str, Any]:
        """The answer as an object; empty where it is none."""
        return self.told if isinstance(self.told, dict) else {}

    @property
    def items(self) -> list[Any]:
        """The answer as a list; empty where it is none."""
        return self.told if isinstance(self.told, list) else []

    @property
    def words(self) -> str:
        """Why it was refused, as one short line."""
        fields = self.fields
        said = (fields.get("error"), fields.get("message") or fields.get("error_description"))
        parts = [" ".join(str(one).split()) for one in said if one]
        return ": ".join(parts)[:200] or f"status {self.status}"


class Line:
    """Calls to one server. It may be shared by threads; once asked to wait, it lets nothing out until then."""

    def __init__(self, base: str) -> None:
        # Loaded by who calls: every process of ours knows these kinds, and a client of HTTP is large.
        import httpx

        self._lost = httpx.HTTPError
        self._never_left = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
        self._http = httpx.Client(
            base_url=base,
            timeout=httpx.Timeout(PATIENCE, connect=OPENING),
            headers={"User-Agent": "Muster", "Accept-Encoding": "identity"},
            # No proxy and no password out of a file of this computer.
            trust_env=False,
        )
        self._rests_until = 0.0

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make one call. Raises NotSent where it certainly did not arrive, else Unanswered."""
        rest = self._rests_until - time.monotonic()
        if rest > 0:
            raise AskedToWait(f"asked to wait for another {rest:.0f} seconds")
        try:
            with self._http.stream(
                method, path, params=params, json=body, headers=dict(headers or {})
            ) as answer:
                raw = b""
                for piece in answer.iter_bytes():
                    raw += piece
                    if len(raw) > LARGEST:
                        raise Unanswered("the answer never ends")
        except self._never_left as error:
            raise NotSent(_problem(error)) from error
        except self._lost as error:
            raise Unanswered(_problem(error)) from error
        if answer.status_code == 429:
            self._rests_until = time.monotonic() + wait(answer.headers, now=time.time())
        return Answer(answer.status_code, _read(raw))


def wait(headers: Mapping[str, str], *, now: float) -> float:
    """For how many seconds a network asks to be left alone, in any of the ways they say it."""
    names = ("retry-after", "ratelimit-reset", "x-ratelimit-reset")
    told = next((headers[name] for name in names if headers.get(name)), "")
    if told.isdecimal() and len(told) < 12:
        # A number of seconds, or the moment itself since 1970.
        seconds = float(told) - (now if float(told) > now / 2 else 0.0)
    else:
        seconds = _moment(told, now) - now
    return min(LONGEST_REST, max(1.0, seconds))


def on_this_computer(host: str) -> bool:
    """Whether nobody stands between us and that host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _moment(told: str, now: float) -> float:
    try:
        moment = datetime.fromisoformat(told[:40])
    except ValueError:
        return now + _FIRST_REST
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _problem(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
