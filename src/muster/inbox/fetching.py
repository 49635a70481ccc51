"""The mailbox door: fetches what is new in one folder, stores it, and only then writes down how far it came.

Killed anywhere, it fetches a message again and stores it once, since its receipt is known by then. The mailbox
itself is never changed. A message that cannot be taken in is left there with its reason and holds up nothing.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import Error, connection

from muster.channels.kinds.email import mailbox
from muster.channels.kinds.email.mailbox import Folder, Letter, Target
from muster.inbox import actions, doors, intake, marks
from muster.inbox.doors import MAILBOX
from muster.kit import clock, secrets
from muster.kit.faults import fault

TRIES: Final = 3
LONGEST_PAUSE: Final = 60.0
_BETWEEN_TRIES: Final = 1.0
_log = logging.getLogger(__name__)


def serve(target: Target, *, since: date | None, stop: threading.Event) -> None:
    """Follow the mailbox until told to stop, through every break of the line and of the database."""
    pause = _BETWEEN_TRIES
    while not stop.is_set():
        try:
            with mailbox.opened(target) as folder:
                reader = Reader(folder, target, since or clock.db_now().date(), stop)
                while not stop.is_set():
                    reader.read()
                    pause = _BETWEEN_TRIES
                    folder.wait(stop.is_set)
        except (*mailbox.TROUBLE, Error) as error:
            _tell(error)
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


@dataclass(slots=True)
class Reader:
    """One connection’s way through the folder."""

    folder: Folder
    target: Target
    first: date
    stop: threading.Event
    _again: bool = True

    def read(self) -> int:
        """Take in everything that is new, once; returns how many messages were looked at."""
        mark = self._mark()
        # What lay aside may be readable by now: an update was installed, a folder was mended.
        again = [int(uid) for uid in mark.aside] if self._again else []
        self._again = False
        looked = 0
        for uid in [*again, *self._new(mark)]:
            if self.stop.is_set():
                return looked
            mark = self._taken(uid, mark)
            looked += 1
        actions.heard(name=MAILBOX, mark=mark.caught_up().kept(), at=clock.now())
        return looked

    def _mark(self) -> marks.Mark:
        place = self.folder.look()
        return marks.read(
            doors.mark(MAILBOX),
            box=secrets.mac("inbox.mailbox", self.target.name),
            validity=place.validity,
            next_uid=place.next_uid,
            first=self.first,
            heard_at=doors.heard_at(MAILBOX),
        )

    def _new(self, mark: marks.Mark) -> list[int]:
        lay = self.folder.since(mark.day) if mark.catching_up() else []
        wanted = [uid for uid in lay if mark.uid < uid <= mark.until]
        return [*wanted, *self.folder.after(max(mark.uid, mark.until))]

    def _taken(self, uid: int, mark: marks.Mark) -> marks.Mark:
        letter = self.folder.fetch(uid, largest=intake.MAX_RAW)
        fault("mailbox.after_fetch")
        why = self._stored(letter) if letter is not None else ""
        fault("mailbox.before_mark")
        now = clock.now()
        if why and str(uid) not in mark.aside:
            mark = mark.past_aside(uid, why, now.date())
            actions.put_aside(name=MAILBOX, number=uid, why=why, mark=mark.kept(), at=now)
        elif not why:
            mark = mark.past(uid)
            actions.heard(name=MAILBOX, mark=mark.kept(), at=now)
        return mark

    def _stored(self, letter: Letter) -> str:
        """Store it; returns why it cannot be, or nothing. A database that is away is raised."""
        if letter.size > intake.MAX_RAW:
            return "larger than 32 MB"
        why = ""
        for tried in range(TRIES):
            self.stop.wait(tried * _BETWEEN_TRIES)
            try:
                intake.store(letter.raw, came_at=letter.came_at)
            except Exception as error:  # noqa: BLE001 - one message must never hold up the rest
                why = type(error).__name__
                _log.warning("message %s of the mailbox was not taken in: %s", letter.uid, why)
                connection.close()
                clock.db_now()  # raises if it is the database that is away
            else:
                return ""
        return why


def _tell(error: Exception) -> None:
    """Say what is wrong, in the log and, if the database still listens, to whoever asks about health."""
    words = f"{type(error).__name__}: {error}"
    _log.warning("the mailbox is not followed: %s", words[:300])
    connection.close()
    _quietly(lambda: actions.failed(name=MAILBOX, trouble=words, at=clock.now()))


def _quietly(tell: Callable[[], object]) -> None:
    try:
        tell()
    except Error:
        connection.close()
