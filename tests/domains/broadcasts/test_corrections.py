"""C1, C2, D7, H8: taking back what went to the wrong people, and writing to those it never reached."""

from datetime import timedelta

import pytest

from muster.audiences import actions as audiences
from muster.audiences.definition import Group, Lives
from muster.broadcasts import actions, composing, corrections, queries, whom
from muster.broadcasts.errors import (
    Incomplete,
    LinksElsewhere,
    NamesNotTheOriginal,
    NothingReleased,
    NothingToCorrect,
    StillUnderWay,
    TemplateNotApproved,
)
from muster.broadcasts.models import Broadcast, Template, TemplateApproval, TemplateVersion
from muster.delivery import documents, preflight
from muster.delivery.actions.receipts import hear
from muster.delivery.models import Outcome, Receipt, Recipient, Release
from muster.kit import clock
from muster.kit.actors import system
from muster.kit.scope import Scope
from muster.people.actions import consent
from tests.domains.broadcasts.sending import claim, deliver, finish, leave

Aim = Broadcast.Aim


def reached(stages, kinds=("accepted",), **declaration):
    """A broadcast that went out, with each message ended as the kinds say, in turn."""
    made = stages.sending(**declaration)
    deliver(kinds)
    return made


def correct(stages, original, **choice):
    return actions.correct(
        broadcast_id=original.pk, by=stages.cast.ana, session_mac="authors", **choice
    )


def people_of(broadcast):
    frozen = Recipient.objects.filter(snapshot=queries.submission_of(broadcast).document.snapshot)
    return set(frozen.values_list("person_id", flat=True))


def by_outcome(original, *kinds):
    release = Release.objects.get(subject=original.reference)
    found = Outcome.objects.filter(release=release, kind__in=kinds)
    return set(found.values_list("recipient__person_id", flat=True))


def test_c1_a_correction_goes_to_those_accepted_or_unknown_and_to_nobody_else(stages):
    original = reached(stages, ("accepted", "refused", "unknown", "suppressed"))
    made = correct(stages, original)
    assert (made.corrects, made.declared_size) == (original, 2)
    stages.submit(made)
    assert people_of(made) == by_outcome(original, "accepted", "unknown")


def test_c1_rightly_reached_and_those_who_said_stop_are_left_out_and_counted(stages, make):
    stages.people += [make.person(consent=True, region="PL-10", postcode="95-100")]
    original = reached(stages, size=5)
    right = audiences.create(
        name="Those of one place",
        definition=Group("all", (Lives(("PL-10",)),)),
        by=stages.cast.olga,
    )
    with pytest.raises(NothingToCorrect):
        correct(stages, original, spared=right)
    made = correct(stages, original)
    gone = Recipient.objects.filter(person_id=stages.people[0].pk).first()
    consent.withdraw(key_id=gone.key_id, purpose="news", source="test", by=system("test"))
    stages.submit(made)
    assert people_of(made) == {one.pk for one in stages.people[1:]}
    snapshot = queries.submission_of(made).document.snapshot
    assert (snapshot.size, snapshot.excluded["no_consent"]) == (4, 1)


def test_c1_who_is_spared_is_a_copy_and_a_broken_copy_stops_it(stages, make):
    foreign = make.person(consent=True, country="FR", postcode="75001", region="FR-IDF")
    wide = audiences.create(
        name="Both", definition=Group("any", (Lives(("PL-10", "FR-IDF")),)), by=stages.cast.olga
    )
    stages.audience = wide
    original = reached(stages, size=5)
    right = audiences.create(
        name="Paris", definition=Group("all", (Lives(("FR-IDF",)),)), by=stages.cast.olga
    )
    made = correct(stages, original, spared=right)
    assert whom.counted(made, Scope.EVERYONE) == whom.Counted(concerned=5, spared=1)
    stages.submit(made)
    assert people_of(made) == {one.pk for one in stages.people}
    assert foreign.pk not in people_of(made)
    Broadcast.objects.filter(pk=made.pk).update(
        spared={"all": [{"is": "lives", "regions": ["XX"]}]}
    )
    made.refresh_from_db()
    with pytest.raises(Incomplete):
        whom.members(made, Scope.EVERYONE)


def test_h8_nobody_whose_message_is_still_on_its_way_gets_the_correction(stages):
    original = stages.sending()
    parcel = claim()
    with pytest.raises(NothingToCorrect):
        correct(stages, original)
    leave(parcel, ["accepted", "unknown"])
    made = correct(stages, original)
    stages.submit(made)
    assert people_of(made) == by_outcome(original, "accepted", "unknown")
    with pytest.raises(StillUnderWay):
        correct(stages, original, aim=Aim.REST)


def test_the_rest_is_whoever_it_never_reached(stages):
    original = reached(stages, ("accepted", "refused", "unknown", "refused"))
    made = correct(stages, original, aim=Aim.REST)
    assert made.body == original.body
    stages.submit(made)
    assert people_of(made) == by_outcome(original, "refused")


def test_d7_the_unknown_wait_three_days_and_any_word_of_them_counts(stages):
    original = stages.sending()
    finish(claim(), ["unknown", "unknown", "accepted", "accepted"], ago=timedelta(hours=71))
    with pytest.raises(NothingToCorrect):
        correct(stages, original, aim=Aim.UNKNOWN)
    original = stages.sending(title="Another one")
    finish(claim(), ["unknown", "unknown", "accepted", "accepted"], ago=timedelta(hours=73))
    release = Release.objects.get(subject=original.reference)
    arrived = Outcome.objects.filter(kind="unknown", release=release).order_by("id").first()
    hear(
        recipient_id=arrived.recipient_id,
        kind=Receipt.Kind.DELIVERED,
        at=clock.now(),
        source="test",
        event="1",
        by=system("test"),
    )
    made = correct(stages, original, aim=Aim.UNKNOWN)
    stages.submit(made)
    assert people_of(made) == by_outcome(original, "unknown") - {arrived.recipient.person_id}


def test_c2_a_correction_names_the_original_and_links_only_to_its_own_page(stages):
    made = correct(stages, reached(stages))
    assert corrections.page_url(made.page_token) in made.body

    def say(body):
        actions.edit(
            broadcast_id=made.pk,
            changes={"subject": "Sorry", "body": body},
            by=stages.cast.ana,
            session_mac="authors",
        )

    say("That was not for you.")
    with pytest.raises(NamesNotTheOriginal):
        stages.submit(made)
    say("“Beach clean in Łódzkie” was not for you. https://elsewhere.example/x")
    with pytest.raises(LinksElsewhere):
        stages.submit(made)
    say(f"“Beach clean in Łódzkie” was not for you. {corrections.page_url(made.page_token)}.")
    body = documents.read(stages.submit(made).document)
    assert body.audience["corrects"] == made.corrects.reference


def test_c2_naming_a_place_of_the_original_is_no_slip_of_the_correction(stages, make):
    stages.people = [
        make.person(consent=True, country="FR", postcode="75001", region="FR-IDF")
        for _number in range(4)
    ]
    original = stages.written()
    Broadcast.objects.filter(pk=original.pk).update(
        subject="Beach clean with Havsvakt",
        definition={"all": [{"is": "lives", "regions": ["FR-IDF"]}]},
    )
    stages.submit(original)
    stages.answer(original, stages.cast.bo)
    actions.release(broadcast_id=original.pk, digest=stages.digest(original), by=stages.cast.olga)
    deliver()
    Broadcast.objects.filter(pk=original.pk).update(subject="Beach clean in Łódzkie")
    made = correct(stages, original)
    assert "Łódzkie" in made.subject
    stages.submit(made)


def test_c1_a_template_of_the_last_quarter_gives_the_words(stages):
    original = reached(stages)
    template = Template.objects.create(
        name="Sorry",
        kind="correction",
        channel="email",
        language="en",
        made_at=clock.now(),
        made_by="staff:1",
    )
    version = TemplateVersion.objects.create(
        template=template,
        number=1,
        subject="About [[original]]",
        body="“[[original]]” was a slip of ours. See [[page]]",
        staff=stages.cast.olga,
        at=clock.now(),
    )
    with pytest.raises(TemplateNotApproved):
        correct(stages, original, template=version)
    TemplateApproval.objects.create(
        version=version,
        staff=stages.cast.bo,
        at=clock.db_now(),
        expires_at=clock.db_now() + timedelta(days=92),
    )
    made = correct(stages, original, template=version)
    assert made.subject == "About Beach clean in Łódzkie"
    assert made.body.endswith(f"See {corrections.page_url(made.page_token)}")
    stages.submit(made)


def test_a_second_press_begins_no_second_correction(stages):
    original = reached(stages)
    assert correct(stages, original) == correct(stages, original)
    assert original.corrections.count() == 1


def test_nothing_is_corrected_before_anything_was_sent(stages):
    with pytest.raises(NothingReleased):
        correct(stages, stages.approved())


def test_c3_a_correction_leaves_by_itself_once_approved(stages):
    original = reached(stages)
    made = correct(stages, original)
    stages.submit(made)
    stages.answer(made, stages.cast.bo)
    assert actions.release_due() == 1
    assert deliver() == 1
    assert stages.status(made) == "completed"


def test_our_own_words_say_who_writes(stages):
    made = correct(stages, reached(stages))
    assert stages.house.name in made.body
    assert not preflight.check(composing.document_body(made, stages.house, None))


def test_c2_a_text_message_is_named_by_its_own_words(stages):
    original = Broadcast(
        title="Beach 3",
        channel="sms",
        body='Hi {{ first_name | default: "friend" }}, we clean the beach on Saturday at nine, come along!',
    )
    named = corrections.names(original)
    assert named == ("we clean the beach on Saturday at nine", "Beach 3")
    _subject, body = corrections.words(original, "token", None)
    assert "our text “we clean the beach on Saturday at nine” reached you by mistake" in body
