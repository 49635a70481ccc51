"""What people write comes in through every door while whoever keeps the door is killed, and each call is repeated.

Nothing may be lost and nothing stored twice. Whoever brings a message behaves as the real one does: it tries
again until it is told that the message is kept. What came in is counted from the rows of the inbox.
"""

from __future__ import annotations

import os
import random
import signal
import smtplib
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import httpx

from muster.proof import postbox
from muster.proof.nursery import Child, Nursery
from muster.proof.postbox import Postbox

MESSAGES: Final = 24
KILLS: Final = 2
REPEATS: Final = 3
OURS: Final = "hello@news.example"
DOOR: Final = "a-secret-path-for-proofs-only"
NUMBER: Final = "+447700900001"
STORING: Final = ("receive.before_commit", "receive.after_commit")
FETCHING: Final = ("mailbox.after_fetch", *STORING, "mailbox.before_mark")
_PATIENCE: Final = 90.0
_AT_ONCE: Final = 4


class TookTooLong(AssertionError):
    """A message was never taken, however often it was brought."""


@dataclass(slots=True)
class Keeper:
    """The process behind a door; killed at a named point, it is started again, as a supervisor does."""

    words: list[str]
    points: tuple[str, ...]
    chance: random.Random
    wanted: Play
    more: dict[str, str] = field(default_factory=dict)
    killed: int = 0
    _process: Child | None = None

    def tend(self) -> None:
        """Start it if it does not run; the first lives end at a point of a random message."""
        if self._process is not None and self._process.poll() is None:
            return
        if self._process is not None and self._process.returncode == -signal.SIGKILL:
            self.killed += 1
        fault = ""
        if self.killed < self.wanted.kills:
            fault = f"{self.chance.choice(self.points)}:{self.chance.randint(1, 5)}:kill9"
        self._process = self.wanted.nursery.start(
            self.words,
            words=self.wanted.folder / f"{self.words[0]}.log",
            environment=os.environ | self.more | {"MUSTER_FAULT": fault},
        )

    def bring(self, what: str, hand_over: Callable[[], bool]) -> None:
        """Hand something over until it is taken."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                if hand_over():
                    return
            except (OSError, smtplib.SMTPException, httpx.HTTPError):
                self.tend()
            time.sleep(0.05)
        raise TookTooLong(f"{what} was not taken within {_PATIENCE:.0f} s")

    def __enter__(self) -> Self:
        self.tend()
        return self

    def __exit__(self, *_problem: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


@dataclass(frozen=True, slots=True)
class Play:
    """How much of it."""

    folder: Path
    nursery: Nursery
    messages: int = MESSAGES
    kills: int = KILLS
    seed: int = 0
    # What the pages of the form held when people opened them, and when that was.
    seals: list[str] = field(default_factory=list)
    opened: float = field(default_factory=time.monotonic)


def play(
    folder: Path,
    nursery: Nursery,
    *,
    messages: int = MESSAGES,
    kills: int = KILLS,
    seed: int = 0,
) -> dict[str, Any]:
    """Play every door that is here; returns ``lost``, ``doubled``, ``kills`` and which doors were not.

    The keepers come from ``nursery``. The installation is a throw-away one, Django is set up, and its house has a name.
    """
    from muster.web.site import stamp

    seals = [stamp.make("ask") for _number in range(messages)]
    wanted = Play(folder, nursery, messages, kills, seed, seals)
    absent = postbox.missing()
    doors = {"lmtp": by_lmtp, "hook": by_hook, "form": by_form} | (
        {} if absent else {"imap": by_imap}
    )
    figures: dict[str, Any] = {"doors": sorted(doors), "doors_absent": absent, "kills": 0}
    for name, door in doors.items():
        figures["kills"] += door(wanted, random.Random(f"{seed} {name}"))
    return figures | counted([words(name, n) for name in doors for n in range(messages)])


def counted(expected: list[str]) -> dict[str, int]:
    """How many of these are not in the inbox, and how many are there more than once."""
    from muster.inbox.models import InboxMessage

    found = Counter(InboxMessage.objects.filter(said__in=expected).values_list("said", flat=True))
    return {
        "arrived": len(expected),
        "lost": len(set(expected) - found.keys()),
        "doubled": sum(times - 1 for times in found.values()),
    }


def words(door: str, number: int) -> str:
    """What one person wrote at one door."""
    return f"Question {number} by {door}?"


def by_lmtp(wanted: Play, chance: random.Random) -> int:
    """A mail server hands over by LMTP, and again what was not answered; returns how often it was killed."""
    port = _free_port()
    keeper = Keeper(["receive", "--lmtp", f"127.0.0.1:{port}"], STORING, chance, wanted)
    with keeper:
        for number in range(wanted.messages):
            keeper.bring(f"letter {number}", partial(_delivered, port, "lmtp", number))
    return keeper.killed


def by_imap(wanted: Play, chance: random.Random) -> int:
    """A real mailbox is followed; the mail server restarts in the middle."""
    from muster.inbox.models import InboxMessage

    with Postbox() as box:
        keeper = Keeper(
            ["receive", "--imap"], FETCHING, chance, wanted, more={"MUSTER_IMAP_URL": box.url(OURS)},
        )  # fmt: skip
        with keeper:
            for number in range(wanted.messages):
                box.deliver(letter("imap", number), sender=_writer("imap", number), to=OURS)
                keeper.tend()
                if number == wanted.messages // 2:
                    box.restart()
            expected = [words("imap", number) for number in range(wanted.messages)]

            def all_there() -> bool:
                keeper.tend()
                there = InboxMessage.objects.filter(said__in=expected).values("said").distinct()
                return there.count() == wanted.messages

            keeper.bring("the mailbox", all_there)
    return keeper.killed


def by_hook(wanted: Play, chance: random.Random) -> int:
    """A gateway calls our hook for each text, several times at once, as after an answer that it never got."""
    port = _free_port()
    more = {
        "MUSTER_SMS_URL": "kannel://u:p@127.0.0.1:1",
        "MUSTER_SMS_HOOK_SECRET": DOOR,
        "MUSTER_SITE_URL": f"http://127.0.0.1:{port}",
    }
    keeper = Keeper(["web", "--port", str(port)], STORING, chance, wanted, more)
    with (
        keeper,
        httpx.Client(trust_env=False, timeout=30) as client,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        for number in range(wanted.messages):
            said = {
                "from": f"+4477009{number:05d}", "to": NUMBER, "id": f"text-{number}",
                "text": words("hook", number),
            }  # fmt: skip
            call = partial(_called, client, f"http://127.0.0.1:{port}", said)
            keeper.bring(f"text {number}", call)
            # What comes of these is not looked at: an answer may be lost with the process.
            list(pool.map(lambda one: one(), [partial(_quietly, call)] * REPEATS))
    return keeper.killed


def by_form(wanted: Play, chance: random.Random) -> int:
    """People ask on the public page, and press again where no answer came; a worker lets them in afterwards."""
    from muster.inbox import actions
    from muster.web.site import stamp

    port = _free_port()
    more = {"MUSTER_SITE_URL": f"http://127.0.0.1:{port}"}
    keeper = Keeper(["web", "--port", str(port)], STORING, chance, wanted, more)
    # Each opened a page of their own, and has read it for a while.
    time.sleep(max(0.0, wanted.opened + stamp.FASTEST + 1 - time.monotonic()))
    with (
        keeper,
        httpx.Client(trust_env=False, timeout=30) as client,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        for number, seal in enumerate(wanted.seals):
            said = {
                "email": _writer("form", number), "answer_by": "email", "words": words("form", number),
                "stamp": seal,
            }  # fmt: skip
            pressed = partial(_asked, client, f"http://127.0.0.1:{port}", said, number)
            keeper.bring(f"question {number}", pressed)
            list(pool.map(lambda one: one(), [partial(_quietly, pressed)] * REPEATS))
    while actions.take_asked():
        pass
    return keeper.killed


def letter(door: str, number: int) -> bytes:
    """One ordinary mail."""
    return (
        f"From: {_writer(door, number)}\r\nTo: {OURS}\r\nSubject: Hello\r\n"
        f"Message-ID: <{door}-{number}@people.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words(door, number)}\r\n"
    ).encode()


def _delivered(port: int, door: str, number: int) -> bool:
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
        return not client.sendmail(_writer(door, number), [OURS], letter(door, number))


def _called(client: httpx.Client, site: str, said: dict[str, str]) -> bool:
    return client.get(f"{site}/hooks/sms/kannel/{DOOR}/texts", params=said).status_code == 200


def _asked(client: httpx.Client, site: str, said: dict[str, str], number: int) -> bool:
    """One press of the button, from a network of its own."""
    network = {"X-Forwarded-For": f"2001:db8:a:{number:x}::1"}
    answer = client.post(f"{site}/ask/", data=said, headers=network)
    return answer.status_code == 302


def _quietly(call: Callable[[], bool]) -> bool:
    try:
        return call()
    except httpx.HTTPError:
        return False


def _writer(door: str, number: int) -> str:
    return f"{door}{number}@people.example"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
