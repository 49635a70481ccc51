"""``muster reconcile --log FILE``: resolves unknown messages from the log of our own relay (D7)."""

from __future__ import annotations

import gzip
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from muster.channels.kinds.email import relaylog
from muster.delivery.actions import reconciling
from muster.kit import actors


class Command(BaseCommand):
    """It may be run again at any time, also over a log it has read before."""

    help = "Find out what became of unknown messages from the log of our own Postfix."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--log", required=True, metavar="FILE", help="its log, also .gz; - for standard input"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            with _opened(options["log"]) as lines:
                found = reconciling.reconcile(
                    relaylog.read(lines), by=actors.system("command-line")
                )
        except OSError as error:
            raise CommandError(f"The log cannot be read: {error}") from error
        self.stdout.write(
            f"{found.ours} entries about mass mail of ours. Of the unknown ones {found.delivered}"
            f" were delivered, {found.bounced} bounced for good, {found.soft} for now,"
            f" {len(found.queued)} are still with the relay. {found.still_unknown} stay unknown."
        )


def _opened(name: str) -> Any:
    if name == "-":
        return nullcontext(sys.stdin)
    if name.endswith(".gz"):
        return gzip.open(name, "rt", encoding="utf-8", errors="replace")
    return Path(name).open(encoding="utf-8", errors="replace")
