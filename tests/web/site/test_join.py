"""A stranger joins with an e-mail and a postcode; nobody learns who is known already."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from muster.activity import queries as activity
from muster.kit import clock
from muster.people.models import ConsentEntry, ConsentState, IdentityKey, Person, SignUp
from muster.web.site import stamp

pytestmark = pytest.mark.django_db
NEW = "new@people.example"


def filled(**more: Any) -> dict[str, Any]:
    opened = int(clock.db_now().timestamp()) - 9
    body = f"{opened}.{'a' * 22}"
    seal = f"{body}.{stamp.secrets.mac('site.form', 'join', body)}"
    return {"email": NEW, "postcode": "90-001", "country": "PL", "stamp": seal} | more


def count_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd FROM pg_stat_xact_user_tables"
            " WHERE relname LIKE 'people%%' OR relname LIKE 'activity_fact%%' ORDER BY 1"
        )
        return dict(cursor.fetchall())


def test_the_form_is_there_without_a_cookie(client_for: Any) -> None:
    page = client_for().get("/")
    assert page.status_code == 200
    assert not page.cookies
    assert 'name="news"' in page.text
    assert "checked" not in page.text


def test_the_whole_way_from_form_to_person(client_for: Any, mailbox: Any) -> None:
    visitor = client_for()
    answer = visitor.post("/", filled(news="on", given_name="Zoë"))
    assert (answer.status_code, answer.url) == (302, "/joined/")
    assert "mailbox" in visitor.get("/joined/").text
    assert not Person.objects.exists()
    assert not ConsentEntry.objects.exists()

    [letter] = mailbox.to(NEW)
    assert letter.kind == "confirm"
    link = mailbox.link(NEW)
    assert "Yes, I want to join" in visitor.get(link).text
    assert not Person.objects.exists()

    page = visitor.post(link, follow=True)
    assert "You have joined" in page.text
    person = Person.objects.get()
    assert (person.region_id, person.given_name, person.language) == ("PL-10", "Zoë", "en")
    entry = ConsentEntry.objects.get()
    assert (entry.state, entry.channel, entry.purpose, entry.source) == (
        "granted", "email", "news", "sign-up form",
    )  # fmt: skip
    assert entry.wording is not None
    assert "may e-mail me news" in entry.wording.text
    key = IdentityKey.objects.get()
    assert key.verified_at is not None
    kinds = {fact.kind for fact in activity.timeline([key.id], limit=9)}
    assert kinds == {"person.joined", "address.confirmed", "consent.granted", "group.joined"}

    again = visitor.post(link, follow=True)
    assert "You have joined" in again.text
    assert (Person.objects.count(), ConsentEntry.objects.count()) == (1, 1)


def test_no_tick_no_consent(client_for: Any, mailbox: Any) -> None:
    visitor = client_for()
    visitor.post("/", filled())
    visitor.post(mailbox.link(NEW))
    assert Person.objects.count() == 1
    assert not ConsentEntry.objects.exists()


def test_a_known_address_looks_the_same(client_for: Any, mailbox: Any, make: Any) -> None:
    person = make.person(email="known@people.example", given_name="Old")
    visitor = client_for()
    answers = [
        visitor.post("/", filled(email=address)) for address in (NEW, "known@people.example")
    ]
    assert len({(a.status_code, a.url, a.content, tuple(a.cookies)) for a in answers}) == 1
    person.refresh_from_db()
    assert person.given_name == "Old"
    assert [letter.kind for letter in mailbox.posted] == ["confirm", "confirm-known"]
    visitor.post(mailbox.link("known@people.example"), follow=True)
    assert Person.objects.count() == 1


def test_looking_at_a_link_changes_nothing(client_for: Any, mailbox: Any) -> None:
    visitor = client_for()
    visitor.post("/", filled(news="on"))
    before = count_rows()
    for _look in range(3):
        assert visitor.get(mailbox.link(NEW)).status_code == 200
    assert visitor.head(mailbox.link(NEW)).status_code == 200
    assert count_rows() == before


def test_an_old_link_offers_a_new_one(client_for: Any, mailbox: Any) -> None:
    visitor = client_for()
    visitor.post("/", filled())
    old = mailbox.link(NEW)
    SignUp.objects.update(expires_at="2020-01-01T00:00Z")
    page = visitor.post(old)
    assert page.status_code == 410
    assert "Send me a new link" in page.text
    path = old.partition("?")[0]
    assert visitor.post(f"{path}renewal/").status_code == 302
    fresh = mailbox.link(NEW)
    assert fresh != old
    assert "You have joined" in visitor.post(fresh, follow=True).text
    assert visitor.get(old).status_code == 404


def test_a_made_up_link_is_unknown(client_for: Any) -> None:
    page = client_for().get("/confirm/AAAAAAAAAAAAAAAAAAAAAA/")
    assert page.status_code == 404
    assert "We do not know this link" in page.text


def test_one_mailbox_gets_three_mails_a_day(client_for: Any, mailbox: Any) -> None:
    visitor = client_for()
    for _try in range(5):
        assert visitor.post("/", filled()).status_code == 302
    assert len(mailbox.posted) == 3


def test_one_network_is_slowed_down(client_for: Any, mailbox: Any) -> None:
    visitor = client_for()
    statuses = [
        visitor.post(
            "/", filled(email=f"n{number}@people.example"), REMOTE_ADDR="2001:db8::7"
        ).status_code
        for number in range(62)
    ]
    assert statuses[:60] == [302] * 60
    assert statuses[60] == 429
    other = visitor.post("/", filled(email="o@people.example"), REMOTE_ADDR="2001:db8:1::7")
    assert other.status_code == 302


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "nobody"}, "is not an e-mail address"),
        ({"email": ""}, "Write your e-mail address"),
        ({"postcode": ""}, "Write your postcode"),
        ({"postcode": "1"}, "is not a postcode of this country"),
        ({"country": "XX"}, "valid choice"),
        ({"stamp": "forged"}, "stood open for a long time"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    client_for: Any, mailbox: Any, wrong: dict[str, str], words: str
) -> None:
    page = client_for().post("/", filled(**wrong))
    assert page.status_code == 422
    assert words in page.text
    assert not mailbox.posted
    assert not SignUp.objects.exists()


def test_a_form_filled_in_no_time_is_asked_once_more(client_for: Any, mailbox: Any) -> None:
    page = client_for().post("/", filled(stamp=stamp.make("join")))
    assert page.status_code == 422
    assert "very quick" in page.text


def test_a_trapped_machine_is_told_what_everybody_is_told(client_for: Any, mailbox: Any) -> None:
    assert client_for().post("/", filled(website="http://spam.example")).status_code == 302
    assert not mailbox.posted


def test_an_ambiguous_postcode_asks_which_region(client_for: Any, mailbox: Any) -> None:
    from muster.places.queries import locate

    code = next(
        c for c in (f"{n:02d}-{m:03d}" for n in range(100) for m in range(0, 1000, 20))
        if locate("PL", c).ambiguous
    )  # fmt: skip
    choices = locate("PL", code).ambiguous
    visitor = client_for()
    page = visitor.post("/", filled(postcode=code))
    assert page.status_code == 422
    assert all(f'value="{choice}"' in page.text for choice in choices)
    assert visitor.post("/", filled(postcode=code, region=choices[1])).status_code == 302
    visitor.post(mailbox.link(NEW))
    assert Person.objects.get().region_id == choices[1]


def test_the_page_speaks_the_visitors_language(client_for: Any) -> None:
    page = client_for().get("/", headers={"Accept-Language": "fr-FR,fr;q=0.9"})
    assert page["Content-Language"] == "fr"
    assert '<option value="FR" selected>' in page.text
    chosen = client_for().get("/?language=pl", headers={"Accept-Language": "fr"})
    assert '<html lang="pl"' in chosen.text
    assert 'action="/?language=pl"' in chosen.text


def test_a_no_stays_until_the_mailbox_says_yes_again(
    client_for: Any, mailbox: Any, make: Any
) -> None:
    from muster.kit.actors import system
    from muster.people import actions

    person = make.person(email=NEW, consent=True)
    key = person.keys.get()
    actions.stop(key_id=key.id, purpose="news", by=system("test"))
    visitor = client_for()
    visitor.post("/", filled(news="on"))
    assert ConsentState.objects.get().state == "withdrawn"
    visitor.post(mailbox.link(NEW))
    assert ConsentState.objects.get().state == "granted"


@pytest.mark.parametrize("path", ["/privacy/", "/accessibility/", "/preferences/", "/joined/"])
def test_the_small_pages(client_for: Any, path: str) -> None:
    assert client_for().get(path).status_code == 200


class TestPhone:
    """A number typed into a form is nobody's until its telephone says yes."""

    NUMBER = "+48500600700"

    def joined(self, client_for: Any, mailbox: Any, **more: Any) -> Any:
        visitor = client_for()
        said = filled(phone="500 600 700", texts="on") | more
        assert visitor.post("/", said).status_code == 302
        return visitor.post(mailbox.link(said["email"]), follow=True)

    def test_the_whole_way_to_a_text(self, client_for: Any, mailbox: Any) -> None:
        page = self.joined(client_for, mailbox)
        assert "Answer it with YES" in page.text
        [asked] = mailbox.to(self.NUMBER)
        assert asked.kind == "confirm-phone"
        state = ConsentState.objects.get()
        assert (state.channel, state.state, state.entry.source) == (
            "sms",
            "pending",
            "sign-up form",
        )
        assert "answer with YES" in state.entry.wording.text
        key = IdentityKey.objects.get(kind="phone")
        assert (key.value, key.verified_at) == (self.NUMBER, None)

        from muster.people import actions

        assert actions.confirm_by_text(number=self.NUMBER, evidence="YES", at=clock.now())
        state.refresh_from_db()
        key.refresh_from_db()
        assert state.state == "granted"
        assert key.verified_at is not None

    def test_without_the_tick_no_number_is_kept(self, client_for: Any, mailbox: Any) -> None:
        self.joined(client_for, mailbox, texts="")
        assert SignUp.objects.get().phone == ""
        assert not IdentityKey.objects.filter(kind="phone").exists()
        assert mailbox.to(self.NUMBER) == []

    def test_a_tick_needs_a_number_that_is_one(self, client_for: Any) -> None:
        for number in ("", "12", "not a number"):
            page = client_for().post("/", filled(phone=number, texts="on"))
            assert page.status_code == 422
        assert not SignUp.objects.exists()

    def test_somebody_else_s_number_joins_no_records(self, client_for: Any, mailbox: Any) -> None:
        from tests.domains.delivery import texting

        other = texting.phone(number=self.NUMBER)
        self.joined(client_for, mailbox)
        assert Person.objects.count() == 2
        assert IdentityKey.objects.get(kind="phone").person == other
        assert ConsentState.objects.get().state == "granted"
        assert mailbox.to(self.NUMBER) == []

    def test_a_number_that_said_stop_is_not_texted(self, client_for: Any, mailbox: Any) -> None:
        from muster.people import actions

        actions.stop_by_text(number=self.NUMBER, evidence="STOP", at=clock.now())
        self.joined(client_for, mailbox)
        assert mailbox.to(self.NUMBER) == []
        assert ConsentState.objects.get().state == "pending"
        assert actions.start_by_text(number=self.NUMBER, evidence="START", at=clock.now())
        assert ConsentState.objects.get().state == "granted"

    def test_the_preference_centre_cannot_speak_for_it(self, client_for: Any, mailbox: Any) -> None:
        self.joined(client_for, mailbox)
        visitor = client_for()
        limits_reset()
        visitor.post("/preferences/", {"email": NEW, "stamp": sealed("email")})
        link = mailbox.link(NEW)
        assert "Waits for your YES" in visitor.get(link).text
        key = IdentityKey.objects.get(kind="phone")
        both = {f"get-{key.id}-news": "on", f"get-{key.id}-urgent": "on"}
        visitor.post(link, both)
        states = dict(ConsentState.objects.filter(key=key).values_list("purpose", "state"))
        assert states == {"news": "pending", "urgent": "pending"}
        # One text a day is enough, whatever is ticked.
        assert len(mailbox.to(self.NUMBER)) == 1
        from muster.people import actions

        actions.stop_by_text(number=self.NUMBER, evidence="STOP", at=clock.now())
        assert "Waits for your YES" not in visitor.get(link).text


def sealed(form: str) -> str:
    body = f"{int(clock.db_now().timestamp()) - 9}.{'b' * 22}"
    return f"{body}.{stamp.secrets.mac('site.form', form, body)}"


def limits_reset() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_bucket WHERE name LIKE 'letter:%%'")
