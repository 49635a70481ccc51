"""A real HTTP server on loopback that shares the test’s own transaction."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import pytest_socket

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def loopback() -> Iterator[None]:
    """This test may speak to itself, and to nobody else."""
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    yield
    pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.fixture
def server(db: None, loopback: None, settings: object) -> Iterator[str]:
    """The address of a live server."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, connections
    from django.test.testcases import QuietWSGIRequestHandler

    class Sharing(ThreadedWSGIServer):
        def _close_connections(self) -> None:
            """The connection is the test’s, not ours to close."""

    settings.ALLOWED_HOSTS = ["127.0.0.1"]  # type: ignore[attr-defined]
    # These would close the test’s connection between two requests, as Django’s own client knows too.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    shared = connections["default"]
    shared.inc_thread_sharing()
    running = Sharing(("127.0.0.1", 0), QuietWSGIRequestHandler, allow_reuse_address=False,
                      connections_override={"default": shared})  # fmt: skip
    app, one_at_a_time = WSGIHandler(), threading.Lock()

    def in_turn(*call: object) -> object:
        """A browser asks several things at once; the one connection answers them in turn."""
        with one_at_a_time:
            return app(*call)

    running.set_app(in_turn)
    thread = threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()
    thread.join()
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)
    shared.dec_thread_sharing()
