"""A connection over TLS with a password, one without PIPELINING, and addresses of relays."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from muster.channels.base import Outgoing, Receipt
from muster.channels.kinds.email.smtp import Connection
from muster.channels.kinds.email.target import NotARelay, Target, parse
from muster.proof.witness.process import Witness

pytestmark = pytest.mark.enable_socket


class Bag:
    """A source of a few messages that remembers what became of them."""

    def __init__(self, names: list[str]) -> None:
        self.todo = [
            Outgoing(n, "b@h.example", f"{name}@x.example", b"Message-ID: <%d>\r\n\r\nx\r\n" % n)
            for n, name in enumerate(names)
        ]
        self.expected = len(names)
        self.ends: dict[str, tuple[str, int]] = {}
        self.problem = ""
        self.over = asyncio.Event()

    def take(self) -> Outgoing | None:
        return self.todo.pop(0) if self.todo else None

    def may_leave(self, message: Outgoing) -> bool:
        return not message.recipient.startswith("stop-")

    def accepted(self, message: Outgoing) -> None:
        self.ended(message, Receipt(message.reference, "accepted", 250))

    def ended(self, message: Outgoing, receipt: Receipt) -> None:
        self.ends[message.recipient.split("@")[0]] = (receipt.kind, receipt.code)
        if len(self.ends) == self.expected:
            self.over.set()

    def untouched(self, message: Outgoing) -> None:
        self.ends[message.recipient.split("@")[0]] = ("untouched", 0)

    def closed(self, _connection: Connection, problem: str) -> None:
        self.problem = problem
        self.over.set()


def _send(target: Target, names: list[str]) -> Bag:
    async def play() -> Bag:
        bag = Bag(names)
        connection = Connection(bag, target, "test")
        await asyncio.get_running_loop().create_connection(
            lambda: connection, target.host, target.port
        )
        async with asyncio.timeout(20):
            await bag.over.wait()
        connection.close()
        return bag

    return asyncio.run(play())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "witness.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_starttls_and_a_password(tmp_path: Path, certificate: Path) -> None:
    options = ("--certificate", str(certificate), "--user", "u", "--password", "p")
    with Witness.start(tmp_path / "log", *options) as witness:
        good = parse(f"smtp://u:p@localhost:{witness.port}?starttls=1&trust={certificate}")
        assert _send(good, ["a", "refuse-b", "c"]).ends == {
            "a": ("accepted", 250),
            "refuse-b": ("refused", 550),
            "c": ("accepted", 250),
        }
        wrong = parse(f"smtp://u:no@localhost:{witness.port}?starttls=1&trust={certificate}")
        assert "auth refused" in _send(wrong, ["d"]).problem
        stranger = parse(f"smtp://u:p@localhost:{witness.port}?starttls=1")
        assert "certificate verify failed" in _send(stranger, ["e"]).problem
        assert [line["to"] for line in witness.accepted()] == ["a@x.example", "c@x.example"]


def test_a_relay_without_starttls_gets_nothing(tmp_path: Path) -> None:
    with Witness.start(tmp_path / "log") as witness:
        target = parse(f"smtp://127.0.0.1:{witness.port}?starttls=1")
        assert "offers no STARTTLS" in _send(target, ["a"]).problem
        assert witness.accepted() == []


def test_one_command_at_a_time_where_that_is_asked(tmp_path: Path) -> None:
    with Witness.start(tmp_path / "log", "--no-pipelining") as witness:
        target = Target("127.0.0.1", witness.port)
        names = ["a", "refuse-b", "busy-c", "full-d", "e"]
        assert _send(target, names).ends == {
            "a": ("accepted", 250),
            "refuse-b": ("refused", 550),
            "busy-c": ("temporary", 451),
            "full-d": ("refused", 552),
            "e": ("accepted", 250),
        }


def test_a_message_that_may_not_leave_cuts_the_connection(tmp_path: Path) -> None:
    with Witness.start(tmp_path / "log") as witness:
        bag = _send(Target("127.0.0.1", witness.port), ["a", "stop-b", "c"])
        assert bag.ends == {"a": ("accepted", 250), "stop-b": ("untouched", 0)}
        assert [line["to"] for line in witness.accepted()] == ["a@x.example"]


@pytest.mark.parametrize(
    "url",
    ["http://x", "smtp://", "smtp://u:p@relay.example", "smtp://u:p@relay.example:25?starttls=0"],
)
def test_addresses_that_cannot_be_used(url: str) -> None:
    with pytest.raises(NotARelay):
        parse(url)


def test_addresses_that_can() -> None:
    target = parse("smtps://u%40x:p%2F@relay.example")
    assert (target.port, target.user, target.password) == (465, "u@x", "p/")
    assert target.implicit_tls
