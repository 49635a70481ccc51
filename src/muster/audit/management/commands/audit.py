"""``muster audit verify``: prove from the command line that nobody changed the log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from muster.audit import queries


class Command(BaseCommand):
    """Verify the chain of the log."""

    help = "Checks the hash chain of the audit log and says how long its unsealed tail is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one word, and a digest noted down earlier."""
        parser.add_argument("what", choices=["verify"])
        parser.add_argument(
            "--expect", default="", help="a digest printed earlier; must be in the chain"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the chain; a broken one ends with status 1."""
        del args
        found = queries.verify(options["expect"])
        if not found.ok:
            raise CommandError(f"BROKEN at entry {found.first_bad}: {found.words}.")
        self.stdout.write(f"whole: {found.sealed} entries chained, {found.tail} not yet.")
        self.stdout.write(f"head {found.head}")
