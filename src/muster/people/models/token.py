"""What waits for a mailbox: sign-ups nobody confirmed yet, and links mailed on request.

Only the hash of a token is stored. A row names its purpose, and no other use of it is possible.
"""

from __future__ import annotations

from django.db import models

from muster.people.models.consent import Wording
from muster.people.models.key import IdentityKey
from muster.people.models.person import Person


class SignUp(models.Model):
    """What a visitor typed. It becomes a person, or changes one, when their mailbox says so."""

    token_digest = models.CharField(max_length=64, unique=True)
    email = models.TextField()
    given_name = models.TextField(blank=True, default="")
    country = models.CharField(max_length=2)
    postcode = models.TextField()
    region_code = models.TextField(blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    language = models.CharField(max_length=8)
    wants_news = models.BooleanField(default=False)
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, null=True, related_name="+")
    # Kept only where texts were ticked; it proves nothing until the telephone says yes.
    phone = models.TextField(blank=True, default="")
    texts_wording = models.ForeignKey(
        Wording, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, person=None)
                | models.Q(confirmed_at__isnull=False, person__isnull=False),
                name="people_signup_confirmed_makes_person",
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="people_signup_age")]

    def __str__(self) -> str:
        return f"sign-up {self.id}"


class MailToken(models.Model):
    """A link that went to one mailbox, for one purpose: preferences, a copy, an erasure, or signing in."""

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=["preferences", "export", "erasure", "portal"]),
                name="people_token_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.id}"


class MemberSession(models.Model):
    """One browser in which a supporter is signed in, by a link that went to their mailbox.

    ``proved_at`` is when they came by a link; what others trusted us with asks for a recent one.
    """

    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    proved_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="people_session_age")]

    def __str__(self) -> str:
        return f"member session {self.id}"
