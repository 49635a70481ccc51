"""Sources themselves: making them, their keys, pausing them, and clearing away what is old."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.kit import clock, ids, secrets
from muster.kit.actors import Doer
from muster.sources.errors import BadChoice, NameTaken, NotForOneRegion
from muster.sources.models import Import, ImportRow, SeenMessage, Source, UploadChunk, WriteKey
from muster.sources.models.arrivals import MESSAGES_KEPT_FOR
from muster.sources.models.imports import KEPT_FOR
from muster.sources.models.source import POWERS


def demand_every_region(by: Staff) -> None:
    """A file or a key may name anyone, also people its owner may not see."""
    if not by.every_region:
        raise NotForOneRegion(
            _(
                "A list can name people of any region, so bringing one in takes somebody who "
                "answers for every region. Ask them to do it."
            )
        )


@transaction.atomic
def add_source(*, kind: str, name: str, by: Doer, at: datetime | None = None) -> Source:
    """Make a source under a name of its own."""
    tidy = " ".join(name.split())[:80]
    if not tidy:
        raise BadChoice(_("Give the source a name, such as “Website” or “ActBlue”."), field="name")
    try:
        with transaction.atomic():
            source = Source.objects.create(
                kind=kind, name=tidy, slug=_slug(tidy), created_at=at or clock.now(),
                created_by=by.actor,
            )  # fmt: skip
    except IntegrityError:
        raise NameTaken(
            _("There is a source called “%(name)s” already. Choose another name.") % {"name": tidy},
            field="name",
        ) from None
    audit.record(by=by, verb="source.added", subject=f"source:{source.pk}", kind=kind)
    return source


def source_named(*, name: str, by: Doer) -> Source:
    """The list source of that name, made on first use."""
    tidy = " ".join(name.split())[:80]
    found = Source.objects.of_kind("csv").filter(name=tidy).first()
    return found or add_source(kind="csv", name=tidy, by=by)


def _slug(name: str) -> str:
    base = slugify(name)[:40] or "source"
    taken = set(Source.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug
        for n in range(1, len(taken) + 2)
        if (slug := base if n == 1 else f"{base}-{n}") not in taken
    )


@transaction.atomic
def add_key(*, source: Source, power: str, by: Staff, at: datetime | None = None) -> str:
    """Make a write key and return it; it is shown once, and only its fingerprint is kept."""
    raw, told = draft_key(power=power, by=by)
    admit_key(source=source, **told, by=by, at=at)
    return raw


@transaction.atomic
def admit_key(
    *, source: Source, power: str, digest: str, hint: str, by: Staff, at: datetime | None = None
) -> WriteKey:
    """Let a key that was made before open its source from this commit on."""
    demand_every_region(by)
    if power not in POWERS:
        raise BadChoice(_("Say what the key is for."), field="power")
    key = WriteKey.objects.create(
        source=source, digest=digest, power=power, hint=hint,
        created_at=at or clock.now(), created_by=by.actor,
    )  # fmt: skip
    audit.record(
        by=by, verb="source.key_added", subject=f"source:{source.pk}", key=key.pk, power=power
    )
    return key


def draft_key(*, power: str, by: Staff) -> tuple[str, dict[str, str]]:
    """A key that opens nothing yet, and what of it a second administrator is asked to admit (A12)."""
    demand_every_region(by)
    if power not in POWERS:
        raise BadChoice(_("Say what the key is for."), field="power")
    if power == "gifts":
        seed = ids.token()
        raw = signing_key(seed)
        return raw, {"power": power, "digest": seed, "hint": raw[-4:]}
    raw = ids.token()
    return raw, {"power": power, "digest": fingerprint(raw), "hint": raw[-4:]}


def signing_key(seed: str) -> str:
    """The key a payment system signs with. The database holds the seed alone, which opens nothing."""
    return secrets.mac("sources.gifts", seed)


def fingerprint(raw: str) -> str:
    """How a key is stored. It is 128 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def revoke_key(*, key: WriteKey, by: Doer, at: datetime | None = None) -> None:
    """Let a key open nothing any more, from this commit on."""
    done = WriteKey.objects.filter(pk=key.pk, revoked_at=None).update(
        revoked_at=at or clock.now(), revoked_by=by.actor
    )
    if done:
        audit.record(
            by=by, verb="source.key_revoked", subject=f"source:{key.source_id}", key=key.pk
        )


@transaction.atomic
def pause(*, source: Source, by: Doer, at: datetime | None = None) -> None:
    """Take nothing more from a source until it is resumed; what arrives meanwhile is counted."""
    done = Source.objects.filter(pk=source.pk, paused_at=None).update(
        paused_at=at or clock.now(), paused_by=by.actor
    )
    if done:
        audit.record(by=by, verb="source.paused", subject=f"source:{source.pk}")


@transaction.atomic
def resume(*, source: Source, by: Doer) -> None:
    """Take from a source again."""
    paused = Source.objects.filter(pk=source.pk).exclude(paused_at=None)
    if paused.update(paused_at=None, paused_by=""):
        audit.record(by=by, verb="source.resumed", subject=f"source:{source.pk}")


@transaction.atomic
def purge(*, at: datetime) -> int:
    """Delete what is past its time: uploaded files, refused rows’ cells, fingerprints of messages."""
    old = list(
        Import.objects.filter(uploaded_at__lt=at - KEPT_FOR, purged_at=None)
        .exclude(state__in=("running", "undoing"))
        .values_list("pk", flat=True)
    )
    UploadChunk.objects.filter(of__in=old).delete()
    ImportRow.objects.filter(of__in=old, outcome="refused").update(detail="", extra=None)
    Import.objects.filter(pk__in=old).update(purged_at=at)
    SeenMessage.objects.filter(at__lt=at - MESSAGES_KEPT_FOR).delete()
    return len(old)
