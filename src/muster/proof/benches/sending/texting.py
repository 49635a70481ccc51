"""The world of the bench of texts: invented telephones that said yes, a text for them, and a web process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from unittest import mock

from django.db import connection

from muster.config.cli import PARENT
from muster.delivery import actions, documents, fields, liquid, texts
from muster.delivery.documents import DocumentBody, Wording
from muster.delivery.models import Release, Snapshot
from muster.kit.scope import Scope
from muster.people.suppressing import address_mac
from muster.proof.benches import sending

TEXT: Final = (
    'Hi {{ first_name | default: "friend" }}, our beach clean moves to Saturday 10:00 at the old pier.'
    " Gloves and soup from us. Who comes?"
)
# The people of the other bench get a telephone each: a range set aside for fiction, made longer.
_TELEPHONES: Final = """
UPDATE people_identitykey SET kind = 'phone', value = '+4479' || lpad(id::text, 9, '0');
UPDATE people_consentstate SET channel = 'sms';
"""
_FINGERPRINTS: Final = """
UPDATE people_identitykey AS k SET address_mac = made.mac
  FROM unnest(%s::bigint[], %s::text[]) AS made (id, mac) WHERE k.id = made.id
"""
_BATCH: Final = 20_000
_PATIENCE: Final = 60.0


def number(person: int) -> str:
    """The telephone of an invented person."""
    return f"+4479{person:09d}"


def invent(people: int) -> None:
    """Make a live organisation and its people, each with a telephone that said yes."""
    sending.invent(people)
    with connection.cursor() as cursor:
        cursor.execute(_TELEPHONES)
        for first in range(1, people + 1, _BATCH):
            numbers = range(first, min(people + 1, first + _BATCH))
            macs = [address_mac("phone", number(n)) for n in numbers]
            cursor.execute(_FINGERPRINTS, [list(numbers), macs])
        cursor.execute("VACUUM ANALYZE people_identitykey, people_consentstate")


def freeze() -> Snapshot:
    """Freeze everybody."""
    return actions.take_snapshot(
        subject="broadcast:1",
        members_sql="SELECT id FROM people_person",
        params=(),
        channel="sms",
        purpose="news",
        fields=liquid.parse(TEXT, fields.NAMES).fields,
        scope=Scope.EVERYONE,
        by=sending.BY,
    )


def let_go(snapshot: Snapshot, sender: str) -> Release:
    """Release it. Approving is another bench's matter, so leave is given here by hand."""
    body = DocumentBody(
        subject="broadcast:1",
        channel="sms",
        purpose="news",
        mode="live",
        texts=(Wording(language="en", subject="", text=TEXT),),
        sender_name="Havsvakt",
        sender_address="",
        reply_to="",
        identity="Havsvakt, Kaj 1",
        site_url="https://havsvakt.example",
        return_domain="",
        snapshot=snapshot.pk,
        size=snapshot.size,
        per_region=snapshot.per_region,
        audience={},
        sms_sender=sender,
    )
    whole = texts.complete(body, snapshot)
    document = documents.seal(subject="broadcast:1", body=whole, by=sending.BY)
    with mock.patch("muster.approvals.queries.valid_clearance"):
        return actions.release(document_id=document.pk, clearance_id=document.pk, by=sending.BY)


@contextmanager
def website(processes: int, folder: Path) -> Iterator[tuple[str, int]]:
    """The web processes as an operator runs them: their address, and the number of their parent."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "muster.config.cli", "web", "--port", str(port)]
    with (folder / "web.log").open("wb") as out:
        process = subprocess.Popen(
            [*command, "--processes", str(processes)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | {PARENT: str(os.getpid())},
        )
    try:
        _until_open(port)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=_PATIENCE)


def _until_open(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
