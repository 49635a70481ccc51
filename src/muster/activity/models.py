"""A fact says what happened, to which identity key, when, and who told us; it is never changed.

The table is partitioned by month and lives in migration 0002, because Django cannot say that.
Kinds, refs (what it was about) and sources are kept once, in dictionary tables.
"""

from __future__ import annotations

from django.db import models


class Kind(models.Model):
    """The name of something that can happen: ``message.accepted``."""

    id = models.SmallAutoField(primary_key=True)
    name = models.TextField(unique=True)

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """Who told us: ``sign-up form``, ``import:12``, ``segment:website``."""

    id = models.AutoField(primary_key=True)
    name = models.TextField(unique=True)

    def __str__(self) -> str:
        return self.name


class Ref(models.Model):
    """What a fact was about: a page, a broadcast, a shift; by value, never a foreign key."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField(unique=True)

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """One thing that happened. Written by ``actions.append`` alone."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.ForeignKey(Kind, on_delete=models.DO_NOTHING, related_name="+")
    key_id = models.BigIntegerField()
    ref = models.ForeignKey(Ref, on_delete=models.DO_NOTHING, null=True, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.DO_NOTHING, related_name="+")
    amount = models.BigIntegerField(null=True)
    currency = models.TextField(null=True)  # noqa: DJ001  # no amount has no currency
    data = models.JSONField(null=True)

    class Meta:
        managed = False
        db_table = "activity_fact"

    def __str__(self) -> str:
        return f"fact {self.id}"


class Cursor(models.Model):
    """How far one reader has read; it only ever moves past transactions that have all ended."""

    name = models.TextField(primary_key=True)
    xid = models.BigIntegerField(default=0)
    fact_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.xid}/{self.fact_id}"
