"""The ladder as data: which rung a package stands on. Read from the contract, so there is one truth."""

import tomllib
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "muster"


@lru_cache(maxsize=1)
def rungs() -> dict[str, int]:
    """Return package name → rung, 0 at the bottom."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    [ladder] = [contract for contract in contracts if contract["type"] == "layers"]
    steps = list(reversed(ladder["layers"]))
    return {
        name.strip(): number
        for number, step in enumerate(steps)
        for name in step.replace(":", "|").split("|")
    }


def sources() -> list[Path]:
    """Return every Python file of ours that is not a migration."""
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
