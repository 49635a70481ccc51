"""``muster fence``: says whether this database belongs to this disk; ``--confirm`` makes it so."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from muster.delivery import fence
from muster.delivery.actions import fences
from muster.kit import actors


class Command(BaseCommand):
    help = (
        "Say whether this installation may send; --confirm after a restore, on one computer only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--confirm", action="store_true", help="this is the one that sends")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        if options["confirm"]:
            token = fences.confirm(by=actors.system("command-line"))
            self.stdout.write(f"Confirmed, generation {token.generation}. This installation sends.")
            return
        finding = fence.question()
        self.stdout.write(finding.words + (f"\n{finding.fix}" if finding.fix else ""))
