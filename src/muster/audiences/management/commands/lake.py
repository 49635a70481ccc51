"""``muster lake rebuild|status``: the sorted columns that audiences are counted from while somebody types."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from muster.audiences.lake import building, layout
from muster.kit.errors import Refused


class Command(BaseCommand):
    """The lake is disposable: it may be rebuilt, moved or deleted at any time, and nothing is lost."""

    help = "Build the lake of audiences anew, or tell its state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=["rebuild", "status"])

    def handle(self, *_arguments: Any, **options: Any) -> None:
        if options["word"] == "rebuild":
            self._rebuild()
        self._status()

    def _rebuild(self) -> None:
        try:
            building.rebuild(
                layout.home(),
                told=lambda month: self.stdout.write(f"Sorting {month or 'the other facts'} …"),
            )
        except Refused as error:
            raise CommandError(str(error)) from error

    def _status(self) -> None:
        folder = layout.home()
        held = layout.current(folder)
        if held is None:
            self.stdout.write(f"There is no lake in {folder}; PostgreSQL answers alone.")
            return
        size = layout.size(folder, held) / 1_000_000
        self.stdout.write(
            f"{held.facts:,} facts of {len(held.months)} months, {size:,.1f} MB in {folder},"
            f" as of {held.built_at}, transaction {held.xid}."
        )
