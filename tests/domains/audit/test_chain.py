"""E2: links are made in commit order, nobody waits for them, and any tampering shows."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from muster.audit import actions, chain, queries, registry
from muster.audit.models import Entry, Seal
from muster.kit.actors import system


def write(count=3):
    return [
        actions.record(by=system("worker"), verb="x.y", subject=f"z:{n}", n=n) for n in range(count)
    ]


def tamper(sql, *values):
    """Change the log as somebody with the owner's role could."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE muster_owner")
        cursor.execute(sql, values)


@pytest.mark.django_db(transaction=True)
class TestChain:
    def test_an_empty_log_is_whole(self):
        assert queries.verify() == queries.Verified(ok=True, sealed=0, tail=0)

    def test_what_was_committed_is_chained_and_verifies(self):
        write()
        assert queries.verify().tail == 3
        assert actions.seal_pending() == 3
        found = queries.verify()
        assert (found.ok, found.sealed, found.tail) == (True, 3, 0)
        assert found.head == Seal.objects.order_by("-position").first().digest
        assert actions.seal_pending() == 0
        assert actions.seal_pending() == 0

    def test_links_go_on_from_the_last_one(self):
        write()
        actions.seal_pending()
        write(2)
        actions.seal_pending()
        assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == [
            1,
            2,
            3,
            4,
            5,
        ]
        assert queries.verify().ok

    def test_more_than_one_batch(self, monkeypatch):
        monkeypatch.setattr(actions, "BATCH", 4)
        with transaction.atomic():
            write(6)
        write(5)
        assert actions.seal_pending() == 11
        assert queries.verify().sealed == 11

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ("UPDATE audit_entry SET actor = 'staff:9' WHERE subject = 'z:1'", "changed"),
            ("UPDATE audit_entry SET detail = '{\"n\": 7}' WHERE subject = 'z:1'", "changed"),
            (
                "UPDATE audit_entry SET at = at - interval '1 minute' WHERE subject = 'z:1'",
                "changed",
            ),
            ("DELETE FROM audit_entry WHERE subject = 'z:1'", "gone"),
            ("DELETE FROM audit_seal WHERE position = 2", "missing"),
            ("UPDATE audit_seal SET digest = repeat('0', 64) WHERE position = 2", "changed"),
        ],
    )
    def test_any_tampering_shows(self, change, words):
        second = write()[1]
        actions.seal_pending()
        tamper(change)
        found = queries.verify()
        assert not found.ok
        assert words in found.words
        assert found.first_bad in (second.pk, second.pk + 1)

    def test_an_entry_slipped_in_behind_the_chain_shows(self):
        first = write()[0]
        actions.seal_pending()
        write(1)
        slipped = Entry.objects.latest("id")
        tamper(
            "UPDATE audit_entry SET xid = (SELECT xid FROM audit_entry WHERE id = %s) WHERE id = %s",
            first.pk,
            slipped.pk,
        )
        actions.seal_pending()
        assert queries.verify().first_bad == slipped.pk

    def test_cutting_the_end_off_shows_against_a_digest_noted_elsewhere(self):
        write()
        actions.seal_pending()
        noted = queries.verify().head
        tamper("DELETE FROM audit_seal WHERE position = 3")
        tamper("DELETE FROM audit_entry WHERE subject = 'z:2'")
        assert queries.verify().ok
        assert not queries.verify(noted).ok

    def test_a_quick_look_sees_the_last_links_only(self):
        write(6)
        actions.seal_pending()
        tamper("UPDATE audit_entry SET actor = 'staff:9' WHERE subject = 'z:0'")
        assert queries.verify(last=3).ok
        assert not queries.verify(last=50).ok
        tamper("UPDATE audit_entry SET actor = 'staff:9' WHERE subject = 'z:5'")
        assert not registry.chain_is_whole().ok

    def test_the_sealer_waits_for_an_older_transaction_that_is_still_open(self):
        began, go_on = threading.Event(), threading.Event()

        def slow():
            with transaction.atomic():
                actions.record(by=system("slow"), verb="x.y", subject="z:slow")
                began.set()
                go_on.wait(10)
            connections.close_all()

        thread = threading.Thread(target=slow)
        thread.start()
        began.wait(10)
        write(2)
        assert actions.seal_pending() == 0
        go_on.set()
        thread.join()
        assert actions.seal_pending() == 3
        first = Entry.objects.get(pk=Seal.objects.get(position=1).entry)
        assert first.actor == "system:slow"

    def test_many_writers_and_two_sealers_make_one_whole_chain(self):
        done = threading.Event()

        def writer(number):
            for turn in range(25):
                with transaction.atomic():
                    actions.record(by=system(f"w{number}"), verb="x.y", subject=f"z:{turn}")
            connections.close_all()

        def sealer():
            while not done.is_set():
                actions.seal_pending()
            connections.close_all()

        writers = [threading.Thread(target=writer, args=(n,)) for n in range(4)]
        sealers = [threading.Thread(target=sealer) for _ in range(2)]
        for thread in writers + sealers:
            thread.start()
        for thread in writers:
            thread.join()
        done.set()
        for thread in sealers:
            thread.join()
        actions.seal_pending()
        found = queries.verify()
        assert (found.ok, found.sealed, found.tail) == (True, 100, 0), found

    def test_after_a_restore_into_a_younger_server_the_chain_goes_on(self):
        write()
        actions.seal_pending()
        write(2)
        # In the old server the numbers were far higher than this one's.
        tamper("UPDATE audit_entry SET xid = xid + 1000000000")
        tamper("UPDATE audit_seal SET horizon = horizon + 1000000000")
        assert queries.verify().ok
        assert actions.seal_pending() == 2
        write(1)
        assert actions.seal_pending() == 1
        assert queries.verify() == queries.Verified(
            ok=True, sealed=6, tail=0, head=Seal.objects.get(position=6).digest
        )

    def test_the_command_says_whole_or_ends_badly(self):
        write()
        actions.seal_pending()
        out = StringIO()
        call_command("audit", "verify", stdout=out)
        assert "whole: 3 entries chained, 0 not yet" in out.getvalue()
        tamper("UPDATE audit_entry SET verb = 'x.z' WHERE subject = 'z:2'")
        with pytest.raises(CommandError, match="BROKEN"):
            call_command("audit", "verify")


def test_the_text_under_a_digest_is_the_same_whatever_the_order_of_keys():
    from datetime import UTC, datetime

    at = datetime(2026, 10, 13, 12, 0, tzinfo=UTC)
    one = Entry(id=1, at=at, actor="a", verb="b", subject="c", detail={"x": 1, "y": 2})
    other = Entry(id=1, at=at, actor="a", verb="b", subject="c", detail={"y": 2, "x": 1})
    assert chain.digest(chain.GENESIS, one) == chain.digest(chain.GENESIS, other)
    assert chain.digest("1" * 64, one) != chain.digest(chain.GENESIS, one)
