"""A sending process is many times in memory: it loads what sends, and nothing large besides."""

import json
import os
import subprocess
import sys
from functools import cache

LARGE = {"httpx", "rich", "PIL", "cryptography", "dns", "dkim", "fido2", "pydantic"}
LARGE |= {"duckdb", "numpy", "pandas", "pyarrow", "splink", "ortools", "sklearn", "scipy"}
# What reads, answers and imports; letting go is loaded when something is due.
OTHERS = {
    "broadcasts",
    "drives",
    "gifts",
    "groups",
    "inbox",
    "listening",
    "sources",
    "volunteering",
}
LOAD = (
    "import django, json, sys; django.setup(); import muster.delivery.pump.worker;"
    " print(json.dumps(sorted(sys.modules)))"
)


@cache
def loaded() -> set[str]:
    """What stands in the memory of a process that has all to become ``muster pump``."""
    told = subprocess.run(
        [sys.executable, "-c", LOAD],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "muster.config.sending"},
    ).stdout
    return set(json.loads(told))


def test_the_pump_loads_nothing_large() -> None:
    modules = loaded()
    assert "muster.delivery.pump.worker" in modules
    assert not LARGE & {name.partition(".")[0] for name in modules}


def test_the_pump_loads_nothing_of_what_others_do() -> None:
    assert not {f"muster.{name}.actions" for name in OTHERS} & loaded()
