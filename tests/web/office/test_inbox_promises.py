"""What we promise, by HTTP: read by all who read the inbox, changed by administrators."""

import pytest
from django.urls import reverse

from muster.inbox.ladder import Rung
from muster.inbox.models import Rules, Team

pytestmark = pytest.mark.django_db
HERE = "office:inbox-promises"
QUEUE = {
    "answer": "2", "resolve": "48", "counting": "own", "zone": "Europe/Warsaw", "countries": ["PL", "SE"],
    "days": "2026-12-24\n2026-12-31",
    **{f"day-{day}": "09:00–12:00, 13:00–17:00" for day in range(1, 6)}, "day-6": "", "day-7": "",
}  # fmt: skip
LADDER = {
    "share-assignee": "40", "once-assignee": "9", "share-lead": "", "once-lead": "2",
    "share-duty": "300", "once-duty": "3", "factor-1": "60", "factor-2": "30", "factor-3": "10",
}  # fmt: skip


def post(client, name, data):
    return client.post(reverse(name), data, follow=True)


def test_everybody_who_reads_the_inbox_reads_them(cast, client_for):
    text = client_for(cast.vera).get(reverse(HERE)).content.decode()
    assert "We answer within 4\u202fh" in text
    assert "All hours of all days" in text
    assert "Keep this promise" not in text


def test_the_house_promises_in_hours_of_its_own(cast, client_for):
    answer = post(client_for(cast.ada), "office:inbox-promises-queue", QUEUE)
    assert "Kept." in answer.content.decode()
    rules = Rules.objects.get()
    assert (rules.promise_minutes, rules.resolve_minutes) == (120, 2880)
    assert rules.hours["countries"] == ["PL", "SE"]
    assert rules.hours["days"] == ["2026-12-24", "2026-12-31"]
    assert rules.hours["week"][0] == [[540, 720], [780, 1020]]
    assert "09:00–12:00, 13:00–17:00" in answer.content.decode()


def test_a_team_may_do_as_the_house_does(cast, client_for):
    team = Team.objects.create(name="Care", promise_minutes=30)
    client = client_for(cast.ada)
    assert "Care" in client.get(reverse(HERE), {"team": team.pk}).content.decode()
    data = QUEUE | {"team": team.pk, "answer": "", "resolve": "", "counting": "house"}
    post(client, "office:inbox-promises-queue", data)
    team.refresh_from_db()
    assert (team.promise_minutes, team.resolve_minutes, team.hours) == (None, None, None)
    post(client, "office:inbox-promises-queue", data | {"answer": "0.5", "counting": "all"})
    team.refresh_from_db()
    assert (team.promise_minutes, team.hours) == (30, {})


@pytest.mark.parametrize(
    "changed",
    [
        {"answer": ""},
        {"answer": "0"},
        {"answer": "-3"},
        {"day-1": "whenever"},
        {"day-1": "9–12, 11–13"},
        {f"day-{day}": "" for day in range(1, 8)},
        {"days": "Christmas"},
        {"zone": "Mars/Olympus"},
        {"counting": "sometimes"},
        {"countries": ["ZZ"]},
        {"day-1": "²–3"},
    ],
)
def test_what_is_no_promise_is_refused_with_words(cast, client_for, changed):
    answer = client_for(cast.ada).post(reverse("office:inbox-promises-queue"), QUEUE | changed)
    assert answer.status_code == 422
    assert not Rules.objects.filter(promise_minutes=120).exists()


def test_the_ladder_is_kept(cast, client_for):
    post(client_for(cast.ada), "office:inbox-promises-ladder", LADDER)
    rules = Rules.objects.get()
    assert rules.factors == [100, 60, 30, 10]
    assert rules.ladder[1] == {"rung": Rung.LEAD, "share": None, "at_once": 2}


@pytest.mark.parametrize("changed", [{"share-duty": "0"}, {"factor-1": "101"}, {"once-lead": "7"}])
def test_what_is_no_ladder_is_refused(cast, client_for, changed):
    answer = client_for(cast.ada).post(reverse("office:inbox-promises-ladder"), LADDER | changed)
    assert answer.status_code == 422
    assert not Rules.objects.exists()


def test_a_team_nobody_has_is_not_there(cast, client_for):
    client = client_for(cast.ada)
    assert client.get(reverse(HERE), {"team": "99"}).status_code == 404
    assert client.get(reverse(HERE), {"team": "²"}).status_code == 404
    answer = client.post(reverse("office:inbox-promises-queue"), QUEUE | {"team": "x"})
    assert answer.status_code == 404


def test_whoever_may_not_change_settings_changes_nothing(cast, client_for):
    for name, data in (("queue", QUEUE), ("ladder", LADDER)):
        answer = client_for(cast.olga).post(reverse(f"office:inbox-promises-{name}"), data)
        assert answer.status_code == 404
