"""Every figure we claim, with its date, commit and seed, and the command that measures it again.

The page reads one file that ``muster bench NAME --keep`` and ``muster replay NAME --keep`` write.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muster.web import words
from muster.web.gate import public
from muster.web.site.quality import names
from muster.web.site.speech import page, spoken

FILE: Final = Path(__file__).with_name("figures.json")


@dataclass(frozen=True, slots=True)
class Run:
    """One bench or replay as it was kept."""

    name: str
    title: str
    ok: bool
    day: str
    commit: str
    seed: str
    command: str
    proves: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]


@public("every figure we claim is there for everybody to check")
@require_safe
@spoken
def quality(request: HttpRequest) -> HttpResponse:
    runs = [_run(name, held) for name, held in _kept(FILE).items()]
    good = sum(one.ok for one in runs)
    title = (
        _("%(good)s of %(all)s measurements are as they should be")
        % {"good": words.number(good), "all": words.number(len(runs))}
        if runs
        else _("Nothing is published yet")
    )
    context = {"title": title, "runs": runs, "tests": _tests(runs)}
    return page(request, "site/quality.html", context)


def _kept(file: Path) -> dict[str, Any]:
    return _read(file, file.stat().st_mtime_ns) if file.exists() else {}


@lru_cache(maxsize=2)
def _read(file: Path, _written: int) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return held


def _run(name: str, held: dict[str, Any]) -> Run:
    return Run(
        name=name.replace(" ", "-"),
        # One that is measured in parts has the same title for each.
        title=str(names.RUNS.get(" ".join(name.split()[:2]), held["words"] or name)),
        ok=bool(held["ok"]),
        day=words.day(date.fromisoformat(held["date"])),
        commit=str(held["commit"]),
        seed="" if held["seed"] is None else str(held["seed"]),
        command=str(held["command"]),
        proves=tuple(held["proves"]),
        figures=tuple((names.of(key), _figure(value)) for key, value in held["figures"].items()),
    )


def _figure(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return words.number(value)
    if not value:
        return _("none")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _tests(runs: list[Run]) -> list[tuple[str, str, list[Run]]]:
    """The tests of the handbook, each with the runs that stand for it."""
    return [
        (test, str(question), [one for one in runs if test in one.proves])
        for test, question in names.TESTS.items()
    ]


urlpatterns = [path("quality/", quality, name="quality")]
