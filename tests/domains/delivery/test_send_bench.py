"""The bench plays the whole way with processes of its own; its counts must be right at any size."""

import json
import os
import subprocess
import sys

import pytest

from muster.proof import throwaway


@pytest.mark.slow
def test_a_small_bench_counts_right() -> None:
    inherited = {throwaway.MARK, throwaway.WORKER}
    own = {name: value for name, value in os.environ.items() if name not in inherited}
    command = "bench send --people 400 --seconds 0 --halts 1 --kills 1 --connections 4 --json"
    played = subprocess.run(
        [sys.executable, "-m", "muster.config.cli", *command.split()],
        env={name: value for name, value in own.items() if not name.startswith("MUSTER_DATABASE")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.returncode == 0, played.stderr[-2000:]
    figures = json.loads(played.stdout.splitlines()[-1])
    assert figures["ok"]
    assert figures["messages"] == figures["people"] == 400
    assert (figures["duplicates"], figures["lost"]) == (0, 0)
    assert figures["unknown"] <= 4
    wanted = (
        "messages_per_second times_naive_cpu cpu_us_per_message postgres_us_per_message worker_mb"
    )
    assert set(wanted.split()) <= figures.keys()
