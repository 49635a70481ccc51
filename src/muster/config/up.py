"""Runs the parts of an installation: the web server, the workers, and both together in one group."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from muster.config.cli import PARENT

READY_WITHIN = 60  # seconds
_RESTARTS = 5
_KINDLY = 10  # seconds a child has to end by itself
# Whoever waits for a page and what is being sent go before jobs, where all of them want the same processors.
_BEHIND = {"procrastinate": 5}


def run(arguments: argparse.Namespace, *, demo: bool = False) -> int:
    """Migrate, fill the demo if asked, then keep web and worker running until a signal comes."""
    os.environ.setdefault("MUSTER_SITE_URL", f"http://localhost:{arguments.port}")
    if demo:
        os.environ["MUSTER_DEMO"] = "1"
    # A worker is itself a group that waits for its children.
    group = Group(kindly=_KINDLY + 5)
    try:
        return _run(arguments, group, demo=demo)
    except Stopped:
        return 0
    finally:
        group.stop()


def _run(arguments: argparse.Namespace, group: "Group", *, demo: bool) -> int:
    from muster.config.env import environment

    _may_listen(arguments.host, arguments.port, "demo" if demo else "up")
    env = environment()
    if demo and not env.database_url:
        _begin_anew(env.home)
    _have_a_database(group)
    group.finish("migrate", "--verbosity", "0")
    if demo:
        group.finish("fill_demo")
    group.start(
        "web",
        "--host",
        arguments.host,
        "--port",
        str(arguments.port),
        "--processes",
        str(arguments.processes),
    )
    group.start("worker")
    if not demo:
        group.start("listen")
    if env.imap_url and not demo:
        group.start("receive", "--imap")
    _wait_until_ready(f"http://127.0.0.1:{arguments.port}/", group)
    _announce(arguments.port, demo=demo)
    if not demo:
        group.finish("begin")
    return group.keep_running()


def _may_listen(host: str, port: int, word: str) -> None:
    """Say at once that somebody else has the port, not when everything else is ready."""
    try:
        family, *_sort, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            # One that was closed a moment ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as problem:
        raise SystemExit(
            f"Port {port} of {host} cannot be used: {problem}.\n"
            f"Another may be free: muster {word} --port {port + 1 if port < 65535 else 8001}"
        ) from None


def _begin_anew(home: Path) -> None:
    """Where a demo was stopped while it was filled there is none: make room for a whole one."""
    from muster.config import anew, keeper

    try:
        aside = anew.set_aside(home)
    except keeper.InUse:
        raise SystemExit(
            f"The demo in {home} is being filled or used by another process."
        ) from None
    if aside:
        sys.stdout.write(
            f"The demo was stopped before all of it was there. It begins anew; what there was is in {aside},"
            " which nobody needs.\n"
        )
        sys.stdout.flush()


def _have_a_database(group: "Group") -> None:
    """Hold the embedded server open for as long as this process lives, if it is the one used."""
    from muster.config.databases import address
    from muster.config.env import environment

    try:
        address(environment(), "owner")
    except (OSError, subprocess.SubprocessError):
        # Ctrl-C in a terminal reaches the programs that make a database, too.
        group.heed()
        raise
    group.heed()


def serve(arguments: argparse.Namespace) -> int:
    """Run the web server in this process."""
    # Before all that a page needs is loaded.
    _may_listen(arguments.host, arguments.port, "web")
    import uvicorn

    uvicorn.run(
        "muster.config.asgi:application",
        host=arguments.host,
        port=arguments.port,
        workers=arguments.processes if arguments.processes > 1 else None,
        lifespan="off",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    return 0


def work(_arguments: argparse.Namespace) -> int:
    """Run the job worker and the sending pump, each in a process of its own."""
    os.environ["MUSTER_DATABASE_ROLE"] = "machine"
    group = Group()
    group.start("procrastinate", "worker", "--listen-notify")
    group.start("pump")
    return group.keep_running()


def pump(_arguments: argparse.Namespace) -> int:
    """Run the sending pump in this process until a signal comes."""
    import threading

    import django

    os.environ.setdefault("MUSTER_DATABASE_ROLE", "machine")
    django.setup()
    from muster.delivery.pump import worker

    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    worker.run(stopping)
    return 0


class Stopped(Exception):
    """Somebody asked this process to stop before it was ready."""


class Group:
    """Child processes that live and end together; one that dies is started again a few times."""

    def __init__(self, *, kindly: float = _KINDLY) -> None:
        self._children: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}
        self._restarts = 0
        self._stopping = False
        self._kindly = kindly
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)

    def start(self, *words: str) -> None:
        """Start ``muster WORDS`` as a child."""
        command = [sys.executable, "-m", "muster.config.cli", *words]
        environment = os.environ | {PARENT: str(os.getpid())}
        child = self._children[words] = subprocess.Popen(command, env=environment)
        if words[0] in _BEHIND:
            os.setpriority(os.PRIO_PROCESS, child.pid, _BEHIND[words[0]])

    def finish(self, *words: str) -> None:
        """Run ``muster WORDS`` to its end."""
        self.start(*words)
        child = self._children[words]
        while child.poll() is None:
            self.heed()
            time.sleep(0.1)
        self.heed()
        del self._children[words]
        if child.returncode:
            raise SystemExit(f"muster {words[0]} did not end well; its messages stand above.")

    def heed(self) -> None:
        """Raise if somebody asked to stop."""
        if self._stopping:
            raise Stopped

    def alive(self) -> bool:
        """Tell whether every child still runs."""
        return all(child.poll() is None for child in self._children.values())

    def keep_running(self) -> int:
        """Watch until asked to stop; returns 0, or 1 when a child would not stay up."""
        while not self._stopping:
            time.sleep(0.3)
            if not self._revive():
                self.stop()
                return 1
        self.stop()
        return 0

    def stop(self) -> None:
        """End every child by its own process id, kindly first."""
        for child in self._children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        until = time.monotonic() + self._kindly
        for child in self._children.values():
            try:
                child.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _revive(self) -> bool:
        for words, child in list(self._children.items()):
            if child.poll() is None or self._stopping:
                continue
            self._restarts += 1
            if self._restarts > _RESTARTS:
                sys.stderr.write(
                    f"muster {' '.join(words)} ended again and again; see its messages above\n"
                )
                return False
            self.start(*words)
        return True

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def _wait_until_ready(url: str, group: Group) -> None:
    import urllib.error
    import urllib.request

    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and group.alive():
        group.heed()
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own loopback address
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    group.heed()
    raise SystemExit("The web server did not answer; its messages stand above.")


def _announce(port: int, *, demo: bool) -> None:
    lines = [f"Muster is ready: http://localhost:{port}/office/"]
    if demo:
        from muster.proof.demo.cast import sign_in_lines

        lines += ["Training mode: nothing leaves this computer. Who can sign in:", *sign_in_lines()]
    lines.append("Stop with Ctrl-C.")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
