"""A durable live installation, thrown away afterwards, whose staff put broadcasts through the real actions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from muster.kit import clock
from muster.proof import throwaway
from muster.proof.witness import log
from muster.proof.witness.process import Witness

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.broadcasts.models import Broadcast
    from muster.delivery.models import Release

CONNECTIONS: Final = 4
APPROVERS: Final = ("bo", "cleo", "dora")
_CAST: Final = {
    "ana": ("organiser", "author"),
    "bo": ("approver",),
    "cleo": ("approver",),
    "dora": ("approver",),
    "olga": ("organiser",),
}
_ZONES: Final = 20
_MINUTE: Final = "0.05"  # seconds; waves soak for as many of them as their plan says
_TEXT: Final = (
    'Dear {{ first_name | default: "friend" }},\n\nCoast cleans the beach on Saturday at nine.'
)


@contextmanager
def opened(seed: int, *witness: str) -> Iterator[Scene]:
    """Make it, with the witness beside it; both are gone afterwards, whatever happened."""
    os.environ["MUSTER_DURABLE"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.config.settings")
    home = throwaway.prepare()
    with Witness.start(home / "witness.jsonl", "--seed", str(seed), *witness) as running:
        os.environ |= {
            "MUSTER_SMTP_URL": running.url,
            "MUSTER_SMTP_CONNECTIONS": str(CONNECTIONS),
            "MUSTER_LOG_LEVEL": "ERROR",
            clock.MINUTE_VARIABLE: _MINUTE,
        }
        import django

        django.setup()
        from muster.proof.chaos import server

        server.tell_of_commits(home)
        scene = Scene(home, running, seed)
        scene.found()
        yield scene


@dataclass(slots=True)
class Scene:
    """The installation, the witness, and the staff."""

    home: Path
    witness: Witness
    seed: int
    channel: str = "email"
    staff: dict[str, Staff] = field(default_factory=dict)
    regions: list[str] = field(default_factory=list)
    _runs: int = 0
    _mark: int = 0  # bytes of the witness’s log when the latest broadcast was written

    def found(self) -> None:
        """The organisation, live, and staff with a second factor each."""
        from muster.proof import coast, crowd

        coast.found("https://coast.example")
        self.staff = {name: coast.hired(name, roles)[0] for name, roles in _CAST.items()}
        self.regions = crowd.one_region_per_zone(_ZONES)

    def written(self, people: int, **changes: Any) -> Broadcast:
        """A broadcast to so many new people, complete and not yet submitted."""
        from muster.broadcasts import actions
        from muster.proof import crowd

        self._runs += 1
        self._mark = self.witness.path.stat().st_size if self.witness.path.exists() else 0
        tag = f"run {self._runs}"
        crowd.invent(people, channel=self.channel, regions=self.regions, tag=tag)
        crowd.look_again()
        ana = self.staff["ana"]
        made = actions.declare(
            title=tag, declared_text="people of the beach", declared_size=people, by=ana,
            session_mac="authors",
        )  # fmt: skip
        actions.choose_audience(
            broadcast_id=made.pk, audience=self._audience(tag), by=ana, session_mac="authors"
        )
        words = {"subject": "On Saturday", "body": _TEXT, "plan": "at_once"}
        return actions.edit(
            broadcast_id=made.pk, changes=words | changes, by=ana, session_mac="authors"
        )

    def heard(self) -> Iterator[log.Line]:
        """What the witness took since the latest broadcast was written."""
        return log.lines(self.witness.path, self._mark)

    def taken(self, release: Release) -> list[log.Line]:
        """The messages of the latest release that the witness took; letters to staff are none of them."""
        theirs = set(release.snapshot.recipients.values_list("address", flat=True))
        return [line for line in self.heard() if line["to"] in theirs]

    def submit(self, broadcast: Broadcast) -> None:
        from muster.broadcasts import actions

        actions.submit(broadcast_id=broadcast.pk, by=self.staff["ana"], session_mac="authors")

    def approve(self, broadcast: Broadcast, name: str) -> None:
        from muster.approvals import queries
        from muster.broadcasts import actions

        asked = queries.current(broadcast.reference)
        assert asked is not None
        actions.decide(
            broadcast_id=broadcast.pk, digest=asked.digest, kind="approve", by=self.staff[name],
            authenticated_at=clock.db_now(), session_mac=name, typed=asked.size,
        )  # fmt: skip

    def release(self, broadcast: Broadcast) -> None:
        from muster.approvals import queries
        from muster.broadcasts import actions

        asked = queries.current(broadcast.reference)
        assert asked is not None
        actions.release(broadcast_id=broadcast.pk, digest=asked.digest, by=self.staff["olga"])

    def let_go(self, people: int, **changes: Any) -> tuple[Broadcast, Release]:
        """Written, submitted, approved by as many as it takes all at once, and released."""
        broadcast = self.written(people, **changes)
        self.submit(broadcast)
        for name in APPROVERS:
            self.approve(broadcast, name)
        self.release(broadcast)
        return broadcast, self.released(broadcast)

    def halt(self, broadcast: Broadcast) -> Any:
        from muster.broadcasts import actions

        return actions.halt(broadcast=broadcast, by=self.staff["olga"], reason="chaos")

    def resume(self, broadcast: Broadcast) -> None:
        from muster.broadcasts import actions

        actions.resume(
            broadcast_id=broadcast.pk, by=self.staff["bo"], authenticated_at=clock.db_now()
        )

    def stop(self) -> None:
        from muster.broadcasts import actions

        actions.stop_everything(by=self.staff["olga"], reason="chaos")

    def lift(self) -> None:
        """Let everything go on, if it is stopped."""
        from muster.broadcasts import actions
        from muster.delivery import queries

        if queries.standing_stop() is None:
            return
        actions.lift_stop(by=self.staff["bo"], authenticated_at=clock.db_now())

    def released(self, broadcast: Broadcast) -> Release:
        """Its release, read anew."""
        from muster.delivery import queries

        found = queries.release_of(broadcast.reference)
        assert found is not None, "it was never let go"
        return found

    def _audience(self, tag: str) -> Any:
        from muster.audiences import actions
        from muster.audiences.definition import load

        sentence = {"all": [{"is": "has", "trait": "tag", "value": tag}]}
        return actions.create(name=tag, definition=load(sentence), by=self.staff["ana"])
