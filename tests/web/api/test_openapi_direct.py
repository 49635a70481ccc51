"""The short cut before Django, asked by schemathesis in the loop of a server: right or wrong, it answers as described."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from muster.sources import actions
from muster.web.api import openapi, tracking
from muster.web.api.direct import Direct
from tests.trials import trials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cast import Cast

BOUNDED = trials(
    12,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
HOUSE = "http://testserver"

pytestmark = pytest.mark.django_db(transaction=True)


async def nobody(scope: object, _receive: object, _send: object) -> None:
    """What is behind the door: none of these calls may need it."""
    raise AssertionError(scope)


def _raw(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


class Door:
    """The door in one loop that runs for all calls, as a server’s does."""

    def __init__(self) -> None:
        self.app = Direct(nobody)
        self.loop = asyncio.Runner()

    def ask(self, prepared: requests.PreparedRequest) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport) as client:
                return await client.request(
                    str(prepared.method),
                    str(prepared.url),
                    headers=[(_raw(name), _raw(value)) for name, value in prepared.headers.items()],
                    content=prepared.body,
                )

        return self.loop.run(sent())

    def close(self) -> None:
        from django.db import connection

        if self.app._together is not None:
            thread = self.app._together._gathering._thread
            thread.submit(lambda: connection.close()).result()  # noqa: PLW0108 -- each thread has its own
        self.loop.close()


@pytest.fixture
def door() -> Iterator[Door]:
    one = Door()
    yield one
    one.close()


@pytest.fixture
def key(cast: Cast) -> str:
    source = actions.add_source(kind="segment", name="Website", by=cast.olga)
    return actions.add_key(source=source, power="browser", by=cast.olga)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", tracking.NAMES)
def test_the_short_cut_answers_no_call_with_a_fault(
    door: Door, key: str, name: str, mode: GenerationMode
) -> None:
    operation = schemathesis.openapi.from_dict(openapi.described())[f"/v1/{name}"]["POST"]
    statuses: set[int] = set()

    def said(case: schemathesis.Case, headers: dict[str, str], *, known: bool) -> int:
        told = case.as_transport_kwargs(base_url=HOUSE)
        told.pop("cookies", None)
        auth = requests.auth.HTTPBasicAuth(key, "") if known else None
        prepared = requests.Request(**told, auth=auth).prepare()
        prepared.headers.update(headers)
        answer = door.ask(prepared)
        case.validate_response(answer, checks=CHECKS)
        return answer.status_code

    @BOUNDED
    @given(
        operation.as_strategy(generation_mode=mode),
        st.sampled_from(["", "pl-PL,pl;q=0.9", "*", "\xe9;;q=x"]),
        st.booleans(),
    )
    def asked(case: schemathesis.Case, tongue: str, strict: bool) -> None:
        headers = {"Accept-Language": tongue, "X-Strict-Mode": str(int(strict))}
        statuses.update(said(case, headers, known=known) for known in (True, False))

    asked()
    assert statuses <= {200, 400, 401, 413, 429}
    assert statuses & {400, 401}
    assert mode is GenerationMode.NEGATIVE or 200 in statuses
    actions.absorb()
