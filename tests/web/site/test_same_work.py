"""A public form asks the database the very same questions about an address we hold and one we do not (T12).

The stop-watch of ``muster bench enumeration`` needs hundreds of calls to see one more question; this needs two.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.kit import clock
from muster.volunteering import actions, series
from muster.web.site import stamp
from tests.client import CheckingClient
from tests.domains.volunteering.helpers import task

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
HOME = {"postcode": "90-001", "country": "PL"}
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "/": ("join", HOME),
    "/ask/": ("ask", {"words": "When?", "answer_by": "email"}),
    "/preferences/": ("email", {}),
    "/my/in/": ("email", {}),
    "/tasks/clean/ask/": ("task", HOME),
    "/office/sign-in/": ("", {"password": "not the word at all"}),
    "/office/forgotten/": ("", {}),
}


def seal(form: str) -> str:
    opened = f"{int(clock.db_now().timestamp()) - 9}.{'b' * 22}"
    return f"{opened}.{stamp.secrets.mac('site.form', form, opened)}"


def asked_of_the_database(path: str, email: str, shift: str) -> list[str]:
    """The shape of each statement, in order; keeping and taking back cost the same."""
    form, more = FORMS[path]
    said = {"email": email, "stamp": seal(form) if form else "", "shift": shift, **more}
    with CaptureQueriesContext(connection) as asked:
        answer = CheckingClient().post(path, said)
    assert answer.status_code in {200, 302}, answer.content
    return [shape(query["sql"]) for query in asked]


def shape(sql: str) -> str:
    point = re.match(r"(RELEASE|ROLLBACK TO)? ?SAVEPOINT", sql)
    if point:
        return "end of a savepoint" if point[1] else "savepoint"
    verb, _space, rest = sql.partition(" ")
    table = re.search(r'(?:FROM|INTO|UPDATE) "?(\w+)', sql)
    return f"{verb} {table[1]}" if table else f"{verb} {rest[:40]}"


@pytest.fixture
def shift(cast: Cast) -> str:
    """A time that a visitor may want to come."""
    made = task(cast.olga, title="Beach clean", slug="clean")
    starts = clock.now() + timedelta(days=3)
    span: series.Span = (starts, starts + timedelta(hours=2))
    [one] = actions.add_shifts(task=made, spans=[span], slots=9, by=cast.olga, at=clock.now())
    return str(one.pk)


@pytest.mark.parametrize("path", FORMS)
def test_what_the_database_is_asked_does_not_tell(
    path: str, cast: Cast, make: Make, shift: str
) -> None:
    known = cast.olga.email
    if not path.startswith("/office/"):
        known = "known@people.example"
        make.person(email=known)
    name, _at, host = known.partition("@")
    unknown = f"{name[::-1]}@{host}"
    asked_of_the_database(path, f"warm@{host}", shift)
    held = asked_of_the_database(path, known, shift)
    assert held == asked_of_the_database(path, unknown, shift)
    assert held
