"""The life of a broadcast through its actions, on real rows."""

import pytest
from django.db import DatabaseError, transaction

from muster.approvals.errors import (
    EditedIt,
    NeedsAnotherApprover,
    NotFresh,
    OwnWork,
    SameSession,
    StaleDigest,
)
from muster.approvals.models import Clearance, Decision
from muster.audiences import actions as audiences
from muster.audiences.definition import Everyone, Group, Member
from muster.audit.models import Entry
from muster.broadcasts import actions, composing, queries
from muster.broadcasts.errors import (
    AlreadyCancelled,
    AlreadySent,
    ChangedMeanwhile,
    DecidedAgainstIt,
    DeclaredSizeDiffers,
    Incomplete,
    NotADraft,
    NotAllYours,
    NothingReleased,
    NotSubmitted,
)
from muster.broadcasts.models import Broadcast, Edit, Submission
from muster.delivery.actions.halts import NotSending, NotStopped
from muster.delivery.models import LetterRow, Release, Snapshot
from muster.kit import clock
from tests.domains.broadcasts.sending import claim, deliver, finish
from tests.domains.broadcasts.stages import BOTH


def test_a1_the_whole_walk_from_declaration_to_completed(stages):
    made = stages.declared()
    assert stages.status(made) == "draft"
    made = stages.written()
    stages.submit(made)
    assert stages.status(made) == "submitted"
    stages.answer(made, stages.cast.bo)
    assert stages.status(made) == "approved"
    actions.release(broadcast_id=made.pk, digest=stages.digest(made), by=stages.cast.olga)
    assert stages.status(made) == "sending"
    assert deliver() == 1
    assert stages.status(made) == "completed"
    verbs = set(Entry.objects.filter(subject=made.reference).values_list("verb", flat=True))
    assert {
        "broadcast.declared",
        "broadcast.edited",
        "broadcast.submitted",
        "broadcast.approve",
        "broadcast.released",
    } <= verbs


def test_a17_a_broadcast_begins_with_its_declaration(stages):
    with pytest.raises(DatabaseError), transaction.atomic():
        Broadcast.objects.create(
            title="x",
            declared_text="",
            declared_size=0,
            author=stages.cast.ana,
            mode="training",
            created_at=clock.now(),
        )


def test_a17_a_real_count_twice_off_stops_the_submission_and_leaves_nothing(stages):
    made = stages.written(size=400)
    with pytest.raises(DeclaredSizeDiffers) as refused:
        stages.submit(made)
    assert (refused.value.sizes.declared, refused.value.sizes.real) == (400, 4)
    assert stages.status(made) == "draft"
    assert not Snapshot.objects.exists()
    assert not Submission.objects.exists()


def test_a17_writing_the_declaration_again_is_part_of_the_lineage(stages):
    made = stages.written(size=400)
    actions.edit(
        broadcast_id=made.pk, changes={"declared_size": 4}, by=stages.cast.ana, session_mac="s"
    )
    stages.submit(made)
    again = Edit.objects.filter(broadcast=made, field="declared_size").order_by("id")
    assert [(one.before, one.after) for one in again] == [("", "400"), ("400", "4")]


@pytest.mark.parametrize("missing", ["audience", "subject", "body"])
def test_nothing_is_submitted_incomplete(stages, missing):
    if missing == "audience":
        made = stages.declared()
        actions.edit(
            broadcast_id=made.pk,
            changes={"subject": "x", "body": "y"},
            by=stages.cast.ana,
            session_mac="s",
        )
    else:
        made = stages.written()
        actions.edit(
            broadcast_id=made.pk, changes={missing: ""}, by=stages.cast.ana, session_mac="s"
        )
    with pytest.raises(Incomplete) as refused:
        stages.submit(made)
    assert refused.value.field == missing


def test_a5_an_edit_after_submission_voids_the_approvals(stages):
    made = stages.approved()
    before = stages.digest(made)
    actions.edit(
        broadcast_id=made.pk,
        changes={"subject": "Beach clean, Łódzkie"},
        by=stages.cast.ana,
        session_mac="s",
    )
    assert stages.status(made) == "draft"
    with pytest.raises(StaleDigest):
        actions.release(broadcast_id=made.pk, digest=before, by=stages.cast.olga)
    stages.submit(made)
    assert stages.digest(made) != before
    with pytest.raises(StaleDigest):
        stages.answer(made, stages.cast.bo, digest=before)
    with pytest.raises(NeedsAnotherApprover):
        actions.release(broadcast_id=made.pk, digest=stages.digest(made), by=stages.cast.olga)
    assert not Release.objects.exists()


def test_a5_the_same_words_submitted_again_are_another_document(stages):
    made = stages.submitted()
    before = stages.digest(made)
    actions.withdraw(broadcast_id=made.pk, by=stages.cast.ana)
    stages.submit(made)
    assert stages.digest(made) != before


def test_saving_what_is_already_there_voids_nothing(stages):
    made = stages.approved()
    actions.edit(
        broadcast_id=made.pk, changes={"subject": made.subject}, by=stages.cast.ana, session_mac="s"
    )
    actions.choose_audience(
        broadcast_id=made.pk, audience=stages.audience, by=stages.cast.ana, session_mac="s"
    )
    assert stages.status(made) == "approved"


def test_a6_who_wrote_submitted_or_edited_cannot_approve(stages):
    from muster.accounts.models import RoleGrant, Staff

    for name in ("ana", "olga", "dario"):
        RoleGrant.objects.create(staff=getattr(stages.cast, name), role="approver")
    made = stages.written()
    dario = Staff.objects.get(pk=stages.cast.dario.pk)
    actions.edit(
        broadcast_id=made.pk, changes={"subject": "Beach clean, Łódzkie"}, by=dario, session_mac="d"
    )
    stages.submit(made, by=stages.cast.olga)
    for name, refusal in (("ana", OwnWork), ("olga", OwnWork), ("dario", EditedIt)):
        with pytest.raises(refusal):
            stages.answer(made, Staff.objects.get(pk=getattr(stages.cast, name).pk))
    assert not Decision.objects.exists()


def test_a6_edits_that_somebody_has_read_since_no_longer_bar_their_editor(stages):
    from muster.accounts.models import RoleGrant, Staff

    RoleGrant.objects.create(staff=stages.cast.dario, role="approver")
    dario = Staff.objects.get(pk=stages.cast.dario.pk)
    made = stages.written()
    actions.edit(
        broadcast_id=made.pk, changes={"subject": "Beach clean, Łódzkie"}, by=dario, session_mac="d"
    )
    stages.submit(made)
    actions.withdraw(broadcast_id=made.pk, by=stages.cast.ana)
    stages.submit(made)
    with pytest.raises(EditedIt):  # taken back is not read
        stages.answer(made, dario)
    stages.answer(made, stages.cast.bo, "return", reason="Say when.")
    actions.edit(
        broadcast_id=made.pk,
        changes={"subject": "Saturday, Łódzkie"},
        by=stages.cast.ana,
        session_mac="s",
    )
    stages.submit(made)
    stages.answer(made, dario)


def test_a8_neither_a_stale_step_up_nor_the_session_that_wrote_it(stages):
    made = stages.submitted()
    with pytest.raises(NotFresh):
        stages.answer(made, stages.cast.bo, authenticated_at=None)
    with pytest.raises(SameSession):
        stages.answer(made, stages.cast.bo, session_mac="authors")


def test_a10_who_returned_it_may_not_edit_or_submit_it(stages):
    from muster.accounts.models import RoleGrant, Staff

    RoleGrant.objects.create(staff=stages.cast.bo, role="author")
    bo = Staff.objects.get(pk=stages.cast.bo.pk)
    made = stages.submitted()
    stages.answer(made, bo, "return", reason="Say where.")
    assert stages.status(made) == "draft"
    with pytest.raises(DecidedAgainstIt):
        actions.edit(broadcast_id=made.pk, changes={"subject": "Mine now"}, by=bo, session_mac="b")
    with pytest.raises(DecidedAgainstIt):
        stages.submit(made, by=bo)
    assert [one.broadcast for one in queries.sent_back_to(stages.cast.ana)] == [made]


def test_the_author_hears_the_answer_and_approvers_that_it_waits(stages):
    made = stages.submitted()
    asked = LetterRow.objects.filter(kind="approval-asked").values_list("address", flat=True)
    assert sorted(asked) == ["bo@staff.example", "carla@staff.example"]
    stages.answer(made, stages.cast.bo, "return", reason="Say where.")
    told = LetterRow.objects.get(kind="approval-answered")
    assert (told.address, told.context["reason"]) == ("ana@staff.example", "Say where.")


def test_two_people_writing_at_once_do_not_overwrite_each_other(stages):
    made = stages.written()
    read = queries.fingerprint(made)
    actions.edit(
        broadcast_id=made.pk,
        changes={"subject": "Olga’s"},
        by=stages.cast.olga,
        session_mac="o",
        seen=read,
    )
    with pytest.raises(ChangedMeanwhile):
        actions.edit(
            broadcast_id=made.pk,
            changes={"subject": "Ana’s"},
            by=stages.cast.ana,
            session_mac="a",
            seen=read,
        )
    made.refresh_from_db()
    assert made.subject == "Olga’s"


def test_the_lineage_is_append_only(stages):
    stages.submitted()
    for rows in (Edit.objects, Submission.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(staff=stages.cast.bo)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete(using="default")


def test_a_rehearsal_shows_everything_and_leaves_no_trace(stages):
    made = stages.written(size=400)
    found = actions.rehearse(broadcast=made, by=stages.cast.ana, session_mac="authors")
    assert (found.sizes.real, found.sizes.fit, found.ready) == (4, False, False)
    assert found.tier.approvers in {0, 1}
    assert {one.staff.name for one in found.possible if one.can} == {"Bo", "Carla"}
    assert not Snapshot.objects.exists()


def test_a1_release_happens_once(stages):
    made = stages.sending()
    with pytest.raises(AlreadySent):
        actions.release(broadcast_id=made.pk, digest=stages.digest(made), by=stages.cast.olga)
    for change in (
        lambda: actions.edit(
            broadcast_id=made.pk, changes={"subject": "x"}, by=stages.cast.ana, session_mac="s"
        ),
        lambda: stages.submit(made),
        lambda: actions.withdraw(broadcast_id=made.pk, by=stages.cast.ana),
        lambda: stages.answer(made, stages.cast.bo),
    ):
        with pytest.raises(AlreadySent):
            change()
    assert Release.objects.count() == Clearance.objects.count() == 1


def test_r1_who_lets_go_or_ends_it_holds_every_region_in_it(stages, make):
    make.person(consent=True, country="FR", postcode="75001", region="FR-IDF")
    wide = audiences.create(name="Two regions", definition=BOTH, by=stages.cast.olga)
    made = stages.written(size=5)
    actions.choose_audience(
        broadcast_id=made.pk, audience=wide, by=stages.cast.ana, session_mac="authors"
    )
    stages.submit(made)
    stages.answer(made, stages.cast.bo)
    with pytest.raises(NotAllYours):
        actions.release(broadcast_id=made.pk, digest=stages.digest(made), by=stages.cast.rita)
    actions.release(broadcast_id=made.pk, digest=stages.digest(made), by=stages.cast.olga)
    actions.halt(broadcast=made, by=stages.cast.rita)
    with pytest.raises(NotAllYours):
        actions.cancel(broadcast_id=made.pk, by=stages.cast.rita)
    assert stages.status(made) == "halted"


def test_a14_an_approver_who_lost_the_role_holds_up_the_release(stages):
    made = stages.approved()
    stages.cast.bo.grants.all().delete()
    assert stages.status(made) == "submitted"
    with pytest.raises(NeedsAnotherApprover):
        actions.release(broadcast_id=made.pk, digest=stages.digest(made), by=stages.cast.olga)
    assert not Release.objects.exists()


def test_h1_anyone_with_sight_of_it_may_halt_and_nothing_more_is_claimed(stages):
    made = stages.sending()
    actions.halt(broadcast=made, by=stages.cast.vera)
    assert stages.status(made) == "halted"
    assert claim() is None
    with pytest.raises(NotSending):
        actions.halt(broadcast=made, by=stages.cast.vera)


def test_h1_what_was_never_released_cannot_be_halted(stages):
    with pytest.raises(NothingReleased):
        actions.halt(broadcast=stages.approved(), by=stages.cast.vera)


def test_h7_only_somebody_who_may_approve_it_resumes_with_fresh_proof(stages):
    made = stages.halted()
    with pytest.raises(NotFresh):
        actions.resume(broadcast_id=made.pk, by=stages.cast.bo, authenticated_at=None)
    with pytest.raises(Exception, match=r"own work|right to approve"):
        actions.resume(broadcast_id=made.pk, by=stages.cast.ana, authenticated_at=clock.db_now())
    actions.resume(broadcast_id=made.pk, by=stages.cast.bo, authenticated_at=clock.db_now())
    assert stages.status(made) == "sending"
    deliver()
    assert stages.status(made) == "completed"


def test_h7_cancelling_a_halted_one_ends_it_with_sums_that_add_up(stages):
    made = stages.halted()
    actions.cancel(broadcast_id=made.pk, by=stages.cast.ana)
    assert stages.status(made) == "cancelled"
    from muster.delivery import queries as delivery

    tally = delivery.tally(delivery.release_of(made.reference))
    assert (tally.expired, tally.total) == (4, 4)
    with pytest.raises(NotStopped):
        actions.cancel(broadcast_id=made.pk, by=stages.cast.ana)


def test_a_draft_is_cancelled_for_good(stages):
    made = stages.submitted()
    actions.cancel(broadcast_id=made.pk, by=stages.cast.ana)
    assert stages.status(made) == "cancelled"
    with pytest.raises(AlreadyCancelled):
        actions.edit(
            broadcast_id=made.pk, changes={"subject": "x"}, by=stages.cast.ana, session_mac="s"
        )
    with pytest.raises(AlreadyCancelled):
        stages.answer(made, stages.cast.bo)


def test_submitting_twice_and_withdrawing_nothing_are_refused(stages):
    made = stages.submitted()
    with pytest.raises(NotADraft):
        stages.submit(made)
    actions.withdraw(broadcast_id=made.pk, by=stages.cast.ana)
    with pytest.raises(NotSubmitted):
        actions.withdraw(broadcast_id=made.pk, by=stages.cast.ana)


def test_s2_the_submitters_regions_bound_the_people(stages, make):
    make.person(consent=True, country="FR", postcode="75001", region="FR-IDF")
    wide = audiences.create(name="Two regions", definition=BOTH, by=stages.cast.olga)
    made = stages.written(by=stages.cast.rita)
    actions.choose_audience(
        broadcast_id=made.pk, audience=wide, by=stages.cast.rita, session_mac="s"
    )
    asked = stages.submit(made, by=stages.cast.rita)
    assert asked.document.snapshot.per_region == {"PL-10": 4}


def test_a7_the_whole_base_is_recognised_however_it_is_said(stages):
    everyone = audiences.create(name="All", definition=Everyone(), by=stages.cast.olga)
    assert composing.reaches_everyone(Everyone())
    assert composing.reaches_everyone(Group("all", (Member(everyone.pk),)))
    assert composing.reaches_everyone(Group("none", (Member(stages.audience.pk),)))
    assert composing.reaches_everyone(Group("any", (*BOTH.items, Member(everyone.pk))))
    assert not composing.reaches_everyone(BOTH)
    assert not composing.reaches_everyone(Group("all", (Member(everyone.pk), *BOTH.items)))
    assert not composing.reaches_everyone(Group("all"))


def test_what_waits_for_whom(stages):
    made = stages.submitted()
    assert [one.broadcast for one in queries.waiting_for(stages.cast.bo)] == [made]
    assert [one.broadcast for one in queries.waiting_for(stages.cast.carla)] == [made]
    assert queries.waiting_for(stages.cast.ana) == []
    stages.answer(made, stages.cast.bo)
    assert queries.waiting_for(stages.cast.bo) == []


def test_a9_the_usual_size_is_the_middle_of_what_was_cleared(stages):
    assert queries.usual_size(stages.cast.ana.pk, channel="email") is None
    stages.sending()
    assert queries.usual_size(stages.cast.ana.pk, channel="email") == 4
    # What is usual by e-mail says nothing of texts.
    assert queries.usual_size(stages.cast.ana.pk, channel="sms") is None


def test_running_ones_are_known_to_every_page(stages):
    made = stages.sending()
    assert [one.broadcast for one in queries.running()] == [made]
    parcel = claim()
    finish(parcel, ["accepted", "refused"])
    assert queries.running() == []


def test_an_audience_in_use_is_not_put_away(stages):
    stages.written()
    with pytest.raises(audiences.StillUsed):
        audiences.retire(audience=stages.audience, by=stages.cast.olga)
