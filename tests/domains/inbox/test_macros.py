"""Kept answers are data: two fields, four languages, nothing else; each person gets theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from muster.audit.models import Entry
from muster.delivery.liquid import TemplateProblem
from muster.inbox import actions, errors, kept_words, logs, macros
from muster.inbox.models import Macro, Team, Topic
from tests.domains.inbox.samples import arrive, conversation, later
from tests.domains.inbox.talking import house, ingrid, mailed

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
HELLO = {"en": 'Dear {{ first_name | default: "friend" }}, {{ staff }}', "it": "Ciao, {{ staff }}"}


def keep(by: Staff, **changed: Any) -> Macro:
    fields = {"macro": None, "name": "Hello", "topic": None, "texts": HELLO, "at": later(0)}
    return actions.keep_macro(by=by, **(fields | changed))


def test_kept_and_changed_and_dropped(cast: Cast) -> None:
    kept = keep(cast.dario)
    assert kept.texts == HELLO
    changed = keep(cast.dario, macro=kept, texts={"en": "Hi", "de": "Hallo", "pl": "  "})
    assert (changed.pk, changed.texts) == (kept.pk, {"en": "Hi"})
    actions.drop_macro(macro=changed, by=cast.dario, at=later(1))
    assert not Macro.objects.exists()
    verbs = Entry.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["macro.kept", "macro.kept", "macro.dropped"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ last_name }}", "{{ staff.password }}", "{% for x in y %}{% endfor %}", "{{ 'a' | upcase }}",
        "{% include 'x' %}", "{{ first_name", "{% assign a = 1 %}",
    ],
)  # fmt: skip
def test_anything_but_our_fields_is_refused(cast: Cast, text: str) -> None:
    with pytest.raises(TemplateProblem) as refused:
        keep(cast.dario, texts={"pl": text})
    assert refused.value.field == "pl"
    assert not Macro.objects.exists()


def test_no_words_too_many_and_a_name_twice(cast: Cast) -> None:
    with pytest.raises(errors.NoWords):
        keep(cast.dario, texts={"en": " "})
    with pytest.raises(errors.TooLong):
        keep(cast.dario, texts={"en": "x" * 5_001})
    keep(cast.dario)
    with pytest.raises(errors.NameTaken):
        keep(cast.dario)


def test_each_person_gets_their_language_and_name(make: Make, cast: Cast) -> None:
    house()
    keep(cast.dario)
    thread = mailed(ingrid(make, given_name="Ingrid"))
    [offer] = kept_words.offered(thread, logs.of(thread, by=cast.dario), by=cast.dario)
    assert offer.text == "Dear Ingrid, Dario"
    italian = mailed(make.person(email="chiara@people.example", language="it"), 14)
    [offer] = kept_words.offered(italian, logs.of(italian, by=cast.dario), by=cast.dario)
    assert offer.text == "Ciao, Dario"


def test_a_claim_gives_nothing_of_the_record(make: Make, cast: Cast) -> None:
    house()
    make.person(email="victim@people.example", given_name="Vic", language="it")
    keep(cast.dario)
    thread = conversation(arrive(sender="victim@people.example", sender_name=""))
    [offer] = kept_words.offered(thread, logs.of(thread, by=cast.dario), by=cast.dario)
    assert offer.text == "Dear friend, Dario"


def test_the_language_they_wrote_in_counts_where_the_record_knows_none(cast: Cast) -> None:
    house()
    keep(cast.dario)
    thread = conversation(arrive(text="Vorrei sapere dove ci troviamo domani, grazie mille"))
    actions.sort(at=later(1))
    [offer] = kept_words.offered(thread, logs.of(thread, by=cast.dario), by=cast.dario)
    assert offer.text == "Ciao, Dario"


def test_those_of_its_topic_come_first(make: Make, cast: Cast) -> None:
    house()
    topic = Topic.objects.create(name="Parking", team=Team.objects.create(name="Everyday"))
    keep(cast.dario, name="A general one")
    keep(cast.dario, name="Z about parking", topic=topic)
    thread = mailed(ingrid(make))
    thread.topic = topic
    offers = kept_words.offered(thread, logs.of(thread, by=cast.dario), by=cast.dario)
    assert [one.name for one in offers] == ["Z about parking", "A general one"]


def test_a_text_that_cannot_be_read_any_more_stands_as_it_is() -> None:
    assert macros.filled("{{ nobody }}", {}) == "{{ nobody }}"
    assert macros.text_for(Macro(texts={"pl": "Witaj"}), "fr") == "Witaj"
    assert macros.text_for(Macro(texts={}), "fr") == ""
