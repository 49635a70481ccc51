"""A conversation is one thread with one person or stranger on one channel.

It hangs on an identity key, so joining or parting two records moves it without a write. Whose it is
was proved by something only their mailbox held, or it is a claim and says so.
"""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from muster.inbox.models.case import Case
from muster.inbox.models.team import Team, Topic
from muster.kit.text import fold
from muster.people.models import IdentityKey, Person
from muster.places.models import Region


class Conversation(models.Model):
    """``address`` is where an answer goes; once the thread is proved, no incoming line changes it."""

    class State(models.TextChoices):
        """Who waits for whom."""

        OPEN = "open"  # they wait for us
        WAITING = "waiting"  # we wait for them
        CLOSED = "closed"  # nobody waits
        QUIET = "quiet"  # only machines have written

    key = models.ForeignKey(IdentityKey, null=True, on_delete=models.SET_NULL, related_name="+")
    proven = models.BooleanField(default=False)
    channel = models.CharField(max_length=20, default="email")
    address = models.CharField(max_length=320, blank=True)
    name = models.CharField(max_length=160, blank=True)
    region = models.ForeignKey(Region, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=60, blank=True)
    sent_ref = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - once, if at all
    preview = models.CharField(max_length=200, blank=True)
    # What their latest message seems to be, by the words of triage; empty before it was judged.
    kind = models.CharField(max_length=12, blank=True, default="")
    # Who writes, what about and the last words, folded for search; as it is read, so it goes.
    find_key = models.TextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    due_at = models.DateTimeField(null=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    topic = models.ForeignKey(Topic, null=True, on_delete=models.SET_NULL, related_name="+")
    # Whose work it is; nobody outside a team is handed its conversations.
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    case = models.ForeignKey(
        Case, null=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    # How many follow whoever writes, as the channel last said; unknown is not nought.
    reach = models.PositiveIntegerField(null=True)
    # How much this presses, from 0 to 3: it shortens the promise and lengthens the ladder.
    severity = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Why it does, as ``inbox.priority`` says it.
    severity_why = models.JSONField(default=list, db_default=[])
    # Out of the queues until then, with the clock running.
    snoozed_until = models.DateTimeField(null=True)
    # Joined with another thread: everything said is there now.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """A clock runs exactly while they wait, and what is closed has a moment."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", due_at__isnull=False)
                | (~Q(state="open") & Q(due_at__isnull=True)),
                name="inbox_clock_runs_while_open",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="inbox_closed_has_a_moment",
            ),
            models.CheckConstraint(condition=Q(severity__lte=3), name="inbox_severity_of_four"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="inbox_overdue", condition=Q(state="open")),
            models.Index(fields=["state", "-last_at", "-id"], name="inbox_latest"),
            models.Index(
                fields=["assignee", "due_at"], name="inbox_mine", condition=~Q(state="closed")
            ),
            models.Index(fields=["address", "channel", "-last_at"], name="inbox_by_address"),
            models.Index(fields=["key", "-last_at"], name="inbox_by_key"),
            models.Index(
                fields=["team", "due_at"], name="inbox_of_team", condition=~Q(state="closed")
            ),
            models.Index(
                fields=["due_at", "id"],
                name="inbox_nobodys",
                condition=Q(state="open", assignee=None),
            ),
            models.Index(
                fields=["due_at", "id"],
                name="inbox_dialogue",
                condition=Q(state="open", kind="hate"),
            ),
            models.Index(
                fields=["snoozed_until", "id"],
                name="inbox_asleep",
                condition=Q(snoozed_until__isnull=False),
            ),
            models.Index(fields=["-last_at", "-id"], name="inbox_newest"),
        ]

    def __str__(self) -> str:
        """Return the thread as the audit log names it."""
        return f"conversation:{self.pk}"

    def show(self, said: str) -> None:
        """Let lists show these words, the latest of a person; nothing where none wrote."""
        self.preview = " ".join(said.split())[:200]

    def folded(self) -> str:
        """Return what the thread is found by, of what it says now."""
        return fold(f"{self.name} {self.address} {self.subject} {self.preview}")

    @property
    def person(self) -> Person | None:
        """The person the thread is proved to be with, as their keys stand today."""
        return self.key.person if self.key and self.proven else None

    @property
    def claimed(self) -> Person | None:
        """The person a stranger says they are; nothing of theirs is shown for that."""
        return self.key.person if self.key and not self.proven else None

    def asleep(self, now: datetime) -> bool:
        """Tell whether somebody put it out of the queues for now."""
        return self.snoozed_until is not None and self.snoozed_until > now

    @property
    def they_wait(self) -> bool:
        """Tell whether somebody waits for an answer from us."""
        return self.state == self.State.OPEN

    @property
    def closed(self) -> bool:
        """Tell whether the thread was put away."""
        return self.state == self.State.CLOSED
