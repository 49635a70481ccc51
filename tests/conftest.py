"""What every test stands on: a throw-away PostgreSQL with the real roles, the cast, and makers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_socket import disable_socket

from tests.cast import Cast, make_cast
from tests.make import Make

if TYPE_CHECKING:
    from collections.abc import Callable


def pytest_runtest_setup() -> None:
    """No test reaches a network; loopback and unix sockets are ours."""
    disable_socket(allow_unix_socket=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Give the roles what they may do, as ``muster migrate`` does after migrating."""
    from django.db import connection

    from muster.config.embedded import grants_sql

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(grants_sql())


@pytest.fixture
def cast(db: None) -> Cast:
    """The named staff, each with one role."""
    return make_cast()


@pytest.fixture
def make(db: None) -> Make:
    """Makers of people and things, through the real actions."""
    return Make()


@pytest.fixture
def client_for() -> Callable[..., object]:
    """Return a function that signs a staff member in and checks every page it fetches."""
    from tests.client import CheckingClient

    def signed_in(staff: object | None = None) -> CheckingClient:
        client = CheckingClient()
        if staff is not None:
            client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
