"""Nothing of an installation outlives it: not its processes, and not the PostgreSQL it brought along."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from muster.config import anew, keeper
from muster.proof import throwaway

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
WITHIN = 240  # seconds: long enough for a busy computer, or something hangs
USER = (
    "import sys; from pathlib import Path; from muster.config import embedded\n"
    "server = embedded.server(Path(sys.argv[1]), remove=Path(sys.argv[2]) if sys.argv[2:] else None)\n"
    "print(server.get_pid(), flush=True); sys.stdin.readline()\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of an installation, migrated already: that takes longer than all else."""
    throwaway._copy(throwaway._aside(), tmp_path / "postgres")
    return tmp_path


@contextlib.contextmanager
def a_user(*folders: Path) -> Iterator[tuple[subprocess.Popen[str], psutil.Process]]:
    """A process that uses the server of a folder until it is told or killed."""
    words = [sys.executable, "-c", USER, *map(str, folders)]
    with subprocess.Popen(words, stdin=-1, stdout=-1, text=True) as process:
        assert process.stdout is not None
        yield process, psutil.Process(int(process.stdout.readline()))
        process.kill()


@contextlib.contextmanager
def muster_up(home: Path, port: int, word: str = "up") -> Iterator[psutil.Popen]:
    """Start ``muster up``, or another word, as a terminal does: in a process group of its own."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("MUSTER_")}
    with (home / "said").open("w") as said:
        up = psutil.Popen(
            [sys.executable, "-m", "muster.config.cli", word, "--port", str(port)],
            env=settings | {"MUSTER_HOME": str(home)},
            stdout=said,
            stderr=said,
            process_group=0,
        )
    yield up
    if up.is_running():
        up.terminate()
    up.wait(WITHIN)


def wait_until(wanted: object, home: Path) -> None:
    until = time.monotonic() + WITHIN
    while not wanted():  # type: ignore[operator]
        assert time.monotonic() < until, [file.name for file in home.iterdir()]
        time.sleep(0.1)


def postmaster(home: Path) -> psutil.Process:
    return psutil.Process(int((home / "postgres" / "postmaster.pid").read_text().split()[0]))


def ended(process: psutil.Process) -> bool:
    # A container may have nobody who fetches what is left of a process.
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_the_server_stays_for_whoever_uses_it_and_ends_with_the_last(home: Path) -> None:
    folder = home / "postgres"
    with a_user(folder) as (first, server), a_user(folder) as (second, same):
        assert server == same
        first.kill()
        first.wait()
        with a_user(folder) as (third, _same):
            third.communicate("end\n")
        assert not ended(server)
        second.communicate("end\n")
        assert ended(server)


def test_the_server_ends_though_its_only_user_was_killed_and_starts_again(home: Path) -> None:
    goes_along = home / "goes-along"
    goes_along.mkdir()
    with a_user(home / "postgres", goes_along) as (only, server):
        only.kill()
        wait_until(lambda: ended(server), home)
    wait_until(lambda: not goes_along.exists(), home)
    with a_user(home / "postgres") as (_again, other):
        assert not ended(other)
    wait_until(lambda: ended(other), home)


def test_an_interrupted_first_start_is_taken_up_again(home: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from muster.config import embedded\n"
        "embedded.tune = lambda _connection: os._exit(1)\n"
        "embedded.urls(Path(sys.argv[1]))\n"
    )
    assert subprocess.run([sys.executable, "-c", script, str(home)], check=False).returncode == 1
    script = script.replace("os._exit(1)", "None") + "print(embedded.urls(Path(sys.argv[1])))"
    again = subprocess.run(
        [sys.executable, "-c", script, str(home)], check=True, capture_output=True, text=True
    )
    assert "muster_web" in again.stdout


URLS = (
    "import sys; from pathlib import Path; from muster.config import embedded\n"
    "print(embedded.urls(Path(sys.argv[1])))"
)


def begun(home: Path) -> int:
    """Start the server of a home to its end and say which folder it stands in, by its number."""
    words = [sys.executable, "-c", URLS, str(home)]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    assert "muster_web" in said
    return (home / "postgres").stat().st_ino


@pytest.mark.parametrize("moment", ["PG_VERSION", "base/4"])
def test_a_cluster_killed_while_it_was_made_is_made_anew_and_a_whole_one_never(
    tmp_path: Path, moment: str
) -> None:
    """At its first word, and when all but the last database is there."""
    words = [sys.executable, "-c", USER, str(tmp_path / "postgres")]
    with psutil.Popen(words, stdin=-1, stdout=-1, stderr=-1) as maker:
        wait_until(lambda: [*tmp_path.glob(f"postgres.new.*/{moment}")], tmp_path)
        for one in [*maker.children(recursive=True), maker]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
    (half,) = tmp_path.glob("postgres.new.*")
    assert (half / "PG_VERSION").exists()
    assert not (tmp_path / "postgres").exists()
    whole = begun(tmp_path)
    assert not half.exists()
    assert begun(tmp_path) == whole


def test_what_stands_in_the_place_of_a_cluster_is_set_aside_and_not_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("18\n")
    begun(tmp_path)
    (aside,) = tmp_path.glob("postgres.unusable.*")
    assert (aside / "PG_VERSION").read_text() == "18\n"


def test_ctrl_c_ends_all_of_it_and_a_second_start_may_be_stopped_early(home: Path) -> None:
    port = free_port()
    with muster_up(home, port) as up:
        wait_until(lambda: "Muster is ready" in (home / "said").read_text(), home)
        all_of_it = [postmaster(home), *up.children(recursive=True)]
        assert len(all_of_it) >= 5
        os.killpg(up.pid, signal.SIGINT)
        assert up.wait(WITHIN) == 0
        assert [one for one in all_of_it if not ended(one)] == []
    with muster_up(home, port) as up:
        wait_until((home / "postgres" / "postmaster.pid").exists, home)
        server = postmaster(home)
        up.terminate()
        assert up.wait(WITHIN) == 0
        assert ended(server)


def test_what_cannot_start_leaves_no_server_behind(home: Path) -> None:
    with muster_up(home, port := free_port()) as up, socket.socket() as taken:
        wait_until((home / "postgres" / "postmaster.pid").exists, home)
        # Somebody takes the port after we looked at it.
        taken.bind(("127.0.0.1", port))
        taken.listen()
        server = postmaster(home)
        assert up.wait(WITHIN) == 1
        assert ended(server)


@pytest.mark.parametrize("word", ["up", "demo", "web"])
def test_a_port_that_is_taken_is_named_before_anything_is_made(tmp_path: Path, word: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with muster_up(tmp_path, port, word) as up:
            assert up.wait(WITHIN) == 1
    said = (tmp_path / "said").read_text()
    assert f"Port {port} of 127.0.0.1 cannot be used" in said
    assert f"muster {word} --port" in said
    assert [one.name for one in tmp_path.iterdir()] == ["said"]


def test_a_demo_stopped_while_it_was_filled_is_set_aside_and_begins_anew(home: Path) -> None:
    (home / anew.MARK).touch()
    (home / "mine.txt").write_text("not of the demo")
    before = (home / "postgres").stat().st_ino
    with muster_up(home, free_port(), "demo") as up:
        wait_until((home / "postgres" / "postmaster.pid").exists, home)
        up.terminate()
        assert up.wait(WITHIN) == 0
    (aside,) = home.glob(f"{anew.MARK}.*")
    assert (aside / "postgres").stat().st_ino == before
    assert (aside / anew.MARK).exists()
    assert (home / "mine.txt").exists()
    assert "begins anew" in (home / "said").read_text()


def test_a_demo_that_somebody_uses_is_left_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "_LEAVING", 0.2)
    (home / anew.MARK).touch()
    with a_user(home / "postgres") as (only, server):
        with pytest.raises(keeper.InUse):
            anew.set_aside(home)
        assert not ended(server)
        only.kill()
        only.wait()
        monkeypatch.setattr(keeper, "_LEAVING", WITHIN)
        aside = anew.set_aside(home)
        assert aside is not None
        assert (aside / "postgres" / "PG_VERSION").exists()
        assert ended(server)
    assert anew.set_aside(home) is None
