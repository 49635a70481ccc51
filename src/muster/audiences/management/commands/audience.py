"""``muster audience run NAME``: who is in a saved audience, by PostgreSQL, DuckDB or Spark."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from muster.audiences import lists, queries
from muster.audiences.lists.by_spark import HERE
from muster.audiences.models import Audience
from muster.kit.errors import Refused
from muster.kit.scope import Scope


class Command(BaseCommand):
    """Counts an audience or writes the numbers of its people to a file. It changes nothing and sends nothing."""

    help = "Count a saved audience, or write who is in it to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=["run"])
        parser.add_argument("name", help="name of the audience, or its number")
        parser.add_argument("--engine", choices=lists.ENGINES, default="duckdb")
        parser.add_argument(
            "--regions", default="", help="only people of these regions: PL-10,PL-14"
        )
        parser.add_argument(
            "--to", type=Path, help="a new file, .csv or .parquet; for Spark a new folder"
        )
        parser.add_argument("--master", default=HERE, help="address of the Spark cluster")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        audience = _named(options["name"])
        definition = queries.definition_of(audience)
        began = time.monotonic()
        try:
            found = lists.listed(
                definition,
                _scope(options["regions"]),
                engine=options["engine"],
                to=options["to"],
                master=options["master"],
            )
        except Refused as error:
            raise CommandError(error.message) from error
        took = time.monotonic() - began
        told = {
            "audience": audience.name,
            "engine": options["engine"],
            "count": found.count,
            "as_of": found.as_of.isoformat(),
            "seconds": round(took, 3),
            "gaps": [gap.words for gap in queries.gaps_of(definition)],
        }
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _said(told))


def _named(name: str) -> Audience:
    kept = Audience.objects.kept()
    found = kept.filter(name__iexact=name).first()
    if found is None and name.isdecimal():
        found = kept.filter(pk=int(name)).first()
    if found is None:
        raise CommandError(f"There is no audience “{name}”.")
    return found


def _scope(regions: str) -> Scope:
    codes = frozenset(code.strip() for code in regions.split(",") if code.strip())
    return Scope(regions=codes) if codes else Scope.EVERYONE


def _said(told: dict[str, Any]) -> str:
    found = (
        f"{told['audience']}: {told['count']:,} people, by {told['engine']} in {told['seconds']} s,"
        f" as of {told['as_of'][:19].replace('T', ' ')} UTC. Nothing recorded later counts."
    )
    return "\n".join([found, *(f"It selects nobody: {words}." for words in told["gaps"])])
