"""Keeps the figures of a bench or replay for the page /quality, each with its date, commit and seed.

One file in the package, written by ``--keep`` alone: no figure on that page is typed by hand.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import muster

PACKAGE: Final = Path(muster.__file__).parent
FILE: Final = PACKAGE / "web" / "site" / "quality" / "figures.json"


def keep(
    name: str,
    figures: Mapping[str, Any],
    *,
    command: str,
    proves: Sequence[str] = (),
    words: str = "",
    seed: object = None,
    file: Path = FILE,
) -> dict[str, Any]:
    """Add what was measured under ``name`` ("bench send"), or replace what stood there."""
    entry = {
        "words": words,
        "command": command,
        "proves": sorted(proves),
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit(),
        "seed": figures.get("seed", seed),
        "ok": bool(figures["ok"]),
        "figures": {key: value for key, value in figures.items() if key not in {"ok", "seed"}},
    }
    kept = read(file) | {name: entry}
    text = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    fresh = file.with_suffix(".new")
    fresh.write_text(text + "\n", encoding="utf-8")
    # Renamed into place: whoever reads meanwhile reads the one or the other, never half.
    fresh.replace(file)
    return entry


def read(file: Path = FILE) -> dict[str, Any]:
    """Everything that was kept; nothing if nothing was."""
    if not file.exists():
        return {}
    held: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return held


def commit() -> str:
    """Which commit was measured; marked where files differ from it; the version where there is no history."""
    try:
        said = subprocess.run(
            ["git", "describe", "--always", "--abbrev=12", "--dirty=+", "--exclude=*"],
            cwd=PACKAGE,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError):
        from importlib.metadata import version

        return version("muster")
    return said.stdout.strip()
