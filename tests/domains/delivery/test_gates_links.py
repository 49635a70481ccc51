"""Links of a live broadcast are looked at without being led astray, and dead ones halt it."""

import ipaddress
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from muster.delivery import queries
from muster.delivery.actions import links, waves
from muster.delivery.gates import linking
from muster.delivery.models import Halt, LinkCheck, Release
from muster.kit import clock, http
from tests.domains.delivery.conftest import World

LOOPBACK = http.Door(scheme="http", allows=lambda address: address.is_loopback)
PAGE = "https://havsvakt.example/clean"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "2002:7f00:1::",
    ],
)  # fmt: skip
def test_no_address_inside_is_public(address: str) -> None:
    assert not http.public(ipaddress.ip_address(address))


def test_the_open_internet_is_public() -> None:
    for address in ("1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"):
        assert http.public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://user:secret@example.org/",
        "https:///nowhere", "https://example.org:99999/",
    ],
)  # fmt: skip
def test_only_plain_addresses_of_the_web_are_asked(url: str) -> None:
    with pytest.raises(http.NotAllowed):
        http.status(url)


@pytest.mark.enable_socket
@pytest.mark.parametrize("host", ["0x7f.1", "localhost", "127.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_a_name_that_leads_inside_is_refused(host: str) -> None:
    with pytest.raises(http.NotAllowed):
        http.status(f"https://{host}/")


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # A redirect is an answer; where it leads is never asked.
            self.send_response(int(self.path.strip("/") or 200))
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            return

    found = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=found.serve_forever, args=(0.05,), daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.mark.enable_socket
def test_the_status_is_all_that_is_read(server: HTTPServer) -> None:
    base = f"http://127.0.0.1:{server.server_port}"
    assert [http.status(f"{base}/{code}", door=LOOPBACK) for code in (200, 302, 503)] == [
        200,
        302,
        503,
    ]
    assert http.status("http://127.0.0.1:1/", door=LOOPBACK) == 0


@pytest.fixture
def live(world: World, settings) -> Release:
    settings.MUSTER_LINK_CHECK = True
    world.house(mode="live")
    world.people(3)
    return world.release(waves=(1,), seeds=True, links=(PAGE, "https://x.example/{{ first_name }}"))


def test_dead_links_halt_and_a_dead_watcher_holds(
    live: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter([0, 503, 503, 503])

    def status(url: str, *, door: http.Door) -> int:
        asked.append(url)
        return next(answers)

    monkeypatch.setattr(http, "status", status)
    assert links.look(clock.now()) == 1
    assert not linking.alive(live)
    [feed] = [one for one in queries.gates(live).feeds if one.role == "links"]
    assert not feed.alive
    assert links.look(clock.now()) == 0
    for _minute in range(3):
        assert not waves.tend(clock.now())
        LinkCheck.objects.update(at=clock.db_now() - links.EVERY)
        assert links.look(clock.now()) == 1
    assert linking.alive(live)
    assert waves.tend(clock.now())
    assert Halt.objects.get().metric == "links"
    assert set(asked) == {PAGE}


def test_without_leave_no_link_is_looked_at(live: Release, settings) -> None:
    settings.MUSTER_LINK_CHECK = False
    assert links.look(clock.now()) == 0
    assert "links" not in {one.metric for one in queries.gates(live).meters}
