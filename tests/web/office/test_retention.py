"""What is past its time goes by itself, counted and written down; nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from muster.accounts import actions, retention
from muster.accounts.models import KeptFor, LetGo, Organisation
from muster.activity import actions as activity
from muster.activity.ageing import Facts, drop_empty_months
from muster.activity.facts import NewFact
from muster.activity.models import Fact
from muster.approvals.models import Request
from muster.audit.models import Entry
from muster.inbox.models import Conversation, InboxMessage
from muster.kit import clock
from muster.people.models import IdentityClaim, IdentityKey
from tests.domains.approvals.test_requests import second_administrator, with_factor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


def browser(value: str, days_ago: int) -> IdentityKey:
    return IdentityKey.objects.create(
        kind="browser", value=value, created_at=NOW - timedelta(days=days_ago)
    )


def fact(key: IdentityKey, kind: str, days_ago: int) -> None:
    at = NOW - timedelta(days=days_ago)
    activity.append([NewFact(kind, key.pk, at, "segment:site", ref="/a")])


def kinds_left() -> list[str]:
    return sorted(Fact.objects.values_list("kind__name", flat=True))


def test_visits_of_nobody_go_and_their_browsers_after_them(make: Any) -> None:
    old, still, mine = browser("old-old-old", 500), browser("still-here", 500), make.person()
    IdentityClaim.objects.create(key=old, kind="email", value="x@people.example", at=NOW)
    fact(old, "page.viewed", 400)
    fact(still, "page.viewed", 400)
    fact(still, "page.viewed", 10)
    fact(mine.keys.get(), "page.viewed", 400)
    before = len(kinds_left())
    gone = actions.let_go(at=NOW)
    assert gone["people.anonymous"] == 2
    assert gone["people.browsers"] == 1
    assert len(kinds_left()) == before - 2
    assert list(IdentityKey.objects.filter(kind="browser")) == [still]
    assert not IdentityClaim.objects.exists()
    assert actions.let_go(at=NOW)["people.anonymous"] == 0


def test_each_kind_of_fact_has_its_own_period_and_the_rest_stays(make: Any) -> None:
    key = make.person(consent=True).keys.get()
    fact(key, "page.viewed", 800)
    fact(key, "search.made", 700)
    fact(key, "call.logged", 1_200)
    fact(key, "gift.received", 3_000)
    gone = actions.let_go(at=NOW)
    assert (gone["sources.visits"], gone["sources.calls"]) == (1, 1)
    left = kinds_left()
    assert "search.made" in left
    assert "gift.received" in left
    assert "page.viewed" not in left


def test_closed_conversations_go_open_ones_never() -> None:
    old = NOW - timedelta(days=900)
    for state, closed in (("closed", old), ("waiting", None)):
        made = Conversation.objects.create(
            state=state, opened_at=old, last_at=old, closed_at=closed, subject=state
        )
        InboxMessage.objects.create(conversation=made, direction="in", said="words", at=old)
    assert actions.let_go(at=NOW)["inbox.closed"] == 1
    assert [one.subject for one in Conversation.objects.all()] == ["waiting"]
    assert InboxMessage.objects.count() == 1


def test_it_goes_in_portions_and_writes_down_how_many() -> None:
    key = browser("many-visits", 500)
    for _n in range(5):
        fact(key, "page.viewed", 420)
    among = Facts(among=f"SELECT {key.pk}")
    assert among.drop(NOW, 2) == 2
    assert among.count(NOW) == 3
    actions.let_go(at=NOW)
    entry = Entry.objects.get(verb="retention.let-go", detail__holding="people.anonymous")
    assert entry.detail["count"] == 3
    last = LetGo.objects.get(name="people.anonymous")
    assert (last.gone, last.more, last.at) == (3, False, NOW)


def test_what_waits_for_another_night_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from muster.kit.retention import holdings

    for number in range(3):
        browser(f"browser-{number}", 500)
    monkeypatch.setitem(holdings(), "people.browsers", _small(holdings()["people.browsers"]))  # type: ignore[arg-type]
    actions.let_go(at=NOW, most_batches=2)
    last = LetGo.objects.get(name="people.browsers")
    assert (last.gone, last.more, last.next_count) == (2, True, 1)


def _small(one: Any) -> Any:
    from dataclasses import replace

    return replace(one, batch=1)


def months() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'activity_fact'::regclass"
        )
        return {name for (name,) in cursor.fetchall()}


def test_a_month_of_nothing_else_goes_whole(make: Any) -> None:
    key = make.person().keys.get()
    first = datetime(2021, 3, 1, tzinfo=UTC)
    activity.make_months(first=first.date(), last=first.date())
    mixed = datetime(2021, 4, 1, tzinfo=UTC)
    activity.make_months(first=mixed.date(), last=mixed.date())
    for at, kind in ((first, "page.viewed"), (mixed, "page.viewed"), (mixed, "gift.received")):
        activity.append([NewFact(kind, key.pk, at + timedelta(days=3), "t", ref="/a")])
    visits = Facts(kinds=("page.viewed",))
    assert visits.drop(datetime(2021, 3, 20, tzinfo=UTC), 100) == 1  # a part of a month
    activity.append([NewFact("page.viewed", key.pk, first, "t", ref="/a")])
    assert visits.drop(datetime(2021, 5, 1, tzinfo=UTC), 100) == 1
    assert "activity_fact_2021_03" not in months()
    assert visits.drop(datetime(2021, 5, 1, tzinfo=UTC), 100) == 1
    assert "activity_fact_2021_04" in months()
    assert drop_empty_months(before=datetime(2021, 5, 1, tzinfo=UTC)) == []
    assert "gift.received" in kinds_left()


def test_the_next_deletion_is_foretold_by_day_and_number() -> None:
    browser("due-later", 390)
    browser("due-later-too", 390)
    browser("due-much-later", 100)
    [found] = [one for one in retention.standings(at=NOW) if one.holding.name == "people.browsers"]
    due = retention.next_night(NOW - timedelta(days=390) + timedelta(days=395))
    assert (found.next_on, found.next_count) == (due.date(), 2)
    browser("due-tonight", 1_000)
    [found] = [one for one in retention.standings(at=NOW) if one.holding.name == "people.browsers"]
    assert (found.next_on, found.next_count) == (retention.next_night(NOW).date(), 1)


def test_the_page_says_all_of_it_and_an_administrator_changes_it(
    client_for: Any, cast: Any
) -> None:
    page = client_for(cast.ada, how="").get("/office/settings/retention/")
    assert page.status_code == 200
    assert "Thirteen months" in page.text
    assert "until it is erased" in page.text
    assert "Change the periods" in page.text
    assert "Keep it this long" not in page.text
    fresh = client_for(cast.ada)
    page = fresh.get("/office/settings/retention/")
    assert "Keep it this long" in page.text
    given = {name: days for name, days in retention.periods().items() if _chosen(name)}
    answer = fresh.post("/office/settings/retention/periods/", given | {"sources.calls": 365})
    assert answer.status_code == 302
    assert KeptFor.objects.get().name == "sources.calls"
    assert "usual: 1,095 days" in fresh.get("/office/settings/retention/").text
    assert Entry.objects.filter(verb="retention.set", detail__days={"sources.calls": 365}).exists()
    assert "365 days" in client_for(None).get("/privacy/").text


@pytest.mark.parametrize("days", ["", "0", "29", "99999", "x", "-3", "1e3"])
def test_a_period_that_is_none_is_refused_in_words(client_for: Any, cast: Any, days: str) -> None:
    given = {name: many for name, many in retention.periods().items() if _chosen(name)}
    page = client_for(cast.ada).post(
        "/office/settings/retention/periods/", given | {"sources.calls": days}
    )
    assert page.status_code == 422
    assert not KeptFor.objects.exists()


def test_without_a_fresh_step_nothing_changes(client_for: Any, cast: Any) -> None:
    given = {name: many for name, many in retention.periods().items() if _chosen(name)}
    answer = client_for(cast.ada, how="").post(
        "/office/settings/retention/periods/", given | {"sources.calls": 365}
    )
    assert answer.status_code == 302
    assert not KeptFor.objects.exists()
    assert client_for(cast.olga).post("/office/settings/retention/periods/").status_code == 404


def test_once_live_a_second_administrator_has_to_agree(client_for: Any, cast: Any) -> None:
    beata = second_administrator()
    with_factor(cast.ada, beata)
    Organisation.objects.update_or_create(
        pk=1, defaults={"mode": "live", "first_live_at": clock.db_now()}
    )
    given = {name: many for name, many in retention.periods().items() if _chosen(name)}
    client_for(cast.ada).post("/office/settings/retention/periods/", given | {"sources.calls": 365})
    assert not KeptFor.objects.exists()
    asked = Request.objects.get()
    read = client_for(beata).get(f"/office/requests/{asked.pk}/").text
    assert "Telephone calls that were written down" in read
    client_for(beata).post(f"/office/requests/{asked.pk}/answer/", {"agree": "1"})
    assert KeptFor.objects.get().days == 365


def _chosen(name: str) -> bool:
    from muster.kit.retention import holdings

    return holdings()[name].chosen
