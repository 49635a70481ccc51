"""One text for many: to each in their language, on their own channel, and every refusal named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.delivery.liquid import TemplateProblem
from muster.delivery.models import Direct
from muster.inbox import actions, answering, errors, many_errors, shaping
from muster.inbox.actions.together import MOST
from muster.inbox.models import InboxMessage
from tests.domains.inbox.samples import NOON as AT
from tests.domains.inbox.samples import arrive, conversation, later, sent_to

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
HELLO = 'Hello {{ first_name | default: "friend" }}, thank you.'


@pytest.fixture(autouse=True)
def _organisation(db: None) -> None:
    from muster.accounts.models import Organisation

    Organisation.objects.create(
        pk=1, name="Havsvakt", mode="training", sender_name="Havsvakt", sender_address="hello@news.example",
        reply_domain="news.example", site_url="http://localhost:8000",
    )  # fmt: skip


@pytest.fixture
def threads(make: Make):
    """Ana and Jan answered us, and somebody we do not know wrote."""
    ana = make.person(email="ana@people.example", given_name="Ana", language="it")
    jan = make.person(email="jan@people.example", given_name="Jan", language="pl")
    return [
        conversation(arrive(to=[sent_to(ana)[1]], sender="ana@people.example")),
        conversation(
            arrive(to=[sent_to(jan, subject="broadcast:13")[1]], sender="jan@people.example")
        ),
        conversation(arrive(sender="who@people.example", sender_name="Who")),
    ]


def chosen(threads, cast):
    return list(answering.ticked([one.pk for one in threads], by=cast.olga))


def each(threads, cast: Cast, words, **changed):
    fields = {"at": later(1), "once": "once", "by": cast.dario} | changed
    return actions.answer_each(conversations=chosen(threads, cast), words=words, **fields)


def said(thread):
    return InboxMessage.objects.get(conversation=thread, direction="out").said


def test_each_is_answered_alone_with_their_own_name(threads, cast: Cast):
    given = each(threads, cast, {"": HELLO})
    assert [one.refused for one in given] == ["", "", ""]
    assert [said(one) for one in threads] == [
        "Hello Ana, thank you.", "Hello Jan, thank you.", "Hello friend, thank you.",
    ]  # fmt: skip
    assert Direct.objects.count() == 3


def test_each_reads_their_own_language(threads, cast: Cast):
    each(threads, cast, {"": "Hello.", "it": "Ciao {{ first_name }}."})
    assert [said(one) for one in threads] == ["Ciao Ana.", "Hello.", "Hello."]


def test_one_refusal_stops_no_other_and_is_named(threads, cast: Cast):
    seen = answering.seen()
    arrive(
        to=[f"<{threads[0].messages.get().message_id}>"], sender="ana@people.example", at=later(1)
    )
    given = each(threads, cast, {"": "Dear {{ first_name }}."}, seen=seen, at=later(2))
    assert [bool(one.refused) for one in given] == [True, False, True]
    assert "Something new came" in given[0].refused
    assert "first_name" in given[2].refused
    assert Direct.objects.count() == 1


def test_a_second_press_sends_nothing_twice(threads, cast: Cast):
    each(threads, cast, {"": "Hello."})
    each(threads, cast, {"": "Hello."})
    assert Direct.objects.count() == 3


def test_without_words_nothing_happens(threads, cast: Cast):
    with pytest.raises(errors.NothingWritten):
        each(threads, cast, {"": " ", "it": ""})
    given = each(threads, cast, {"pl": "Cześć."})
    assert [bool(one.refused) for one in given] == [True, False, True]


def test_text_is_read_as_data_and_nothing_else_of_it_runs(threads, cast: Cast):
    for text in ("{{ address }}", "{% include 'x' %}", "{{ first_name | append: 'x' }}"):
        with pytest.raises(TemplateProblem):
            each(threads, cast, {"": text})
    assert not Direct.objects.exists()


def test_more_than_one_person_may_write_to_alone_is_refused_here(cast: Cast, threads):
    with pytest.raises(many_errors.TooManyAtOnce):
        actions.answer_each(
            conversations=[threads[0]] * (MOST + 1), words={"": "x"}, by=cast.dario, at=AT,
            once="o",
        )  # fmt: skip


def test_only_people_we_know_are_written_to_together(threads, cast: Cast):
    made = actions.select(conversations=chosen(threads, cast), channel="email", by=cast.olga, at=AT)
    assert made.size == 2
    assert {one.about for one in made.people.all()} == {str(threads[0]), str(threads[1])}
    with pytest.raises(many_errors.NobodyProved):
        actions.select(conversations=threads[2:], channel="email", by=cast.olga, at=AT)


def test_only_what_one_may_see_is_answered(threads, cast: Cast, make: Make):
    assert answering.ticked([one.pk for one in threads], by=cast.nobody).count() == 0
    assert set(answering.about("broadcast:13", by=cast.olga)) == {threads[1]}
    assert set(answering.queue("all", by=cast.olga, at=later(0))) == set(threads)


def test_the_language_of_their_words_goes_before_that_of_their_record(threads, cast: Cast):
    [ana] = answering.ticked([threads[0].pk], by=cast.olga)
    assert shaping.language_of(ana) == "it"
    ana.spoken = "fr"
    assert shaping.language_of(ana) == "fr"
    assert shaping.languages(chosen(threads, cast)) == {"": 1, "it": 1, "pl": 1}
