"""``muster domain``: asks the DNS how our sending domain stands; ``--mail`` looks at the signature of a test mail."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from muster.delivery.actions import standings
from muster.delivery.deliverability.records import Answer
from muster.kit import actors, dns

_LARGEST = 10 * 1024 * 1024


class Command(BaseCommand):
    """Exit code 1 if anything is not well."""

    help = "Say how the domain we write from stands with the world, and what to mend."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--mail",
            type=Path,
            help="a mail of ours, saved as it arrived: its signature is checked",
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        by = actors.system("command-line")
        if options["mail"]:
            self._see(options["mail"])
        found = standings.look(by=by)
        for one in found:
            self._say(one)
        if not all(one.ok for one in found):
            raise SystemExit(1)

    def _see(self, path: Path) -> None:
        try:
            raw = path.read_bytes()[:_LARGEST]
            seen = standings.see(raw, by=actors.system("command-line"))
        except (OSError, dns.CannotAsk) as error:
            raise CommandError(str(error)) from error
        if seen is None:
            raise CommandError("This mail carries no DKIM signature of the domain it is from.")

    def _say(self, one: Answer) -> None:
        self.stdout.write(f"{'ok  ' if one.ok else 'FAIL'}  {one.name}: {one.words}")
        if one.fix:
            self.stdout.write(f"      fix: {one.fix}")
