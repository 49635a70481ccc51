"""The keys a person is known by, and the log of joins between records.

Facts hang on keys, so joining or parting people moves keys and never touches a fact.
"""

from __future__ import annotations

from django.db import models

from muster.people.models.person import Person


class IdentityKey(models.Model):
    """One address, number, handle or id. It points at the person it belongs to today.

    A browser that nobody has identified yet belongs to no person; its facts wait for one.
    """

    kind = models.TextField()
    value = models.TextField(db_collation="C")
    label = models.TextField(blank=True, default="")
    # Held to a real person by the triggers of 0002, a whole batch at once: looked up row by row it
    # would take a fifth of the time of an import.
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="keys", db_constraint=False
    )
    source = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    # The keyed fingerprint this address would be suppressed by, so that asking is a join. It goes
    # with the key at an erasure; where it is missing, whoever asks makes it.
    address_mac = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unlike an empty one
    # The key by which the record that brought this one was known; when a join is undone, it goes
    # to whoever that key goes to. None where it made its person.
    beside = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="people_key_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["email", "phone", "handle", "browser", "external"]),
                name="people_key_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="browser") | models.Q(person__isnull=False),
                name="people_key_only_a_browser_is_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} key {self.id}"


class IdentityClaim(models.Model):
    """What a browser said of itself. It proves nothing and changes nothing until a mailbox does."""

    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="claims")
    kind = models.TextField()
    value = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "kind", "value"], name="people_claim_once")
        ]

    def __str__(self) -> str:
        return f"claim {self.id} of key {self.key_id}"


class MergeEdge(models.Model):
    """One join of two records: what moved, why and how sure. Undone, it stays and says when.

    It names rows and columns and never holds what stood in them, so an erasure leaves nothing here.
    """

    from_person = models.BigIntegerField()
    into_person = models.BigIntegerField()
    key_ids = models.JSONField()
    # The rows that went along, by model; the columns that were empty and took the other’s value;
    # the yeses that gave way to a no, with what held before.
    moved = models.JSONField(default=dict)
    filled = models.JSONField(default=list)
    yielded = models.JSONField(default=list)
    rule = models.TextField()
    certainty = models.FloatField()
    actor = models.TextField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_at=None, undone_by="")
                | (models.Q(undone_at__isnull=False) & ~models.Q(undone_by="")),
                name="people_merge_undone_by_someone",
            )
        ]
        indexes = [
            models.Index(fields=["into_person"], name="people_merge_into"),
            models.Index(fields=["from_person"], name="people_merge_from"),
        ]

    def __str__(self) -> str:
        return f"{self.from_person} into {self.into_person}"
