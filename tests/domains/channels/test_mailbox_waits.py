"""Waiting for new mail, where what is new is told in one piece with the answer that begins the wait."""

from __future__ import annotations

import itertools
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from muster.channels.kinds.email import mailbox

pytestmark = pytest.mark.enable_socket


class _Door(socketserver.StreamRequestHandler):
    """As much of an IMAP server as a wait asks for; ``together`` is what it says when one begins."""

    together = b""

    def handle(self) -> None:
        self.wfile.write(b"* OK here\r\n")
        while line := self.rfile.readline():
            tag, _space, command = line.strip().partition(b" ")
            if command == b"IDLE":
                self.wfile.write(self.together)
                assert self.rfile.readline() == b"DONE\r\n"
            elif command == b"CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1 IDLE\r\n")
            self.wfile.write(tag + b" OK done\r\n")


@contextmanager
def waiting_at(together: bytes) -> Iterator[mailbox.Folder]:
    """A folder of a server that says this when a wait begins."""
    door = type("Door", (_Door,), {"together": together})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), door) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        url = f"imap://us:word@127.0.0.1:{server.server_address[1]}/INBOX"
        with mailbox.opened(mailbox.parse(url)) as folder:
            yield folder
        server.shutdown()


def looks_during(wait: bytes) -> int:
    """How often a wait that begins with these words asked whether to stop; it is told to at the eighth time."""
    asked = itertools.count(1)
    with waiting_at(wait) as folder:
        folder.wait(lambda: next(asked) == 8)
    return next(asked) - 1


def test_what_comes_with_the_first_answer_ends_the_wait() -> None:
    assert looks_during(b"+ idling\r\n* 2 EXISTS\r\n") < 2


def test_where_nothing_comes_the_wait_goes_on_until_told_to_stop() -> None:
    assert looks_during(b"+ idling\r\n") == 8
