"""``muster bench pages``: every office page with the demo behind it, timed on the server and its queries counted.

Each page is asked for through the real middleware and gate, so the database answers as the web role.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable
from statistics import median
from typing import TYPE_CHECKING, Any

from rich.progress import Progress

from muster.proof import throwaway
from muster.proof.benches.paging import scene

if TYPE_CHECKING:
    from django.test import Client

    from muster.proof.benches.paging.scene import Route

WORDS = "times every office page with the demo’s people behind it and counts its queries"
TARGET_MS = 200.0
FULL = 20_000  # people of the demo
PEOPLE = 20_000
WARM_UP, MEASURED = 2, 9


def options(parser: argparse.ArgumentParser) -> None:
    """How many invented people stand behind the pages."""
    parser.add_argument("--people", type=int, default=PEOPLE, help="people in the demo")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Fill a throw-away installation and ask for every page; returns the figures."""
    os.environ["MUSTER_DEMO"] = "1"
    throwaway.prepare()
    import django

    django.setup()
    filling = progress.add_task("the demo", total=3)
    routes = scene.fill(options.people, lambda: progress.advance(filling))
    _settle()
    pages = progress.add_task("pages", total=len(routes))
    asked = _counting(routes, lambda: progress.advance(pages))
    return {"people": options.people} | measured(asked, judge_time=options.people >= FULL)


def _counting(routes: Iterable[Route], done: Any) -> Iterable[Route]:
    for route in routes:
        yield route
        done()


def _settle() -> None:
    """What a running server does by itself within a minute of so much change."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measured(routes: Iterable[Route], *, judge_time: bool) -> dict[str, Any]:
    """Ask for each page some times and sum up; fine when all answer, evenly and soon enough.

    The time is judged at the demo's full size only.
    """
    pages = {name: page(who, route, about) for name, who, route, about in routes}
    slowest = max(pages, key=lambda name: pages[name]["median_ms"])
    uneven = [name for name, one in pages.items() if not one["even"]]
    in_time = not judge_time or pages[slowest]["median_ms"] <= TARGET_MS
    failed = [name for name, one in pages.items() if one["status"] != 200]
    return {
        "ok": not failed and not uneven and in_time,
        "pages": pages,
        "slowest_page": slowest,
        "slowest_ms": pages[slowest]["median_ms"],
        "most_queries": max(one["queries"] for one in pages.values()),
        "uneven": uneven,
        "failed": failed,
    }


def page(who: str, route: str, about: tuple[int, ...]) -> dict[str, Any]:
    """The figures of one page: its median and its slow end in ms, and how many queries it takes."""
    from django.urls import reverse

    client, address = _signed_in(who), reverse(f"office:{route}", args=about)
    tries = [_once(client, address) for _ in range(WARM_UP + MEASURED)][WARM_UP:]
    times = sorted(spent for _, spent, _ in tries)
    queries = {count for _, _, count in tries}
    return {
        "status": next((code for code, _, _ in tries if code != 200), 200),
        "median_ms": round(median(times), 1),
        "p95_ms": round(times[-1], 1),  # of nine, the slowest
        "queries": max(queries),
        "even": len(queries) == 1,
    }


def _signed_in(who: str) -> Client:
    from django.test import Client

    from muster.accounts import stepup
    from muster.accounts.models import Staff

    staff = Staff.objects.get(demo=True, email__startswith=f"{who}@")
    client = Client(SERVER_NAME="localhost")
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    stepup.confirm(session, staff, stepup.PASSWORD)
    session.save()
    return client


def _once(client: Client, address: str) -> tuple[int, float, int]:
    """Ask once; returns the status, how many ms it took, and how many queries it asked."""
    from django.db import connection

    count = 0

    def counting(execute: Any, *call: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*call)

    with connection.execute_wrapper(counting):
        began = time.perf_counter()
        status = client.get(address).status_code
        spent = (time.perf_counter() - began) * 1000
    return status, spent, count
