"""Promises that cross domains, on a real broadcast: A1–A4, A8, A10, A13 and E1, as far as no other test names them."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from django.urls import reverse

from muster.accounts.models import Organisation, RoleGrant, Staff
from muster.approvals.errors import NotCleared, NotFresh, SameSession
from muster.approvals.models import Clearance, Decision
from muster.audiences import actions as audiences
from muster.audiences.definition import Everyone
from muster.audit.models import Entry
from muster.broadcasts import actions
from muster.broadcasts.errors import DecidedAgainstIt
from muster.delivery import actions as delivery
from muster.delivery import documents
from muster.delivery.documents import Wording
from muster.delivery.models import Release
from muster.kit import clock
from muster.kit.scope import entered
from tests.domains.broadcasts.stages import Stages

pytestmark = pytest.mark.usefixtures("no_nights")


@pytest.fixture
def stages(cast, make):
    return Stages(cast, make)


def test_a1_delivery_itself_lets_nothing_go_without_a_clearance_that_holds(stages):
    made = stages.approved()
    document = made.submissions.get().document
    with pytest.raises(NotCleared):
        delivery.release(document_id=document.pk, clearance_id=1, by=stages.cast.olga)
    assert not Release.objects.exists()


@pytest.mark.parametrize("loss", ["role", "region", "account", "second factor"])
def test_a13_a_loss_between_approval_and_release_voids_it(stages, loss):
    made = stages.approved()
    if loss == "role":
        stages.cast.bo.grants.all().delete()
    elif loss == "region":
        Staff.objects.filter(pk=stages.cast.bo.pk).update(every_region=False)
    elif loss == "account":
        Staff.objects.filter(pk=stages.cast.bo.pk).update(is_active=False)
    else:
        Organisation.objects.update(mode="team")
    assert stages.status(made) == "submitted"
    with pytest.raises(Exception, match="missing: 1"):
        actions.release(broadcast_id=made.pk, digest=stages.digest(made), by=stages.cast.olga)
    assert not Clearance.objects.exists()
    assert not Release.objects.exists()


def other(value):
    """Something else of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, tuple):
        return (
            (*value, Wording(language="xx", subject="s", text="t"))
            if _texts(value)
            else (*value, "more")
        )
    if isinstance(value, dict):
        return {**value, "more": 1}
    return f"{value or ''} more"


def _texts(value):
    return bool(value) and isinstance(value[0], Wording)


def test_a2_a5_a_change_of_any_part_of_the_document_is_another_digest(stages):
    body = documents.read(stages.submitted().submissions.get().document)
    before = documents.digest(body)
    for part in fields(body):
        value = getattr(body, part.name)
        if part.name in {"waves", "texts"} and not value:
            value = ()
        changed = replace(body, **{part.name: other(value)})
        assert documents.digest(changed) != before, part.name


def test_a2_the_document_says_all_that_decides_what_is_sent(stages):
    body = documents.read(stages.submitted().submissions.get().document).to_json()
    assert {
        "texts", "template_version", "sender_name", "sender_address", "reply_to", "links", "attachments",
        "audience", "snapshot", "per_region", "suppression", "mode", "window_from", "window_to",
        "not_after_hours", "zone_rule", "per_minute", "waves", "halt_thresholds", "tracking",
        "cost_minor", "cost_cap_minor",
    } <= body.keys()  # fmt: skip


def test_a4_the_stale_page_gets_409_with_the_difference_and_records_nothing(
    stages, client_for, cast
):
    made = stages.submitted()
    shown = stages.digest(made)
    actions.edit(
        broadcast_id=made.pk,
        changes={"subject": "Beach clean in Łódzkie on Sunday"},
        by=cast.ana,
        session_mac="authors",
    )
    stages.submit(made)
    page = client_for(cast.bo).post(
        reverse("office:broadcast-approve", args=[made.pk]),
        {"kind": "approve", "digest": shown, "read": "on"},
    )
    assert page.status_code == 409
    assert "Sunday" in page.text
    assert not Decision.objects.exists()


def test_a8_neither_the_session_that_wrote_nor_the_one_that_submitted_approves(stages, cast):
    made = stages.written()
    with entered(cast.ana.scope):
        actions.submit(broadcast_id=made.pk, by=cast.ana, session_mac="submitters")
    for session in ("authors", "submitters"):
        with pytest.raises(SameSession):
            stages.answer(made, cast.bo, session_mac=session)
    with pytest.raises(NotFresh):
        stages.answer(made, cast.bo, authenticated_at=clock.db_now() - timedelta(minutes=6))
    assert not Decision.objects.exists()


@pytest.mark.parametrize("kind", ["return", "reject"])
def test_a10_whoever_said_no_changes_nothing_of_it_in_any_way(stages, cast, kind):
    RoleGrant.objects.create(staff=cast.bo, role="author")
    made = stages.submitted()
    stages.answer(made, cast.bo, kind, reason="Say where.")
    wide = audiences.create(name="All", definition=Everyone(), by=cast.olga)
    with pytest.raises(DecidedAgainstIt):
        actions.edit(
            broadcast_id=made.pk, changes={"start": "approved"}, by=cast.bo, session_mac="b"
        )
    with pytest.raises(DecidedAgainstIt):
        actions.choose_audience(broadcast_id=made.pk, audience=wide, by=cast.bo, session_mac="b")
    with pytest.raises(DecidedAgainstIt), entered(cast.bo.scope):
        actions.submit(broadcast_id=made.pk, by=cast.bo, session_mac="b")


def test_e1_an_answer_over_the_web_is_logged_with_session_and_kind_of_network(
    stages, client_for, cast
):
    made = stages.submitted()
    client_for(cast.bo).post(
        reverse("office:broadcast-approve", args=[made.pk]),
        {"kind": "approve", "digest": stages.digest(made), "read": "on"},
    )
    said = Entry.objects.get(verb="approval.approve", subject=made.reference)
    assert said.actor == cast.bo.actor
    assert said.session
    assert said.ip_class == "loopback"
    assert said.detail["digest"] == stages.digest(made)


def test_e1_every_transition_of_a_broadcast_is_in_the_log(stages, cast):
    made = stages.submitted()
    stages.answer(made, cast.bo, "return", reason="Say where.")
    stages.submit(made)
    actions.withdraw(broadcast_id=made.pk, by=cast.ana)
    stages.submit(made)
    stages.answer(made, cast.bo)
    actions.release(broadcast_id=made.pk, digest=stages.digest(made), by=cast.olga)
    actions.halt(broadcast=made, by=cast.vera)
    verbs = set(Entry.objects.filter(subject=made.reference).values_list("verb", flat=True))
    assert {
        "broadcast.declared", "broadcast.edited", "broadcast.submitted", "broadcast.return",
        "broadcast.withdrawn", "broadcast.approve", "broadcast.released", "broadcast.halted",
        "approval.asked", "approval.return", "approval.approve", "approval.closed", "approval.cleared",
        "release.made",
    } <= verbs  # fmt: skip
    said = Entry.objects.get(verb="broadcast.released")
    assert said.detail["second_person"] is True


def test_a7_the_facts_of_a_broadcast_say_what_is_new_and_urgent(stages, cast):
    first = stages.submitted()
    asked = first.submissions.get().round.asked
    assert (asked.new_sender, asked.new_template, asked.crisis, asked.correction) == (
        True,
        False,
        False,
        False,
    )
    stages.answer(first, cast.bo)
    actions.release(broadcast_id=first.pk, digest=stages.digest(first), by=cast.olga)
    second = stages.submitted(title="Another")
    again = second.submissions.get().round.asked
    assert again.sender == asked.sender
    assert not again.new_sender
    assert "havsvakt" not in str(again.as_json()).casefold()
