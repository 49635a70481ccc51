"""Templates and copies through the doors."""

import pytest
from django.urls import reverse

from muster.broadcasts import actions, kept
from muster.broadcasts.models import Broadcast
from tests.domains.broadcasts.stages import WORDS, Stages
from tests.web.office.broadcast_pages import step_down, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages(cast, make):
    return Stages(cast, make)


def at(name, number=None):
    return reverse(f"office:{name}", args=[number] if number else [])


def test_words_are_kept_changed_used_and_retired(stages, cast, client_for):
    ana, made = client_for(cast.ana), stages.written()
    assert "No words are kept yet" in words(ana.get(at("broadcast-templates")))
    given = {"name": "Beach clean", "kind": "plain"}
    response = ana.post(at("broadcast-keep", made.pk), given)
    page = ana.get(response["Location"])
    assert "we clean the beach" in words(page)
    number = page.context["kept"].template.pk
    response = ana.post(at("broadcast-keep", made.pk), given)
    assert response.status_code == 409
    assert "Choose another name" in words(response)

    changed = {"subject": "Other", "body": "Other words.", "seen": "1"}
    assert ana.post(at("broadcast-template-versions", number), changed).status_code == 302
    stale = ana.post(at("broadcast-template-versions", number), changed | {"body": "x"})
    assert stale.status_code == 409

    version = kept.template(number).version
    new = f"{at('broadcast-new')}?template={version.pk}"
    assert "With the words of “Beach clean”, version 2" in words(ana.get(new))
    given = {"title": "Again", "declared_text": "the same", "declared_size": "4"}
    ana.post(new, given)
    begun = Broadcast.objects.get(title="Again")
    assert (begun.body, begun.template, begun.channel) == ("Other words.", version, "email")
    assert "Beach clean" in words(ana.get(at("broadcast", made.pk)))
    ana.post(at("broadcast-use", made.pk), {"version": version.pk})
    made.refresh_from_db()
    assert made.body == "Other words."

    ana.post(at("broadcast-template-retirement", number))
    assert "No words are kept yet" in words(ana.get(at("broadcast-templates")))
    assert ana.get(new).status_code == 404
    assert ana.post(at("broadcast-use", made.pk), {"version": version.pk}).status_code == 404


def test_c1_a_second_person_reads_words_for_corrections(stages, cast, client_for):
    version = actions.keep_template(
        broadcast=stages.written(), name="Sorry", kind="correction", by=cast.ana
    )
    number = version.template_id
    page = client_for(cast.ana).get(at("broadcast-template", number))
    assert "somebody else has to read it" in words(page)
    bo = client_for(cast.bo)
    assert "One for corrections waits for a second person" in words(
        bo.get(at("broadcast-templates"))
    )
    step_down(bo)
    assert "Prove that it is you" in words(bo.get(at("broadcast-template", number)))
    answer = {"version": version.pk}
    assert bo.post(at("broadcast-template-approval", number), answer).status_code == 403
    bo = client_for(cast.bo)
    bo.post(at("broadcast-template-approval", number), answer)
    assert "Bo read and approved this version" in words(bo.get(at("broadcast-template", number)))


def test_who_only_reads_changes_nothing(stages, cast, client_for):
    version = actions.keep_template(broadcast=stages.written(), name="Kept", by=cast.ana)
    vera = client_for(cast.vera)
    assert vera.get(at("broadcast-template", version.template_id)).status_code == 200
    for name in ("versions", "approval", "retirement"):
        response = vera.post(at(f"broadcast-template-{name}", version.template_id), {})
        assert response.status_code == 404


def test_a_copy_begins_with_the_declaration_and_offers_the_same_audience(stages, cast, client_for):
    first = stages.sending()
    ana = client_for(cast.ana)
    new = f"{at('broadcast-new')}?copy={first.pk}"
    page = ana.get(new)
    assert "A copy of “Beach clean”" in words(page)
    assert page.context["form"]["declared_size"].value() is None
    given = {"title": "Second", "declared_text": "the same", "declared_size": "4"}
    response = ana.post(new, given)
    assert f'value="{stages.audience.pk}" checked' in ana.get(response["Location"]).content.decode()
    copy = Broadcast.objects.get(title="Second")
    assert (copy.subject, copy.copied_from) == (WORDS["subject"], first)
    assert stages.status(copy) == "draft"
    assert ana.get(f"{at('broadcast-new')}?copy=999999").status_code == 404
