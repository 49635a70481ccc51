"""``muster resume --everything`` lifts the stop of the whole organisation.

A single broadcast is let go on in the office alone, by somebody who may approve it (H7, W9).
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from muster.delivery.actions import stops
from muster.kit import actors
from muster.kit.errors import Refused


class Command(BaseCommand):
    help = "Lift the stop of everything; what was halted by itself or by hand stays halted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--everything", action="store_true", required=True, help="the whole organisation"
        )

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        try:
            lifted = stops.lift(by=actors.system("command-line"))
        except Refused as why:
            raise CommandError(why.message) from why
        self.stdout.write(
            f"Sending goes on since {lifted.lifted_at:%Y-%m-%d %H:%M:%S.%f} UTC."
            f" It stood still since {lifted.at:%Y-%m-%d %H:%M:%S}."
        )
