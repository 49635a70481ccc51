"""Asking for a second administrator and answering, through HTTP (A12)."""

import pytest
from django.urls import reverse

from muster.accounts import stepup
from muster.accounts.models import Organisation, Staff
from muster.approvals.models import Policy, Request
from muster.kit import clock
from muster.sources import actions as sources
from muster.sources import queries as source_queries
from tests.domains.approvals.test_requests import second_administrator, with_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, client_for):
    beata = second_administrator()
    with_factor(cast.ada, beata)
    Organisation.objects.update_or_create(
        pk=1, defaults={"mode": "live", "first_live_at": clock.db_now(), "name": "Havsvakt"}
    )
    return cast, client_for(cast.ada), client_for(beata)


def roles_of(staff):
    return [role.key for role in Staff.objects.get(pk=staff.pk).roles]


def ask(cast, ada):
    return ada.post(
        f"/office/staff/{cast.vera.pk}/", {"roles": ["approver"], "where": "every"}, follow=True
    )


def test_roles_wait_for_the_second_administrator_and_today_says_so(house):
    cast, ada, beata = house
    page = ask(cast, ada)
    assert "Nothing changes until a second administrator agrees" in page.text
    assert "One change waits for a second administrator" in page.text
    assert roles_of(cast.vera) == ["viewer"]
    assert "Ada asks for a second administrator" in beata.get(reverse("office:today")).text
    assert "asks for a second administrator" not in ada.get(reverse("office:today")).text
    asked = Request.objects.get()
    listed = beata.get(reverse("office:requests")).text
    assert "Roles and regions: Vera" in listed
    assert "Viewer" in listed
    assert "Approver" in listed
    read = beata.get(reverse("office:request", args=[asked.pk])).text
    assert "Agree, and do it" in read
    assert "Agree, and do it" not in ada.get(reverse("office:request", args=[asked.pk])).text
    done = beata.post(
        reverse("office:request-answer", args=[asked.pk]), {"agree": "1"}, follow=True
    )
    assert "You agreed, and it is done." in done.text
    assert "Ada asked, Beata answered" in done.text
    assert roles_of(cast.vera) == ["approver"]


def test_a_refusal_needs_a_reason_and_is_read_by_both(house):
    cast, ada, beata = house
    ask(cast, ada)
    address = reverse("office:request-answer", args=[Request.objects.get().pk])
    silent = beata.post(address, {"agree": "0"})
    assert silent.status_code == 422
    assert "Write a reason" in silent.text
    beata.post(address, {"agree": "0", "reason": "Vera is on leave."})
    assert "Vera is on leave." in ada.get(reverse("office:requests")).text
    late = beata.post(address, {"agree": "1"})
    assert late.status_code == 409
    assert roles_of(cast.vera) == ["viewer"]


def test_answering_needs_fresh_proof_and_another_person(house, client_for):
    cast, ada, _beata = house
    ask(cast, ada)
    address = reverse("office:request-answer", args=[Request.objects.get().pk])
    stale = client_for(Staff.objects.get(name="Beata"), how="")
    assert stale.post(address, {"agree": "1"}).headers["Location"].startswith("/office/confirm/")
    own = ada.post(address, {"agree": "1"})
    assert own.status_code == 403
    assert "You asked for this yourself" in own.text
    assert client_for(cast.bo).post(address, {"agree": "1"}).status_code == 404
    assert client_for(cast.olga).get(reverse("office:request", args=[1])).status_code == 404
    assert roles_of(cast.vera) == ["viewer"]


def test_whoever_asked_takes_it_back(house):
    cast, ada, beata = house
    ask(cast, ada)
    address = reverse("office:request-withdrawal", args=[Request.objects.get().pk])
    assert beata.post(address).status_code == 404
    assert "Taken back" in ada.post(address, follow=True).text
    assert Request.objects.get().outcome == "withdrawn"


def test_a_sender_the_mode_and_the_rules_wait_too(house):
    _cast, ada, beata = house
    settings = "/office/settings/"
    form = {"name": "Havsvakt", "country": "PL", "sender_address": "new@havsvakt.example"}
    ada.post(f"{settings}organisation/", form)
    ada.post(f"{settings}mode/", {"mode": "training"})
    rules = {"cool_down": "on", "day_from": "08:00", "day_to": "20:00", "zone": ""}
    ada.post(f"{settings}approval-rules/", rules)
    assert Request.objects.open().count() == 3
    assert "3 changes wait for a second administrator" in ada.get(settings).text
    house_now = Organisation.objects.get()
    assert (house_now.mode, house_now.sender_address) == ("live", "")
    for asked in Request.objects.all():
        beata.post(reverse("office:request-answer", args=[asked.pk]), {"agree": "1"})
    house_now.refresh_from_db()
    assert (house_now.mode, house_now.sender_address) == ("training", "new@havsvakt.example")
    assert Policy.objects.get().cool_down
    wrong = ada.post(f"{settings}approval-rules/", rules | {"day_from": "nine"})
    assert wrong.status_code == 422
    same = ada.post(f"{settings}mode/", {"mode": "training"})
    assert "how it is already" in same.text


def test_a_key_is_shown_once_and_opens_nothing_before(house, client_for):
    cast, ada, _beata = house
    with_factor(cast.olga)
    source = sources.add_source(kind="segment", name="Website", by=cast.olga)
    shown = client_for(cast.olga).post(
        reverse("office:source-keys", args=[source.pk]), {"power": "server"}
    )
    raw = shown.context["raw"]
    assert "It opens nothing before a second administrator agrees" in shown.text
    assert source_queries.write_key(raw) is None
    ada.post(reverse("office:request-answer", args=[Request.objects.get().pk]), {"agree": "1"})
    assert source_queries.write_key(raw).source == source
    assert raw not in ada.get(reverse("office:requests")).text


def test_an_invitation_and_lost_factors_and_reopening_wait_too(house, client_for):
    cast, ada, beata = house
    with_factor(cast.bo)
    form = {"name": "Nina", "email": "nina@staff.example", "language": "pl", "roles": ["author"],
            "where": "every"}  # fmt: skip
    assert "agrees" in ada.post("/office/staff/invitations/", form, follow=True).text
    ada.post(f"/office/staff/{cast.bo.pk}/factors/")
    ada.post(f"/office/staff/{cast.vera.pk}/closure/")
    assert not Staff.objects.get(pk=cast.vera.pk).is_active
    ada.post(f"/office/staff/{cast.vera.pk}/closure/")
    assert not Staff.objects.get(pk=cast.vera.pk).is_active
    kinds = set(Request.objects.open().values_list("kind", flat=True))
    assert kinds == {"staff.invitation", "staff.factors", "staff.reopening"}
    listed = beata.get(reverse("office:requests")).text
    assert "Nina &lt;nina@staff.example&gt;" in listed
    for asked in Request.objects.all():
        beata.post(reverse("office:request-answer", args=[asked.pk]), {"agree": "1"})
    assert Staff.objects.get(pk=cast.vera.pk).is_active
    assert "nina@staff.example" in ada.get("/office/staff/").text


def test_the_only_administrator_is_told_what_to_do(cast, client_for):
    with_factor(cast.ada)
    Organisation.objects.update_or_create(
        pk=1, defaults={"mode": "live", "first_live_at": clock.db_now()}
    )
    page = client_for(cast.ada, how=stepup.CODE).post(
        f"/office/staff/{cast.vera.pk}/", {"roles": ["approver"], "where": "every"}
    )
    assert "muster name_administrator" in page.text
    assert roles_of(cast.vera) == ["viewer"]


def test_a15_the_duty_list_and_the_title_say_the_same(house, cast):
    _cast, ada, _beata = house
    assert "<h1>Nobody can approve a broadcast</h1>" in ada.get("/office/staff/").text
    with_factor(cast.bo)
    assert "<h1>Only one person can approve a broadcast</h1>" in ada.get("/office/staff/").text
