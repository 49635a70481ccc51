"""``muster name_administrator ADDRESS``: a second administrator, from the server itself."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from muster.accounts import actions
from muster.kit import actors
from muster.kit.errors import Refused


class Command(BaseCommand):
    """For a house with one administrator only: nobody there could agree to a second one."""

    help = "Make a member of staff the second administrator, while there are fewer than two."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom."""
        parser.add_argument("address", help="e-mail of somebody who may sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Name them, and say so."""
        del args
        try:
            named = actions.name_administrator(
                email=options["address"], by=actors.system("console")
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{named.name} is an administrator now and has to sign in again.")
