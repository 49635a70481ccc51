"""A web server of its own, as production starts it, and a lean sender of sealed reports."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any, Final, Self

from muster.config.cli import PARENT
from muster.proof.benches.ingesting.generator import Sender
from muster.proof.witness import stripe_

_PATIENCE: Final = 60.0
_LINES: Final = 96


class Hook:
    """``muster web`` with the secrets of the stub, ended by its own id."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._seal = stripe_.Server()
        self._web: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where reports go."""
        return f"http://127.0.0.1:{self.port}/hooks/stripe/"

    def __enter__(self) -> Self:
        secrets = {
            "MUSTER_STRIPE_KEY": stripe_.KEY,
            "MUSTER_STRIPE_HOOK_SECRET": stripe_.SECRET,
            PARENT: str(os.getpid()),
        }
        self._web = subprocess.Popen(
            [sys.executable, "-m", "muster.config.cli", "web", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | secrets,
        )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._web.send_signal(signal.SIGTERM)
        try:
            self._web.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._web.kill()
            self._web.wait()

    def send(self, events: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Send every report once, as fast as they are taken; “yes” means kept, and folded but for an accident."""
        requests = [self._request(event) for event in events]
        sender = Sender(self.port, requests, _LINES)
        seconds = sender.run()
        answers = {str(status): many for status, many in sender.statuses.items()}
        return {"seconds": seconds, "answers": answers}

    def _request(self, event: dict[str, Any]) -> bytes:
        body, headers = self._seal.sealed(event)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return (
            f"POST /hooks/stripe/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    def _wait(self) -> None:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the web server did not answer")
