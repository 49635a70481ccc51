"""A test with real commits leaves nothing to the next one, append-only or not."""

import pytest
from django.db import connection

from muster.activity import actions
from muster.activity.facts import NewFact
from muster.kit import clock
from tests import emptying
from tests.cast import make_cast
from tests.make import Make


def _filled() -> set[str]:
    held = set()
    with connection.cursor() as cursor:
        for name in emptying.tables():
            cursor.execute(f"SELECT EXISTS (SELECT FROM {name})")
            if cursor.fetchone()[0]:
                held.add(name)
    return held


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("large", [emptying._LARGE, 0], ids=["row by row", "as new files"])
def test_nothing_is_left_behind(large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    make_cast()
    key = Make().person(consent=True).keys.get()
    actions.append([NewFact("page.viewed", key.pk, clock.now(), "test")])
    assert {"people_consententry", "activity_fact", "people_person", "accounts_staff"} <= _filled()
    monkeypatch.setattr(emptying, "_LARGE", large)
    emptying.empty()
    assert _filled() == set()
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
