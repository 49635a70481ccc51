"""What every test stands on: a throw-away PostgreSQL with the real roles, the cast, and makers."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest
from pytest_socket import disable_socket

from tests import emptying, trials
from tests.cast import Cast, make_cast
from tests.make import Make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: begun last, it would leave the other processors with nothing to do."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays; looking through it for garbage again and again costs a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_report_header() -> str:
    """Say how often properties are tried, which a failure that comes and goes makes one ask."""
    return f"properties: {'their full number' if trials.FULL else 'a quarter'} of examples"


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


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    """Hash with little memory and one pass: the real cost is for attackers, not for tests."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 256
    Argon2PasswordHasher.parallelism = 1


@pytest.fixture(scope="session", autouse=True)
def _light_notes() -> None:
    """Of what a page was made of, Django’s client notes the page’s own context and not that of every part."""
    from django.test import client

    whole = client.store_rendered_templates

    def note(store: dict[str, Any], signal: Any, sender: Any, *args: Any, **more: Any) -> None:
        if "context" not in store:
            whole(store, signal, sender, *args, **more)

    client.store_rendered_templates = note


@pytest.fixture(scope="session", autouse=True)
def _files_once() -> None:
    """Each client has a handler of its own; our files are looked up on disk for the first alone."""
    from muster.web.statics import Statics

    look, found = Statics.add_files_from_finders, {}

    def once(self: Any) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    Statics.add_files_from_finders = once


@pytest.fixture(scope="session", autouse=True)
def _quick_emptying() -> None:
    """A test with real commits leaves nothing behind, and the next one need not wait for it."""
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = emptying.empty


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Let a module write its world once: each of its tests undoes what it did itself, and the last is followed by nothing.

    What is made of it in memory is for one test alone; hand each a deep copy.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


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
    """Return a function that signs a staff member in and checks every page it fetches.

    They have just shown a second factor; ``how=""`` leaves that out, "password" or "click" shows less.
    """
    from muster.accounts import stepup
    from tests.client import CheckingClient

    def signed_in(staff: Any = None, *, how: str = stepup.CODE) -> CheckingClient:
        client = CheckingClient()
        if staff is not None:
            client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
            session = client.session
            if how:
                stepup.confirm(session, staff, how)
                session.save()
        return client

    return signed_in


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--rewrite-matrix=new`` adds the rows that tests/rules/matrix.csv lacks; ``=all`` writes it anew."""
    parser.addoption("--rewrite-matrix", choices=["new", "all"], help="write the matrix")
