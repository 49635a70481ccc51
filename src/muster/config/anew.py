"""Sets a demo aside that was stopped before all of it was there, so that ``muster demo`` begins anew by itself.

A mark that its filling leaves until the end tells that it was never whole. Nothing is deleted, and nothing
moved while somebody uses it.
"""

import tempfile
from pathlib import Path

from muster.config import keeper

MARK = "demo.unfinished"
# All that an installation keeps in its folder; whatever else lies there is not ours to move.
_KEPT = ("postgres", "secret", "journal", "pictures", "lake", "fence.json")


def set_aside(home: Path) -> Path | None:
    """Return where the half-made demo of ``home`` went, or None if there is none. Raises ``keeper.InUse``."""
    if not (home / MARK).exists():
        return None
    folder = (home / "postgres").resolve()
    with keeper.unused(folder):
        keeper.stop(folder)
        aside = Path(tempfile.mkdtemp(prefix="demo.unfinished.", dir=home))
        # The mark goes last: whoever is stopped meanwhile sets the rest aside the next time.
        for name in (*_KEPT, MARK):
            if (home / name).exists():
                (home / name).rename(aside / name)
    return aside
