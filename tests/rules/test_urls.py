"""Every address declares who may pass, and nobody passes who may not: run as the whole cast."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from muster.accounts.roles import PERMISSIONS
from muster.web.gate import gate_of
from tests.cast import Cast


def patterns(node: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (path, view) for each mounted address."""
    for entry in (node or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def concrete(route: str) -> str:
    """Fill the converters of a route with values that exist nowhere."""
    out, rest = "", route
    while "<" in rest:
        before, _, after = rest.partition("<")
        spec, _, rest = after.partition(">")
        kind = spec.split(":")[0]
        out += before + {"int": "999999", "uuid": "00000000-0000-4000-8000-000000000000"}.get(
            kind, "nothing"
        )
    return "/" + (out + rest).replace("^", "").replace("$", "").lstrip("/")


def test_every_url_has_a_gate() -> None:
    assert [route for route, view in patterns() if gate_of(view) is None] == []


def test_every_permission_named_by_a_gate_exists() -> None:
    named = {gate_of(view).permission for _, view in patterns()} - {""}
    assert named <= PERMISSIONS, "a gate asks for a permission no role can hold"


def test_every_permission_is_documented() -> None:
    from tests.rules.ladder import ROOT

    text = (ROOT / "docs" / "accounts.md").read_text()
    assert [name for name in sorted(PERMISSIONS) if f"`{name}`" not in text] == []


@pytest.mark.django_db
def test_nobody_passes_without_the_permission(cast: Cast) -> None:
    wrong = []
    for staff in cast:
        client = Client()
        client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
        for route, view in patterns():
            gate = gate_of(view)
            if gate.permission and not staff.may(gate.permission):
                status = client.get(concrete(route)).status_code
                if status != 404:
                    wrong.append(f"{staff.name} GET {route}: {status}")
    assert wrong == []


@pytest.mark.django_db
def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    wrong = []
    for route, view in patterns():
        gate = gate_of(view)
        if gate.staff_only:
            response = client.get(concrete(route))
            if response.status_code != 302 or "sign-in" not in response["Location"]:
                wrong.append(f"{route}: {response.status_code}")
    assert wrong == []


@pytest.mark.django_db
def test_nothing_breaks_on_things_that_do_not_exist(cast: Cast) -> None:
    wrong = []
    for staff in (cast.olga, cast.ada, cast.bo):
        client = Client(raise_request_exception=False)
        client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
        for route, view in patterns():
            if not gate_of(view).permission or "<" not in route:
                continue
            status = client.get(concrete(route)).status_code
            if status >= 500:
                wrong.append(f"{staff.name} GET {route}: {status}")
    assert wrong == []
