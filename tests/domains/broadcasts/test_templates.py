"""Words kept for another time: versions are never edited, corrections are read by a second person (C1)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from muster.accounts.models import RoleGrant, Staff
from muster.approvals.errors import NotAnApprover, NotFresh
from muster.audit.models import Entry
from muster.broadcasts import actions, kept, queries
from muster.broadcasts.errors import (
    ChangedMeanwhile,
    NameTaken,
    NothingToKeep,
    NotUsable,
    OwnWords,
    Retired,
)
from muster.broadcasts.models import Broadcast, TemplateApproval, TemplateVersion
from muster.delivery import documents
from muster.kit import clock
from tests.domains.approvals.test_rounds import backdate


def keep(stages, *, kind="plain", name="Beach clean"):
    return actions.keep_template(
        broadcast=stages.written(), name=name, kind=kind, by=stages.cast.ana
    )


def approve(stages, version, by=None, at=...):
    return actions.approve_template(
        version_id=version.pk,
        by=by or stages.cast.bo,
        authenticated_at=clock.db_now() if at is ... else at,
    )


def test_a_broadcast_made_from_kept_words_pins_their_version(stages):
    version = keep(stages)
    made = actions.declare(
        title="Again",
        declared_text="the same",
        declared_size=4,
        by=stages.cast.ana,
        session_mac="authors",
        template=version,
    )
    assert (made.subject, made.body) == (version.subject, version.body)
    actions.write_template(
        template_id=version.template_id, subject="New", body="New", seen=1, by=stages.cast.ana
    )
    made.refresh_from_db()
    assert made.template == version
    assert made.body == version.body
    actions.choose_audience(
        broadcast_id=made.pk, audience=stages.audience, by=stages.cast.ana, session_mac="a"
    )
    sealed = stages.submit(made).document
    assert documents.read(sealed).extra["template"] == version.pk


def test_kept_words_replace_those_of_a_draft_and_void_what_was_approved(stages):
    version, made = keep(stages), stages.approved()
    actions.edit(
        broadcast_id=made.pk, changes={"body": "Other"}, by=stages.cast.ana, session_mac="a"
    )
    actions.use_template(
        broadcast_id=made.pk, version=version, by=stages.cast.olga, session_mac="o"
    )
    assert stages.status(made) == "draft"
    made.refresh_from_db()
    assert (made.body, made.template) == (version.body, version)
    assert made.edits.filter(field="body", staff=stages.cast.olga).exists()


def test_older_retired_and_foreign_words_are_not_used(stages):
    version = keep(stages)
    sms = stages.declared()
    Broadcast.objects.filter(pk=sms.pk).update(channel="sms")
    with pytest.raises(NotUsable):
        actions.use_template(
            broadcast_id=sms.pk, version=version, by=stages.cast.ana, session_mac="a"
        )
    actions.write_template(
        template_id=version.template_id, subject="New", body="New", seen=1, by=stages.cast.ana
    )
    draft = stages.declared()
    with pytest.raises(NotUsable):
        actions.use_template(
            broadcast_id=draft.pk, version=version, by=stages.cast.ana, session_mac="a"
        )
    actions.retire_template(template_id=version.template_id, by=stages.cast.ana)
    assert kept.templates() == []
    with pytest.raises(Retired):
        actions.retire_template(template_id=version.template_id, by=stages.cast.ana)
    newest = TemplateVersion.objects.order_by("-number").first()
    with pytest.raises(NotUsable):
        actions.use_template(
            broadcast_id=draft.pk, version=newest, by=stages.cast.ana, session_mac="a"
        )


def test_a_version_is_never_edited_and_a_name_is_taken_once(stages):
    version = keep(stages)
    with pytest.raises(DatabaseError), transaction.atomic():
        TemplateVersion.objects.update(body="Rewritten")
    with pytest.raises(NameTaken):
        keep(stages)
    with pytest.raises(ChangedMeanwhile):
        actions.write_template(
            template_id=version.template_id, subject="", body="x", seen=7, by=stages.cast.ana
        )
    with pytest.raises(NothingToKeep):
        actions.keep_template(broadcast=stages.declared(), name="Empty", by=stages.cast.ana)


def test_c1_words_for_corrections_are_offered_once_a_second_person_approved_them(stages):
    version = keep(stages, kind="correction")
    assert not queries.approved_corrections().exists()
    with pytest.raises(NotUsable):
        actions.use_template(
            broadcast_id=stages.declared().pk,
            version=version,
            by=stages.cast.ana,
            session_mac="a",
        )
    approve(stages, version)
    [offered] = kept.templates(kind="correction")
    assert offered.version == version
    assert offered.until - offered.approval.at == timedelta(days=92)
    assert list(queries.approved_corrections()) == [version]
    actions.write_template(
        template_id=version.template_id, subject="s", body="Other", seen=1, by=stages.cast.ana
    )
    # The new words were read by nobody; those that were approved still serve in a hurry.
    assert not kept.templates(kind="correction")[0].usable
    assert list(queries.approved_corrections()) == [version]


def test_c1_an_approval_holds_for_a_quarter(stages):
    approve(stages, keep(stages, kind="correction"))
    backdate(TemplateApproval, expires_at=clock.db_now())
    assert not queries.approved_corrections().exists()


def test_c1_who_wrote_it_who_is_no_approver_and_who_proved_nothing_cannot_approve(stages):
    version = keep(stages, kind="correction")
    RoleGrant.objects.create(staff=stages.cast.ana, role="approver")
    ana = Staff.objects.get(pk=stages.cast.ana.pk)
    with pytest.raises(OwnWords):
        approve(stages, version, by=ana)
    with pytest.raises(NotAnApprover):
        approve(stages, version, by=stages.cast.vera)
    with pytest.raises(NotFresh):
        approve(stages, version, at=clock.db_now() - timedelta(minutes=6))
    with pytest.raises(NotFresh):
        approve(stages, version, at=None)
    assert not TemplateApproval.objects.exists()


def test_each_change_of_kept_words_is_in_the_log(stages):
    version = keep(stages, kind="correction")
    approve(stages, version)
    actions.write_template(
        template_id=version.template_id, subject="s", body="b", seen=1, by=stages.cast.ana
    )
    actions.retire_template(template_id=version.template_id, by=stages.cast.olga)
    verbs = Entry.objects.filter(subject=version.template.reference).order_by("id")
    assert [entry.verb for entry in verbs] == [
        "template.kept",
        "template.approved",
        "template.written",
        "template.retired",
    ]


def test_a_copy_takes_words_and_hours_but_neither_people_nor_a_day(stages):
    stages.timing = {
        "start": "at",
        "not_before": clock.now() + timedelta(hours=2),
        "zone": "Europe/Warsaw",
        "not_after_hours": 6,
    }
    first = stages.written()
    copy = actions.declare(
        title=first.title,
        declared_text=first.declared_text,
        declared_size=4,
        by=stages.cast.olga,
        session_mac="o",
        copied_from=first,
    )
    assert (copy.subject, copy.body, copy.not_after_hours) == (first.subject, first.body, 6)
    assert (copy.start, copy.not_before, copy.audience, copy.author) == (
        "hand",
        None,
        None,
        stages.cast.olga,
    )
    assert copy.copied_from == first
