"""What may stand in the log, and that it comes and goes with the change it tells of."""

import json

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from muster.audit import actions, circumstances, queries
from muster.audit.models import Entry
from muster.kit.actors import system

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_what_from_where():
    circumstances.say(session="abc", ip_class="private:xyz")
    try:
        entry = actions.record(
            by=system("worker"), verb="broadcast.released", subject="broadcast:12", size=41200
        )
    finally:
        circumstances.forget()
    entry.refresh_from_db()
    assert (entry.actor, entry.verb, entry.subject) == (
        "system:worker",
        "broadcast.released",
        "broadcast:12",
    )
    assert entry.detail == {"size": 41200}
    assert (entry.session, entry.ip_class) == ("abc", "private:xyz")
    assert str(entry).endswith("system:worker broadcast.released broadcast:12")


@pytest.mark.parametrize(
    "value",
    [
        "ana@people.example",
        "call +48 22 555 01 23",
        "x" * 201,
        ["fine", "bo@people.example"],
        {"to": "a@b.example"},
    ],
)
def test_addresses_numbers_and_texts_stay_out(value):
    with pytest.raises(actions.NotForTheLog):
        actions.record(by=system("worker"), verb="x.y", subject="z:1", value=value)


def test_an_entry_vanishes_with_the_change_it_tells_of():
    def fails():
        actions.record(by=system("worker"), verb="x.y", subject="z:1")
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        fails()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("role", ["muster_web", "muster_machine"])
@pytest.mark.parametrize(
    "change",
    ["UPDATE audit_entry SET actor = 'staff:0'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"],
)
def test_the_database_itself_refuses_changes(role, change):
    actions.record(by=system("worker"), verb="x.y", subject="z:1")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}; {change}")
    assert Entry.objects.get().actor == "system:worker"


def test_the_database_sets_the_transaction_number_whatever_a_writer_says():
    entry = Entry.objects.create(at="2026-01-01T00:00Z", actor="a", verb="b", subject="c", xid=7)
    entry.refresh_from_db()
    assert entry.xid != 7


def test_filters():
    actions.record(by=system("worker"), verb="broadcast.released", subject="broadcast:1")
    actions.record(by=system("pump"), verb="broadcast.halted", subject="broadcast:2")
    assert [e.verb for e in queries.entries()] == ["broadcast.halted", "broadcast.released"]
    assert queries.entries(actors=["system:pump"]).count() == 1
    assert queries.entries(verb="broadcast.").count() == 2
    assert queries.entries(subject="broadcast:1").get().verb == "broadcast.released"
    assert queries.history("broadcast:2").count() == 1
    assert not queries.entries(since="2100-01-01T00:00Z").exists()
    assert queries.entries(until="2100-01-01T00:00Z").count() == 2


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("192.168.1.9", "private:"),
        ("8.8.8.8", "public:"),
        ("2a00:1450::1", "public:"),
        ("", "unknown"),
    ],
)
def test_a_network_is_named_by_kind_and_never_by_address(address, kind):
    said = circumstances.network_class(address)
    assert said.startswith(kind)
    assert not address or address not in said or address == "127.0.0.1"


def test_neighbours_in_one_block_look_the_same():
    assert circumstances.network_class("8.8.8.8") == circumstances.network_class("8.8.8.9")
    assert circumstances.network_class("8.8.8.8") != circumstances.network_class("8.8.9.8")
    assert json.dumps(circumstances.network_class("8.8.8.8")).count("8") < 9
