"""A sending process is many times in memory: it loads what sends, and nothing large besides."""

import json
import subprocess
import sys

LARGE = {"httpx", "rich", "PIL", "cryptography", "dns", "dkim", "fido2", "pydantic"}
LARGE |= {"duckdb", "numpy", "pandas", "pyarrow", "splink", "ortools", "sklearn", "scipy"}
LOAD = (
    "import django, json, sys; django.setup(); import muster.delivery.pump.worker;"
    " print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
)


def test_the_pump_loads_nothing_large() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOAD], capture_output=True, text=True, check=True
    ).stdout
    assert not LARGE & set(json.loads(told))
