"""One crisis of Havsvakt that is over: the poster that looked like somebody else’s, led through the real actions.

Told in one afternoon three weeks ago; it stands in the case library from the first look around.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from muster.accounts.models import Staff
from muster.crisis import actions as crisis
from muster.crisis.models import Room

AGO: Final = timedelta(weeks=3)
TEXT: Final = (
    "Mira, you are right to ask. Our poster was drawn by an agency; our organiser Bo has asked for their sketches"
    " and will show you what we find by 15:30 today."
)
WORD: Final = (
    "The sketches show that the agency had her picture open. We take the poster down, name her as the first, and"
    " pay her for the prints that were sold."
)
LESSON: Final = (
    "Ask an agency for its sketches before anything is printed. Say in the first hour who looks into it and when the"
    " next word comes: the vague sentence of the first hour cost more followers than the accusation."
)


def fill(now: datetime) -> None:
    """Open it, say the wrong thing first and the right thing then, keep the promise, and close it with a lesson."""
    staff = {one.email.partition("@")[0]: one for one in Staff.objects.filter(demo=True)}
    bo, maja, gwen = staff["bo"], staff["maja"], staff["gwen"]
    noon = (now - AGO).replace(hour=11, minute=6, second=0, microsecond=0)

    def at(minutes: int) -> datetime:
        return noon + timedelta(minutes=minutes)

    room = crisis.open_room(
        title="#havsvakt stands beside #thieves",
        what="The artist Mira Holm wrote at 10:31 that our seal poster copies hers. Five times the usual posts.",
        severity=2, since=at(-35), by=bo, at=at(0),
    )  # fmt: skip
    crisis.set_duty(room=room, duty=gwen, reach="In the kitchen", by=bo, at=at(2))
    sketches = crisis.give(
        room=room, words="Ask the agency for its sketches", owner=bo, due_at=at(120), by=bo, at=at(4)
    )  # fmt: skip
    call = crisis.give(
        room=room, words="Call Mira Holm", owner=gwen, due_at=at(240), by=bo, at=at(5)
    )
    _speak(room, at, bo=bo, maja=maja, gwen=gwen)
    crisis.tick(task=sketches, by=bo, at=at(109))
    crisis.tick(task=call, by=gwen, at=at(216))
    crisis.close(
        room=room, outcome="The poster is gone, the artist is named and paid. 1,240 followers left; 300 came back.",
        lesson=LESSON, by=bo, at=at(540),
    )  # fmt: skip


def _speak(
    room: Room, at: Callable[[int], datetime], *, bo: Staff, maja: Staff, gwen: Staff
) -> None:
    """What was said in public, in its order: first vaguely by somebody, then so that it could be held to."""
    vague = "Somebody wrote “we are looking into it” for us. No name, no time."
    crisis.note(room=room, words=vague, by=gwen, at=at(68))
    gone = "#boycotthavsvakt appears; 400 followers are gone."
    crisis.note(room=room, words=gone, by=gwen, at=at(74))
    text = crisis.write_text(
        room=room, language="en", what="An agency drew it; we have asked for its sketches", who="our organiser Bo",
        next_at=at(264), text=TEXT, by=bo, at=at(104),
    )  # fmt: skip
    crisis.approve_text(wording=text, by=maja, at=at(118))
    crisis.use_text(wording=text, where="Under her post, and on our page", by=bo, at=at(124))
    crisis.keep(promise=room.promises.get(), words=WORD, by=bo, at=at(259))
