"""The log, its proof and its copy, through HTTP."""

import csv
import io

import pytest
from django.db import connection

from muster.audit import actions
from muster.audit.models import Entry
from muster.kit.actors import system

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client_for, cast):
    return client_for(cast.ada)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def write(verb="broadcast.released", subject="broadcast:1", by=None, **detail):
    return actions.record(by=by or system("worker"), verb=verb, subject=subject, **detail)


def test_who_may_see_it(client_for, cast):
    seeing = {s.name for s in cast if client_for(s).get("/office/audit/").status_code == 200}
    assert seeing == {"Ada"}


def test_the_log_youngest_first_with_names_for_staff(ada, cast):
    write(by=cast.bo, size=41200)
    write(verb="staff.closed", subject=cast.vera.actor)
    page = text(ada.get("/office/audit/"))
    assert page.index("staff.closed") < page.index("broadcast.released")
    assert ">Bo</a>" in page
    assert ">Vera</a>" in page
    assert "size: 41200" in page


def test_the_address_holds_the_filters(ada, cast):
    write(by=cast.bo)
    write(verb="person.erased", subject="person:7")
    assert "person.erased" not in text(ada.get("/office/audit/?verb=broadcast"))
    assert "broadcast.released" not in text(ada.get("/office/audit/?subject=person:7"))
    assert "person.erased" not in text(ada.get(f"/office/audit/?actor={cast.bo.actor}"))
    assert "broadcast.released" in text(ada.get("/office/audit/?actor=bo"))
    assert "person.erased" not in text(ada.get("/office/audit/?actor=bo"))
    assert "No entry fits" in text(ada.get("/office/audit/?actor=zora"))
    assert "No entry fits" in text(ada.get("/office/audit/?since=2100-01-01"))
    assert "person.erased" in text(ada.get("/office/audit/?until=2100-01-01"))
    assert "person.erased" in text(ada.get("/office/audit/?since=rubbish&before=rubbish"))


def test_a_hundred_lines_at_a_time(ada):
    for number in range(120):
        write(subject=f"broadcast:{number}", n=number)
    page = text(ada.get("/office/audit/?verb=broadcast"))
    oldest = Entry.objects.order_by("id")[20]
    assert f"?verb=broadcast&amp;before={oldest.pk}" in page
    assert "n: 20" in page
    assert "n: 19<" not in page
    assert "n: 19<" in text(ada.get(f"/office/audit/?verb=broadcast&before={oldest.pk}"))


def test_looking_changes_nothing(ada):
    ada.get("/office/audit/")
    before = Entry.objects.count()
    ada.get("/office/audit/")
    assert Entry.objects.count() == before


def test_a_whole_chain_is_told_with_its_head(ada, monkeypatch):
    page = text(ada.post("/office/audit/verification/"))
    assert "The chain is whole" in page
    assert Entry.objects.filter(verb="audit.verified").exists()
    assert ada.get("/office/audit/verification/").status_code == 405


def test_a_broken_chain_is_a_red_page(ada, monkeypatch):
    from muster.audit import queries

    broken = queries.Verified(
        ok=False, sealed=4, tail=0, first_bad=17, words="an entry or its link was changed"
    )
    monkeypatch.setattr(queries, "verify", lambda: broken)
    page = text(ada.post("/office/audit/verification/"))
    assert "<h1>The chain is broken at entry 17</h1>" in page
    assert "mode--halted" in page
    assert "Stop sending" in page


def test_the_copy_is_safe_to_open_and_taking_it_is_an_entry(ada):
    write(verb="x.y", subject="=HYPERLINK(1)", note="+1+1")
    answer = ada.post("/office/audit/export/", {"verb": "x."})
    body = answer.content.decode()
    rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"))))
    assert rows[0][:5] == ["id", "at", "actor", "verb", "subject"]
    assert rows[1][4] == "'=HYPERLINK(1)"
    assert len(rows) == 2
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert Entry.objects.get(verb="audit.exported").detail == {"count": 1}


def test_a_copy_needs_proof_of_who_it_is(client_for, cast):
    client = client_for(cast.ada, how="")
    assert "Before a copy leaves" in text(client.get("/office/audit/"))
    answer = client.post("/office/audit/export/")
    assert answer.headers["Location"] == "/office/confirm/?next=%2Foffice%2Faudit%2F"
    assert not Entry.objects.filter(verb="audit.exported").exists()


def test_the_log_cannot_be_changed_through_any_door(ada):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND NOT tgisinternal"
        )
        assert {row[0] for row in cursor.fetchall()} == {"audit_entry_keep", "audit_entry_stamp"}


def test_links_carry_only_what_the_form_asks_and_no_control_characters(ada):
    for _turn in range(101):
        write()
    page = text(ada.get("/office/audit/", {"verb": "broadcast\x07\u202e", "other": "x\r\ny"}))
    older = page.partition('class="pager"')[2].partition("</nav>")[0]
    assert 'href="?verb=broadcast&amp;before=' in older
    copy = page.partition('action="/office/audit/export/"')[2].partition("</form>")[0]
    assert "other" not in older + copy
    assert "\x07" not in older + copy
