"""Words kept for another time: made from a broadcast or written anew, and read by a second person (C1).

A version is never edited; a change is another version, and it has been approved by nobody.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from muster.accounts.models import Staff
from muster.approvals import queries as approvals
from muster.approvals import standing
from muster.approvals.errors import NotAnApprover, NotFresh
from muster.audit import actions as audit
from muster.broadcasts.errors import (
    ChangedMeanwhile,
    NameTaken,
    NothingToKeep,
    OwnWords,
    Retired,
)
from muster.broadcasts.models import Broadcast, Template, TemplateApproval, TemplateVersion
from muster.broadcasts.models.template import GOOD_FOR
from muster.kit import clock
from muster.kit.errors import NotFound


@transaction.atomic
def keep_template(
    *, broadcast: Broadcast, name: str, by: Staff, kind: str = Template.Kind.PLAIN
) -> TemplateVersion:
    """Keep the words of a broadcast as they stand now, under a name of their own."""
    if not broadcast.body.strip():
        raise NothingToKeep
    made = _named(name, kind=kind, channel=broadcast.channel, language=broadcast.language, by=by)
    version = _add(made, 1, subject=broadcast.subject, body=broadcast.body, by=by)
    audit.record(
        by=by,
        verb="template.kept",
        subject=made.reference,
        kind=kind,
        broadcast=broadcast.reference,
    )
    return version


@transaction.atomic
def write_template(
    *, template_id: int, subject: str, body: str, by: Staff, seen: int
) -> TemplateVersion:
    """Write other words under the same name; ``seen`` is the version that was read before."""
    kept = _locked(template_id)
    last = kept.versions.order_by("-number").first()
    if last is None or last.number != seen:
        raise ChangedMeanwhile
    if not body.strip():
        raise NothingToKeep
    if (last.subject, last.body) == (subject, body):
        return last
    version = _add(kept, last.number + 1, subject=subject, body=body, by=by)
    audit.record(by=by, verb="template.written", subject=kept.reference, version=version.number)
    return version


@transaction.atomic
def approve_template(
    *, version_id: int, by: Staff, authenticated_at: datetime | None
) -> TemplateApproval:
    """Say that somebody else has read this very version; it holds for a quarter (C1)."""
    version = TemplateVersion.objects.select_related("template").filter(pk=version_id).first()
    if version is None:
        raise NotFound
    kept = _locked(version.template_id)
    if version.number != kept.versions.count():
        raise ChangedMeanwhile
    now = clock.db_now()
    _demand_other_eyes(version, by=by, authenticated_at=authenticated_at, now=now)
    yes = TemplateApproval.objects.create(
        version=version, staff=by, at=now, expires_at=now + GOOD_FOR
    )
    audit.record(by=by, verb="template.approved", subject=kept.reference, version=version.number)
    return yes


@transaction.atomic
def retire_template(*, template_id: int, by: Staff) -> Template:
    """Offer it no more; what was made from it stays as it is."""
    kept = _locked(template_id)
    kept.retired_at, kept.retired_by = clock.now(), by.actor
    kept.save(update_fields=["retired_at", "retired_by"])
    audit.record(by=by, verb="template.retired", subject=kept.reference)
    return kept


def _locked(template_id: int) -> Template:
    kept = Template.objects.select_for_update().filter(pk=template_id).first()
    if kept is None:
        raise NotFound
    if kept.retired_at is not None:
        raise Retired
    return kept


def _named(name: str, *, kind: str, channel: str, language: str, by: Staff) -> Template:
    try:
        with transaction.atomic():
            return Template.objects.create(
                name=name.strip(),
                kind=kind,
                channel=channel,
                language=language,
                made_at=clock.now(),
                made_by=by.actor,
            )
    except IntegrityError as error:
        raise NameTaken from error


def _add(kept: Template, number: int, *, subject: str, body: str, by: Staff) -> TemplateVersion:
    return TemplateVersion.objects.create(
        template=kept, number=number, subject=subject, body=body, staff=by, at=clock.now()
    )


def _demand_other_eyes(
    version: TemplateVersion, *, by: Staff, authenticated_at: datetime | None, now: datetime
) -> None:
    if not Staff.objects.get(pk=by.pk).may(approvals.PERMISSION):
        raise NotAnApprover
    if version.staff_id == by.pk:
        raise OwnWords
    if not standing.fresh(authenticated_at, now):
        raise NotFresh
