"""The log's two tables. Rows are added and never changed: the database itself refuses (0002)."""

from django.db import models
from django.db.models.expressions import RawSQL


class Entry(models.Model):
    """One thing somebody did: ids by value and no foreign keys, so it outlives whatever it names."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    session = models.CharField(max_length=32, blank=True, default="")
    ip_class = models.CharField(max_length=40, blank=True, default="")
    # Set by the database itself, whatever a writer says: the sealer orders by it.
    xid = models.BigIntegerField(
        editable=False, db_default=RawSQL("(pg_current_xact_id()::text)::bigint", [])
    )

    class Meta:
        """What the page filters by."""

        indexes = [
            models.Index(fields=["xid", "id"], name="audit_entry_xid"),
            models.Index(fields=["subject", "-id"], name="audit_entry_subject"),
            models.Index(fields=["actor", "-id"], name="audit_entry_actor"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        """Return the entry as one line."""
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.verb} {self.subject}"


class Seal(models.Model):
    """One link of the chain: the digest of an entry together with the link before it."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    # Every transaction below this number had ended when the link was made.
    horizon = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the link's place and the beginning of its digest."""
        return f"{self.position} {self.digest[:12]}"
