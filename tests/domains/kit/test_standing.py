"""Questions that are written once: what stands in them, what is handed over, what they answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from muster.accounts.models import Staff
from muster.kit import standing
from tests.cast import Cast

THEN = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_words_stand_in_it_and_numbers_and_moments_are_handed_over() -> None:
    asked = standing.question("a = %s AND b = %s AND c < %s", ["50% of O’Neill's", 7, THEN])
    assert asked.words == "a = '50%% of O’Neill''s' AND b = %s AND c < %s"
    assert asked.values == (7, THEN)


def test_a_value_too_few_is_told() -> None:
    with pytest.raises(ValueError, match="zip"):
        standing.question("a = %s AND b = %s", [1])


@pytest.mark.django_db
def test_each_is_asked_whether_it_holds_anything(cast: Cast) -> None:
    nobody, somebody = Staff.objects.filter(name="50%"), Staff.objects.filter(pk=cast.dario.pk)
    assert tuple(standing.whether(nobody, somebody, nobody).first()) == (False, True, False)


@pytest.mark.django_db
def test_the_moment_is_another_each_time_and_the_plan_is_kept() -> None:
    asked = standing.question("SELECT %s::timestamptz, 'ca. 5%%', %s::int", [THEN, 3])
    for hours in range(4):
        now = THEN + timedelta(hours=hours)
        assert tuple(asked.first(now=now, then=THEN)) == (now, "ca. 5%", 3)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%ca. 5%'"
        )
        assert cursor.fetchall() == [(4, 0)]
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("auto",)
