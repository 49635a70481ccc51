"""A connection that runs well takes a short way; whatever the answers, it must come to the same."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from muster.channels.base import Outgoing, Receipt
from muster.channels.kinds.email.smtp import Connection
from muster.channels.kinds.email.target import Target
from tests.trials import trials

PEOPLE = 6
ANSWERS = st.sampled_from(["taken", "later", "never", "unknown-person", "multi"])


class Wire:
    """A relay as a script: it answers what it reads, each person in their own way."""

    def __init__(self, ways: list[str]) -> None:
        self.ways, self.sent, self.bodies = dict(enumerate(ways)), b"", []
        self.out, self._in_data, self._who, self._known = b"220 x\r\n", False, 0, True
        self.closed = False

    def write(self, data: bytes) -> None:
        self.sent += data
        while self._step():
            pass

    def _step(self) -> bool:
        end = b"\r\n.\r\n" if self._in_data else b"\r\n"
        if end not in self.sent:
            return False
        said, _end, self.sent = self.sent.partition(end)
        self._body(said) if self._in_data else self._command(said)
        return True

    def _command(self, line: bytes) -> None:
        if line.startswith(b"EHLO"):
            self.out += b"250-x\r\n250 PIPELINING\r\n"
        elif line.startswith(b"RCPT"):
            self._who = int(line.split(b"<")[1].split(b"@")[0])
            self._known = self.ways[self._who] != "unknown-person"
            self.out += b"250 2.1.5 Ok\r\n" if self._known else b"550 5.1.1 Nobody\r\n"
        elif line == b"DATA":
            self._in_data = self._known
            self.out += b"354 Go on\r\n" if self._known else b"503 5.5.1 Nobody\r\n"
        else:
            self.out += b"250 Ok\r\n"

    def _body(self, body: bytes) -> None:
        self._in_data = False
        self.bodies.append(body)
        self.out += {
            "taken": b"250 2.0.0 Taken\r\n",
            "later": b"451 4.3.0 Later\r\n",
            "never": b"552 5.2.2 Full\r\n",
            "multi": b"250-2.0.0 Taken\r\n250 2.0.0 Twice said\r\n",
        }[self.ways[self._who]]

    def is_closing(self) -> bool:
        return self.closed

    def abort(self) -> None:
        self.closed = True

    close = abort


class Bag:
    """A source that remembers, and holds one message back where it is told to."""

    def __init__(self, held: int) -> None:
        self.todo = [
            Outgoing(n, "b@h.example", f"{n}@x.example", b"Message-ID: <%d>\r\n\r\nx\r\n" % n)
            for n in range(PEOPLE)
        ]
        self.held, self.ends, self.left = held, {}, []

    def take(self) -> Outgoing | None:
        return self.todo.pop(0) if self.todo else None

    def may_leave(self, message: Outgoing) -> bool:
        if message.reference == self.held:
            return False
        self.left.append(message.reference)
        return True

    def accepted(self, message: Outgoing) -> None:
        self.ended(message, Receipt(message.reference, "accepted", 250))

    def ended(self, message: Outgoing, receipt: Receipt) -> None:
        assert message.reference not in self.ends
        self.ends[message.reference] = receipt.kind

    def untouched(self, message: Outgoing) -> None:
        self.ends[message.reference] = "untouched"

    def closed(self, _connection: Any, _problem: str) -> None:
        self.over = True


def _play(ways: list[str], held: int, cuts: list[int]) -> tuple[Bag, Wire]:
    bag, wire = Bag(held), Wire(ways)
    connection = Connection(bag, Target("127.0.0.1", 25), "test")
    connection.connection_made(wire)
    turn = 0
    while wire.out and not wire.closed:
        size = cuts[turn % len(cuts)]
        turn += 1
        said, wire.out = wire.out[:size], wire.out[size:]
        connection.data_received(said)
    connection.connection_lost(None)
    return bag, wire


@given(
    st.lists(ANSWERS, min_size=PEOPLE, max_size=PEOPLE),
    st.integers(-1, PEOPLE - 1),
    st.lists(st.integers(1, 200), min_size=1, max_size=8),
)
@trials(200)
def test_however_answers_arrive_they_mean_the_same(ways, held, cuts) -> None:
    bag, wire = _play(ways, held, cuts)
    whole, _wire = _play(ways, held, [10_000])
    assert bag.ends == whole.ends
    # Nothing leaves that was held, and each body leaves once, in the order it was let go.
    assert [int(body.split(b"<")[1].split(b">")[0]) for body in wire.bodies] == bag.left
    assert held not in bag.left
    kinds = {"taken": "accepted", "multi": "accepted", "later": "temporary"}
    for number in bag.left:
        assert bag.ends[number] == kinds.get(ways[number], "refused")


def test_a_good_run_ends_every_message_in_order() -> None:
    bag, wire = _play(["taken"] * PEOPLE, -1, [10_000])
    assert bag.left == list(range(PEOPLE))
    assert len(wire.bodies) == PEOPLE
    assert set(bag.ends.values()) == {"accepted"}
