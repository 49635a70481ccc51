"""Today by HTTP: what waits, oldest first, and all clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from muster.audit import actions as audit
from muster.inbox import actions
from muster.kit import actors, clock
from tests.domains.inbox.samples import arrive, conversation, later, sent_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.client import CheckingClient
    from tests.make import Make

    ClientFor = Callable[..., CheckingClient]

pytestmark = pytest.mark.django_db


def test_all_clear(cast: Cast, client_for: ClientFor) -> None:
    text = client_for(cast.dario).get(reverse("office:today")).content.decode()
    assert "<h1>All clear</h1>" in text
    assert "nobody waits for an answer" in text


def test_all_clear_until_the_next_answer_is_due(cast: Cast, client_for: ClientFor) -> None:
    arrive(at=clock.now())
    text = client_for(cast.dario).get(reverse("office:today")).content.decode()
    assert "<h1>All clear</h1>" in text
    assert "Nothing presses until" in text


def test_late_ones_wait_oldest_first(cast: Cast, make: Make, client_for: ClientFor) -> None:
    older = make.person(given_name="Ingrid", family_name="Sjöberg")
    arrive(to=[sent_to(older)[1]], at=later(-24))
    arrive(sender="who@people.example", sender_name="Omar", at=later(0))
    text = client_for(cast.dario).get(reverse("office:today")).content.decode()
    assert "<h1>Two things wait for you</h1>" in text
    assert "The oldest has waited" in text
    assert text.index("Ingrid Sjöberg waits for an answer") < text.index("Omar waits for an answer")


def test_mine_waits_even_before_it_presses(cast: Cast, client_for: ClientFor) -> None:
    thread = conversation(arrive(at=clock.now()))
    actions.assign(conversation=thread, to=cast.dario, by=cast.olga, at=clock.now())
    assert (
        "One thing waits for you"
        in client_for(cast.dario).get(reverse("office:today")).content.decode()
    )
    assert "All clear" in client_for(cast.olga).get(reverse("office:today")).content.decode()


def test_another_region_does_not_wait_for_me(cast: Cast, make: Make, client_for: ClientFor) -> None:
    arrive(to=[sent_to(make.person(country="FR", postcode="75001"))[1]])
    assert "All clear" in client_for(cast.rita).get(reverse("office:today")).content.decode()


def test_everybody_signed_in_has_a_today(cast: Cast, client_for: ClientFor) -> None:
    for staff in cast:
        assert client_for(staff).get(reverse("office:today")).status_code == 200
    assert client_for().get(reverse("office:today")).status_code == 302


def test_the_tour_ticks_what_was_done_and_can_be_hidden(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.dario)
    assert "Answer one person" in client.get(reverse("office:today")).content.decode()
    client.post(reverse("office:today-tour"))
    assert "Answer one person" not in client.get(reverse("office:today")).content.decode()
    client.post(reverse("office:today-tour"), {"show": "1"})
    assert "Answer one person" in client.get(reverse("office:today")).content.decode()


def test_to_let_one_go_is_done_once_the_gates_stopped_it(cast: Cast, client_for: ClientFor) -> None:
    def ticked() -> bool:
        page = client_for(cast.olga).get(reverse("office:today")).content.decode()
        [line] = [each for each in page.split("<li>") if "Let one go" in each]
        return 'class="c-ok"' in line

    audit.record(by=cast.olga, verb="broadcast.released", subject="broadcast:7")
    audit.record(by=cast.olga, verb="release.halted", subject="broadcast:7")
    audit.record(by=actors.system("gates"), verb="release.halted", subject="broadcast:8")
    assert not ticked()
    audit.record(by=actors.system("gates"), verb="release.halted", subject="broadcast:7")
    assert ticked()


def test_no_tour_once_live(cast: Cast, client_for: ClientFor) -> None:
    from muster.accounts.models import Organisation

    Organisation.objects.update_or_create(pk=1, defaults={"mode": "live"})
    assert (
        "five minutes" not in client_for(cast.dario).get(reverse("office:today")).content.decode()
    )


def test_as_many_questions_for_one_as_for_twenty(
    cast: Cast, make: Make, client_for: ClientFor
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for(cast.dario)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("office:today"))
        return len(found)

    arrive(to=[sent_to(make.person())[1]])
    asked()
    few = asked()
    for number in range(20):
        arrive(to=[sent_to(make.person(), subject=f"broadcast:{number + 50}")[1]])
    assert asked() == few


def test_what_has_come_to_me_stands_once_and_says_so(cast: Cast, client_for: ClientFor) -> None:
    thread = conversation(arrive(sender_name="Omar", at=later(0)))
    actions.escalate(at=later(9))
    text = client_for(cast.dario).get(reverse("office:today")).content.decode()
    assert "<h1>One thing waits for you</h1>" in text
    assert "Omar still waits: it has come to you" in text
    actions.close(conversation=thread, by=cast.dario, at=later(10))
    assert "All clear" in client_for(cast.dario).get(reverse("office:today")).content.decode()
