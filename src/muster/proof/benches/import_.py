"""``muster bench import``: a list of people, from upload through preview to everyone taken in, timed.

The path is the one staff use: upload, examine, confirm, run; then the same file once more, which must
change nobody.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import django
from rich.progress import Progress

from muster.proof import throwaway

WORDS = "brings in a generated list of people and the same list once more"
TARGET_SECONDS = 30.0
TARGET_ROWS = 100_000
SEED = 1857
LINES_AT_ONCE = 1_000
GIVEN = ("Ann", "Bo", "Łucja", "Jan", "Zofia", "Piotr", "Ewa", "Adam", "Małgorzata", "Igor")
FAMILY = ("Nowak", "Kowalska", "Wiśniewski", "Wójcik", "Kamińska", "Lewandowski", "Zielińska")
HEADINGS = "Email,First name,Last name,Mobile number,Postcode,Tags,Shoe size,Member since\n"


def options(parser: argparse.ArgumentParser) -> None:
    """How long the list is."""
    parser.add_argument("--rows", type=int, default=TARGET_ROWS, help="people in the list")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it on a throw-away installation and say how long each part took."""
    # Timed with the disk asked to keep what it was told, as in a real installation.
    os.environ.setdefault("MUSTER_DURABLE", "1")
    throwaway.prepare()
    django.setup()
    step = progress.add_task("import", total=4)
    return measure(options.rows, lambda: progress.advance(step))


def measure(rows: int, done: Callable[[], object]) -> dict[str, Any]:
    """The figures of one list of `rows` people."""
    from muster.people.models import Person

    staff = _staff()
    before = Person.objects.count()
    pieces = list(list_of(rows))
    cpu = time.process_time()
    upload, preview = _timed(lambda: _examined(staff, pieces))
    done()
    made, confirm = _timed(lambda: _carried_out(staff, upload))
    done()
    cpu = time.process_time() - cpu
    people = Person.objects.count() - before
    again, again_seconds = _timed(lambda: _carried_out(staff, _examined(staff, pieces)))
    done()
    changes = again.counts.get("new", 0) + again.counts.get("changed", 0)
    seconds = preview + confirm
    done()
    return {
        "ok": _is_fine(rows, made.counts, people, changes, seconds),
        "rows": rows,
        "seconds": round(seconds, 2),
        "preview_seconds": round(preview, 2),
        "confirm_seconds": round(confirm, 2),
        "own_cpu_seconds": round(cpu, 2),
        "rows_per_second": round(rows / seconds),
        "people_added": people,
        "second_import_changes": changes,
        "second_import_seconds": round(again_seconds, 2),
        "max_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "seed": SEED,
    }


def _is_fine(rows: int, counts: dict[str, int], people: int, changes: int, seconds: float) -> bool:
    """Everyone in, nobody twice; the time is judged at full size only, where start-up hides nothing."""
    in_time = rows < TARGET_ROWS or seconds <= TARGET_SECONDS
    return counts.get("new") == people == rows and changes == 0 and in_time


def _staff() -> Any:
    from muster.accounts.models import RoleGrant, Staff

    staff, is_new = Staff.objects.get_or_create(
        email="bench@staff.example", defaults={"name": "Bench", "every_region": True}
    )
    if is_new:
        RoleGrant.objects.create(staff=staff, role="organiser")
    return staff


def _examined(staff: Any, pieces: Iterable[bytes]) -> Any:
    from muster.sources import actions
    from muster.sources.models import Import

    made = actions.upload(
        pieces=pieces, filename="bench.csv", source_name="Bench", country="PL", by=staff
    )
    if made.state == "uploaded":  # a large list waits for a worker, which is this process
        actions.examine(import_id=made.pk)
    return Import.objects.get(pk=made.pk)


def _carried_out(staff: Any, made: Any) -> Any:
    from muster.sources import actions
    from muster.sources.actions.running import preview_digest

    actions.confirm(made=made, seen=preview_digest(made), by=staff)
    actions.run(import_id=made.pk)
    made.refresh_from_db()
    return made


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def list_of(rows: int) -> Iterator[bytes]:
    """The list as bytes, the same for the same length, in pieces as a browser sends them."""
    lines = _lines(rows)
    while piece := b"".join(islice(lines, LINES_AT_ONCE)):
        yield piece


def _lines(rows: int) -> Iterator[bytes]:
    chance = random.Random(SEED)
    yield HEADINGS.encode()
    for number in range(rows):
        yield (
            f"person{number}@people.example,{chance.choice(GIVEN)},{chance.choice(FAMILY)},"
            f"+4860{number % 10_000_000:07d},{chance.randrange(0, 99):02d}-{chance.randrange(999):03d},"
            f"{chance.choice(('seals', 'boats', ''))},{chance.randrange(35, 48)},2024-01-05\n"
        ).encode()
