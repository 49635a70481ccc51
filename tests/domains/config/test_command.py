"""The ``muster`` command: its words, what they print, and that nothing outlives who started it."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from muster.config.cli import PARENT
from muster.config.databases import django_entry
from muster.config.env import Environment, master_key
from tests import processes


def muster(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "muster.config.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.django_db(transaction=True)
def test_check_names_each_question_with_its_fix_and_ends_with_one_json_line() -> None:
    done = processes.start("check", "--json")
    code = done.wait(timeout=120)
    said = json.loads(done.words.read_text().splitlines()[-1])
    assert code == (0 if said["ok"] else 1)
    assert len(said["findings"]) >= 5
    assert [one["name"] for one in said["findings"] if not one["ok"] and not one["fix"]] == []


def test_benches_and_replays_are_listed_by_name() -> None:
    assert "import" in muster("bench").stdout
    assert "first-message" in muster("replay").stdout


def test_an_unknown_story_is_refused_with_the_list() -> None:
    done = muster("replay", "nothing")
    assert done.returncode == 2
    assert "first-message" in done.stdout


def test_a_child_ends_with_its_parent() -> None:
    # The parent starts a child that watches it, tells its own id and would wait for ever, and is killed.
    script = (
        "import os, subprocess, sys, time\n"
        f"env = os.environ | {{'{PARENT}': str(os.getpid())}}\n"
        "code = 'from muster.config import cli; cli._end_with_parent();'\n"
        "code += 'import os, time; print(os.getpid(), flush=True); time.sleep(60)'\n"
        "subprocess.Popen([sys.executable, '-c', code], env=env)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its parent")


def test_a_database_address_becomes_djangos_words() -> None:
    entry = django_entry("postgresql://ann:p%40ss@db.example:6432/coast?sslmode=require", "web")
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"], entry["NAME"]) == (
        "ann",
        "p@ss",
        "db.example",
        "6432",
        "coast",
    )
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["OPTIONS"]["options"] == "-c role=muster_web -c jit=off"


def test_the_master_key_is_made_once_and_kept_from_others(tmp_path: os.PathLike[str]) -> None:
    env = Environment(home=tmp_path, master_key="")
    first = master_key(env)
    assert first == master_key(env)
    file = env.home / "secret" / "master.key"
    assert file.stat().st_mode & 0o077 == 0


def test_a_short_master_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        master_key(Environment(master_key="abcd"))


def test_only_web_processes_keep_their_connections_and_look_at_them_first() -> None:
    address = "postgresql://somebody:secret@db.example/muster"
    web, machine = django_entry(address, "web"), django_entry(address, "machine")
    assert web["OPTIONS"]["pool"]["max_size"] <= 30
    assert web["CONN_HEALTH_CHECKS"]
    assert "pool" not in machine["OPTIONS"]
