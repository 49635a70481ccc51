"""``muster receive``: one message from standard input, a server that takes them by LMTP, or a mailbox."""

import asyncio
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from muster.channels.kinds.email import mailbox
from muster.inbox import fetching, intake, lmtp


class Command(BaseCommand):
    """Exit codes for a pipe: 0 stored, 75 try again later, 69 it goes round in circles, 65 not a message."""

    help = "Take in mail: one message from standard input, many by LMTP, or from a mailbox."
    # A message must not be turned away because some unrelated check fails today.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What an operator may say."""
        parser.add_argument(
            "--lmtp", metavar="HOST:PORT", help="listen for LMTP instead of reading one message"
        )
        parser.add_argument(
            "--imap", action="store_true", help="follow the mailbox of MUSTER_IMAP_URL instead"
        )
        parser.add_argument(
            "--from",
            dest="return_path",
            default=None,
            help="envelope sender, as the mail server says",
        )
        parser.add_argument(
            "--to", action="append", default=[], help="envelope recipient; may be repeated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve, or take one message and exit with its code."""
        del args
        if options["lmtp"]:
            host, port = _address(options["lmtp"])
            self.stderr.write(f"Listening for LMTP on {host}:{port}")
            asyncio.run(lmtp.serve(host, port))
            return
        if options["imap"]:
            self._follow()
            return
        raw = sys.stdin.buffer.read(intake.MAX_RAW + 1)
        verdict = intake.take(raw, return_path=options["return_path"], recipients=options["to"])
        if verdict is not intake.Verdict.STORED:
            self.stderr.write(verdict.line)
        sys.exit(verdict.exit_code)

    def _follow(self) -> None:
        try:
            target = mailbox.parse(settings.MUSTER_IMAP_URL)
        except mailbox.NotAMailbox as error:
            raise CommandError(str(error)) from error
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: stop.set())
        self.stderr.write(f"Following {target.folder} on {target.host}:{target.port}")
        fetching.serve(target, since=settings.MUSTER_IMAP_SINCE, stop=stop)


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal():
        raise CommandError("Write the address as HOST:PORT, such as 127.0.0.1:2424.")
    return host.strip("[]") or "127.0.0.1", int(port)
