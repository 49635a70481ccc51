"""A broadcast through the doors, from the declaration to its results, and every way it is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from muster.approvals.models import Decision
from muster.broadcasts import actions
from muster.broadcasts.models import Broadcast
from muster.delivery.models import Release, Snapshot
from muster.kit import clock
from tests.domains.broadcasts.sending import deliver
from tests.domains.broadcasts.stages import WORDS, Stages
from tests.web.office.broadcast_pages import queries_of, step_down, step_up, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages(cast, make):
    return Stages(cast, make)


def at(name, broadcast=None):
    return reverse(f"office:{name}", args=[broadcast.pk] if broadcast else [])


def test_the_whole_walk(stages, cast, client_for):
    ana, bo, olga = client_for(cast.ana), client_for(cast.bo), client_for(cast.olga)

    # declare: nothing else is open before it
    assert "begins with whom" in words(ana.get(at("broadcast-new")))
    given = {"title": "Beach clean", "declared_text": "volunteers in Łódzkie", "declared_size": "4"}
    response = ana.post(at("broadcast-new"), given)
    made = Broadcast.objects.get()
    assert response["Location"] == at("broadcast-audience", made)

    # audience
    assert "People who live in Łódź" in words(ana.get(response["Location"]))
    response = ana.post(response["Location"], {"audience": stages.audience.pk})
    assert response["Location"] == at("broadcast", made)

    # words
    page = ana.get(at("broadcast", made))
    assert "a real member" not in words(page) or "Person" in words(page)
    fields = WORDS | {
        "sender_name": "Havsvakt",
        "purpose": "news",
        "language": "en",
        "reply_to": "",
    }
    response = ana.post(
        at("broadcast", made), fields | {"seen": page.context["form"]["seen"].value()}
    )
    assert response.status_code == 302
    shown = words(ana.get(at("broadcast", made)))
    assert "we clean the beach on Saturday" in shown
    assert "a real member" in shown

    # check and submit
    page = words(ana.get(at("broadcast-check", made)))
    assert "They fit" in page
    assert "Submit to one approver" in page
    assert not Snapshot.objects.exists()
    response = ana.post(at("broadcast-check", made))
    assert response["Location"] == at("broadcast-approve", made)

    # the author reads, and is refused
    page = words(ana.get(at("broadcast-approve", made)))
    assert "Ana wants to write to 4 people" in page
    assert "You are not one of the approvers" in page

    # the approver reads, proves who they are, approves
    step_down(bo)
    page = bo.get(at("broadcast-approve", made))
    assert "four people" in words(page)
    assert "the first broadcast of this author" in words(page)
    assert "Prove that it is you" in words(page)
    step_up(bo, cast.bo)
    digest = page.context["form"]["digest"].value()
    response = bo.post(
        at("broadcast-approve", made), {"digest": digest, "kind": "approve", "read": "on"}
    )
    assert response["Location"] == at("broadcast-approve", made)

    # release
    page = olga.get(at("broadcast-release", made))
    assert "Send “Beach clean” to 4 people" in words(page)
    response = olga.post(at("broadcast-release", made), {"digest": digest})
    assert response["Location"] == at("broadcast-live", made)
    assert "Sending to 4 people; 0 accepted" in words(olga.get(at("broadcast-live", made)))

    # pump, results
    deliver(["accepted", "accepted", "refused", "unknown"])
    assert olga.get(at("broadcast-live", made))["Location"] == at("broadcast-results", made)
    page = words(olga.get(at("broadcast-results", made)))
    assert "2 of 4 messages were accepted" in page
    assert "We do not track opens" in page


def test_a17_the_declaration_is_asked_for_in_words(stages, cast, client_for):
    response = client_for(cast.ana).post(at("broadcast-new"), {"title": "x", "declared_size": "0"})
    assert response.status_code == 422
    assert "Write whom it is for" in words(response)
    assert not Broadcast.objects.exists()


def test_a17_a_size_twice_off_stops_at_the_check_with_a_way_out(stages, cast, client_for):
    ana = client_for(cast.ana)
    made = stages.written(size=400)
    page = ana.get(at("broadcast-check", made))
    assert "One thing stops this" in words(page)
    assert "you declared about 400" in words(page)
    response = ana.post(at("broadcast-check", made))
    assert response.status_code == 422
    assert not Snapshot.objects.exists()
    again = {"title": made.title, "declared_text": "four friends", "declared_size": "4"}
    response = ana.post(at("broadcast-declaration", made), again)
    assert response["Location"] == at("broadcast-check", made)
    assert ana.post(at("broadcast-check", made)).status_code == 302


def test_check_says_what_is_missing(stages, cast, client_for):
    page = client_for(cast.ana).get(at("broadcast-check", stages.declared()))
    assert "Choose an audience first" in words(page)


def test_a4_a_stale_page_is_answered_409_with_the_difference_and_records_nothing(
    stages, cast, client_for
):
    bo = client_for(cast.bo)
    made = stages.submitted()
    digest = bo.get(at("broadcast-approve", made)).context["form"]["digest"].value()
    actions.edit(
        broadcast_id=made.pk,
        changes={"body": made.body.replace("Saturday", "Sunday")},
        by=cast.ana,
        session_mac="authors",
    )
    step_up(bo, cast.bo)
    answer = {"digest": digest, "kind": "approve", "read": "on"}
    response = bo.post(at("broadcast-approve", made), answer)
    assert response.status_code == 409
    assert "<del>Saturday" in response.content.decode()
    assert "<ins>Sunday" in response.content.decode()
    assert "It is a draft again" in words(response)

    stages.submit(made)
    response = bo.post(at("broadcast-approve", made), answer)
    assert response.status_code == 409
    assert "Read the new version" in words(response)
    assert not Decision.objects.exists()


def test_a4_a_stale_release_is_answered_409(stages, cast, client_for):
    made = stages.approved()
    before = stages.digest(made)
    actions.withdraw(broadcast_id=made.pk, by=cast.ana)
    stages.submit(made)
    stages.answer(made, cast.bo)
    response = client_for(cast.olga).post(at("broadcast-release", made), {"digest": before})
    assert response.status_code == 409
    assert not Release.objects.exists()


def test_a6_an_author_with_the_role_is_told_why_not(stages, cast, client_for):
    from muster.accounts.models import RoleGrant, Staff

    RoleGrant.objects.create(staff=cast.ana, role="approver")
    ana_too = Staff.objects.get(pk=cast.ana.pk)
    ana = client_for(ana_too)
    made = stages.submitted()
    assert "This is your own work" in words(ana.get(at("broadcast-approve", made)))
    step_up(ana, ana_too)
    answer = {"digest": stages.digest(made), "kind": "approve", "read": "on"}
    response = ana.post(at("broadcast-approve", made), answer)
    assert response.status_code == 403
    assert not Decision.objects.exists()


def test_a8_without_fresh_proof_nothing_is_recorded(stages, cast, client_for):
    made = stages.submitted()
    answer = {"digest": stages.digest(made), "kind": "approve", "read": "on"}
    bo = client_for(cast.bo)
    step_down(bo)
    response = bo.post(at("broadcast-approve", made), answer)
    assert response.status_code == 403
    assert "Prove that it is you" in words(response)
    assert not Decision.objects.exists()


def test_a9_the_box_has_to_be_ticked_and_a_no_needs_a_reason(stages, cast, client_for):
    bo = client_for(cast.bo)
    made = stages.submitted()
    step_up(bo, cast.bo)
    digest = stages.digest(made)
    response = bo.post(at("broadcast-approve", made), {"digest": digest, "kind": "approve"})
    assert response.status_code == 422
    assert "Tick that you have read it" in words(response)
    response = bo.post(at("broadcast-approve", made), {"digest": digest, "kind": "return"})
    assert response.status_code == 422
    assert "Write a reason" in words(response)
    response = bo.post(
        at("broadcast-approve", made), {"digest": digest, "kind": "return", "reason": "Say when."}
    )
    assert response.status_code == 302


def test_a9_previews_regions_and_what_changed_since_the_last_round(stages, cast, client_for):
    bo = client_for(cast.bo)
    made = stages.submitted()
    stages.answer(made, cast.bo, "return", reason="Say which Saturday.")
    actions.edit(
        broadcast_id=made.pk,
        changes={"body": made.body.replace("Saturday", "Saturday 17 October")},
        by=cast.ana,
        session_mac="authors",
    )
    stages.submit(made)
    page = bo.get(at("broadcast-approve", made))
    assert "Changed since round 1" in words(page)
    assert "Bo wrote: “Say which Saturday.”" in words(page)
    assert "<ins>" in page.content.decode()
    assert len(page.context["previews"]) == 5
    assert {one.why for one in page.context["previews"]} == {"random", "shortest", "longest"}
    assert "Łódzkie" in words(page)


def test_a10_the_author_reads_the_reason_above_the_words(stages, cast, client_for):
    made = stages.submitted()
    stages.answer(made, cast.bo, "return", reason="Say which Saturday.")
    page = words(client_for(cast.ana).get(at("broadcast", made)))
    assert "Returned for changes" in page
    assert "Say which Saturday." in page


def test_e3_the_numbers_lead_to_the_people_behind_them(stages, cast, client_for, make):
    stages.people.append(make.person(consent=True, given_name="Zofia", region="PL-10"))
    made = stages.submitted(size=5)
    page = client_for(cast.bo).get(at("broadcast-approve", made))
    behind = f"{at('broadcast-recipients', made)}?region=PL-10"
    assert behind in page.content.decode()
    said = words(client_for(cast.bo).get(behind))
    assert "5 people in Łódź" in said
    assert "Zofia" in said
    assert client_for(cast.bo).get(f"{behind}&after=x").status_code == 200
    carla = words(client_for(cast.carla).get(at("broadcast-recipients", made)))
    assert "Zofia" in carla
    cast.carla.regions.set(["PL-22"])
    carla = words(client_for(cast.carla).get(at("broadcast-recipients", made)))
    assert "0 of 5 people live in your regions" in carla
    assert "Zofia" not in carla


def test_s9_says_who_must_agree_why_and_who_is_here(stages, cast, client_for):
    client_for(cast.bo).get(at("broadcasts"))
    page = words(client_for(cast.ana).get(at("broadcast-check", stages.written())))
    assert "By e-mail to 4 people in Łódź" in page
    assert "Leaves when somebody releases it after the approvals, all at once" in page
    assert "Needed One person" in page
    assert "Can approve now Bo" in page
    assert "Carla" in page.partition("Can, when they are back")[2]
    assert "Nothing: it goes by e-mail" in page


def test_s7_nobody_at_all_is_explained(stages, cast, client_for):
    made = stages.written()
    Broadcast.objects.filter(pk=made.pk).update(channel="sms")
    page = words(client_for(cast.ana).get(at("broadcast-check", made)))
    assert "The audience is nobody" in page
    assert "4 have not said yes to this" in page


def test_what_waits_can_be_taken_back(stages, cast, client_for):
    made = stages.submitted()
    response = client_for(cast.ana).post(at("broadcast-withdrawal", made))
    assert response["Location"] == at("broadcast", made)
    assert stages.status(made) == "draft"


def test_every_page_leads_to_where_the_broadcast_stands(stages, cast, client_for):
    olga = client_for(cast.olga)
    made = stages.sending()
    for name in (
        "broadcast",
        "broadcast-check",
        "broadcast-approve",
        "broadcast-release",
        "broadcast-halted",
    ):
        assert olga.get(at(name, made))["Location"] == at("broadcast-live", made)


def test_get_changes_nothing(stages, cast, client_for):
    olga = client_for(cast.olga)
    made = stages.submitted()
    for name in (
        "broadcast-approve",
        "broadcast-release",
        "broadcast-halt",
        "broadcast-cancellation",
        "broadcast",
    ):
        olga.get(at(name, made))
        assert stages.status(made) == "submitted"
    assert olga.get(at("broadcast-withdrawal", made)).status_code == 405


def test_the_preview_renders_unsaved_words_and_saves_nothing(stages, cast, client_for):
    ana = client_for(cast.ana)
    made = stages.written()
    unsaved = {
        "subject": "Other",
        "body": "Unsaved {{ first_name }}",
        "sender_name": "",
        "reply_to": "",
        "purpose": "news",
        "language": "en",
    }
    page = ana.post(at("broadcast-preview", made), unsaved)
    assert "Unsaved Person" in words(page)
    part = ana.post(
        at("broadcast-preview", made), unsaved | {"member": "2"}, headers={"HX-Request": "true"}
    )
    assert "<html" not in part.content.decode()
    made.refresh_from_db()
    assert made.subject == WORDS["subject"]
    broken = ana.post(at("broadcast-preview", made), unsaved | {"body": "{{ env }}"})
    assert "There is no field “env”" in words(broken)


def test_somebody_elses_save_is_not_overwritten(stages, cast, client_for):
    ana = client_for(cast.ana)
    made = stages.written()
    page = ana.get(at("broadcast", made))
    actions.edit(broadcast_id=made.pk, changes={"subject": "Olga’s"}, by=cast.olga, session_mac="o")
    fields = WORDS | {"sender_name": "", "purpose": "news", "language": "en", "reply_to": ""}
    response = ana.post(
        at("broadcast", made),
        fields | {"subject": "Ana’s", "seen": page.context["form"]["seen"].value()},
    )
    assert response.status_code == 409
    assert "Somebody else saved this" in words(response)
    assert "Ana’s" in response.content.decode()


@pytest.mark.parametrize("name", ["vera", "dario", "fin"])
def test_a_viewer_sees_and_may_halt_but_nothing_else(stages, cast, client_for, name):
    client = client_for(getattr(cast, name))
    made = stages.approved()
    assert client.get(at("broadcasts")).status_code == 200
    assert client.get(at("broadcast-approve", made)).status_code == 200
    for page in ("broadcast-new", "broadcast-check", "broadcast-release", "broadcast-declaration"):
        assert client.get(at(page, None if page == "broadcast-new" else made)).status_code == 404
    assert client.post(at("broadcast-release", made)).status_code == 404
    answer = {"digest": stages.digest(made), "kind": "reject", "reason": "x"}
    assert client.post(at("broadcast-approve", made), answer).status_code == 403
    assert stages.status(made) == "approved"


def test_nobody_without_a_role_sees_any_of_it(stages, cast, client_for):
    made = stages.approved()
    client = client_for(cast.nobody)
    for name in (
        "broadcast",
        "broadcast-approve",
        "broadcast-live",
        "broadcast-halt",
        "broadcast-results",
    ):
        assert client.get(at(name, made)).status_code == 404


def test_the_list_groups_by_state_and_halts_what_runs(stages, cast, client_for):
    stages.declared(title="Only a draft")
    stages.submitted(title="Waits")
    running = stages.sending(title="Runs")
    page = client_for(cast.vera).get(at("broadcasts"))
    assert "1 is being sent, 1 waits for approval" in words(page)
    assert at("broadcast-halt", running) in page.content.decode()
    assert "approvals 0 of 1" in words(page)


def test_the_empty_list_says_what_it_is_for(cast, client_for):
    assert "No broadcast yet" in words(client_for(cast.ana).get(at("broadcasts")))
    assert "can halt it" in words(client_for(cast.vera).get(at("broadcasts")))


def test_the_list_takes_no_more_queries_for_more_drafts(stages, cast, client_for):
    client = client_for(cast.ana)
    stages.declared()
    client.get(at("broadcasts"))
    few = queries_of(client, at("broadcasts"))
    for number in range(5):
        stages.declared(title=f"Another {number}")
    assert queries_of(client, at("broadcasts")) == few


def test_the_approve_page_takes_a_fixed_number_of_queries(stages, cast, client_for, make):
    client = client_for(cast.bo)
    made = stages.submitted()
    few = queries_of(client, at("broadcast-approve", made))
    for _number in range(4):
        make.person(consent=True, region="PL-10")
    bigger = stages.submitted(size=8)
    assert queries_of(client, at("broadcast-approve", bigger)) <= few + 3
    assert few < 60


def test_s7_filters_stand_in_the_address(stages, cast, client_for):
    stages.declared(title="Only a draft", by=cast.olga)
    stages.submitted(title="Waits")
    page = client_for(cast.ana).get(f"{at('broadcasts')}?status=waiting")
    assert "Waits" in words(page)
    assert "Only a draft" not in words(page)
    page = client_for(cast.ana).get(f"{at('broadcasts')}?by=me")
    assert "Only a draft" not in words(page)
    assert "status=drafts&amp;by=me" in page.content.decode()
    assert "None of them fits" in words(client_for(cast.ana).get(f"{at('broadcasts')}?channel=sms"))
    assert client_for(cast.ana).get(f"{at('broadcasts')}?status=%00x").status_code == 200


def test_s7_each_row_says_what_happens_next(stages, cast, client_for):
    stages.submitted(title="Waits")
    assert "waits for one approval" in words(client_for(cast.ana).get(at("broadcasts")))
    stages.timing = {
        "start": "at",
        "not_before": clock.now() + timedelta(hours=2),
        "zone": "Europe/Warsaw",
    }
    stages.approved(title="Timed")
    said = words(client_for(cast.ana).get(at("broadcasts")))
    assert "approvals 1 of 1; starts on" in said
    assert "in Warsaw" in said
    stages.timing = {"plan": "default"}
    stages.sending(title="In steps")
    said = words(client_for(cast.ana).get(at("broadcasts")))
    assert "step 1 of 1" in said
