"""Debian's Kannel with its own fake network: a real gateway on loopback, with telephones that can write.

Needs the packages kannel and kannel-extras; whoever lacks them skips with that word.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

FAKE_NETWORK = Path("/usr/lib/kannel/test/fakesmsc")
USER, PASSWORD, NUMBER = "muster", "a-word-for-tests", "13013"
CONF = """
group = core
admin-port = {admin}
admin-password = {password}
admin-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
smsbox-port = {box}
smsbox-interface = 127.0.0.1
log-file = "{folder}/bearerbox.log"
log-level = 1
store-type = file
store-location = "{folder}/store"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE
host = 127.0.0.1
port = {network}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {door}
sendsms-interface = 127.0.0.1
global-sender = {number}
log-file = "{folder}/smsbox.log"
log-level = 1
mo-recode = true
http-request-retry = 3
http-queue-delay = 1

group = sendsms-user
username = {user}
password = {password}
user-allow-ip = "127.0.0.1"
max-messages = 6
concatenation = true

group = sms-service
keyword = default
catch-all = true
get-url = "{texts}?from=%p&to=%P&text=%b&id=%I&charset=%C"
max-messages = 1
omit-empty = true
"""


def missing() -> str:
    """What is not installed, in words; empty if all of it is."""
    if shutil.which("bearerbox") and shutil.which("smsbox") and FAKE_NETWORK.exists():
        return ""
    return "Kannel is not here (apt-get install kannel kannel-extras)"


@dataclass(slots=True)
class Kannel:
    """The three processes of a gateway. Use it as a context manager."""

    folder: Path
    texts: str
    door: int = 0
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _line: int = -1

    @property
    def url(self) -> str:
        """What MUSTER_SMS_URL becomes."""
        return f"kannel://{USER}:{PASSWORD}@127.0.0.1:{self.door}/cgi-bin/sendsms"

    def write(self, telephone: str, words: str) -> None:
        """Let a telephone write to our number."""
        os.write(self._line, f"{telephone} {NUMBER} text {words}\n".encode())

    def __enter__(self) -> Self:
        admin, box, network, self.door = _free_ports(4)
        conf = self.folder / "kannel.conf"
        conf.write_text(
            CONF.format(
                admin=admin, box=box, network=network, door=self.door, folder=self.folder,
                texts=self.texts, user=USER, password=PASSWORD, number=NUMBER,
            )
        )  # fmt: skip
        self._start("bearerbox", str(conf))
        _until_open(box)
        self._start("smsbox", str(conf))
        _until_open(self.door)
        # The network ends when its input does, so a line to it is kept open.
        fifo = self.folder / "telephones"
        os.mkfifo(fifo, 0o600)
        self._line = os.open(fifo, os.O_RDWR)
        self._start(str(FAKE_NETWORK), "-H", "127.0.0.1", "-r", str(network), said=self._line)
        return self

    def __exit__(self, *_problem: object) -> None:
        for process in reversed(self._running):
            process.send_signal(signal.SIGKILL)
            process.wait()
        os.close(self._line)

    def _start(self, *command: str, said: int | None = None) -> None:
        name = Path(command[0]).name
        # Output goes to a file: a server that inherits a pipe would hold it open.
        with (self.folder / f"{name}.out").open("wb") as out:
            process = subprocess.Popen(
                command,
                stdin=said if said is not None else subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self._running.append(process)


def _free_ports(number: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _one in range(number)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _until_open(port: int, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, f"nothing listens on {port}"
            time.sleep(0.05)
        else:
            return
