"""People and roles, through HTTP."""

import pytest

from muster.accounts import actions
from muster.accounts.models import Invitation, Staff, StaffSession
from muster.kit import letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def posted(monkeypatch):
    caught = []
    monkeypatch.setattr(letters, "_carriers", [caught.append])
    return caught


@pytest.fixture
def ada(client_for, cast):
    return client_for(cast.ada)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_opens_with_who_can_approve(ada, cast):
    page = text(ada.get("/office/staff/"))
    assert "<h1>Two people can approve a broadcast</h1>" in page
    assert "Enough for a broadcast to the whole base." in page
    assert "Łódzkie" in page or "Łódź" in page


@pytest.mark.parametrize(
    ("gone", "words"), [(1, "Only one person can approve"), (2, "Nobody can approve")]
)
def test_fewer_than_two_approvers_is_said_first(ada, cast, gone, words):
    for person in (cast.bo, cast.carla)[:gone]:
        actions.close(staff=person, by=cast.ada)
    page = text(ada.get("/office/staff/"))
    assert words in page
    assert "Fewer than two approvers" in page


def test_nobody_for_every_region_is_said(ada, cast):
    actions.change_roles(
        staff=cast.bo, roles=["approver"], every_region=False, regions=["IT-25"], by=cast.ada
    )
    assert "None of them for every region" in text(ada.get("/office/staff/"))


def test_others_look_but_do_not_touch(client_for, cast):
    client = client_for(cast.bo)
    assert "Invite somebody" not in text(client.get("/office/staff/"))
    page = text(client.get(f"/office/staff/{cast.ana.pk}/"))
    assert "Give Ana these roles" not in page
    assert "Close this account" not in page
    client.post(f"/office/staff/{cast.ana.pk}/", {"roles": ["approver"], "where": "every"})
    assert [r.key for r in Staff.objects.get(pk=cast.ana.pk).roles] == ["author"]
    for address in ("invitations/", f"{cast.ana.pk}/closure/", f"{cast.ana.pk}/sessions/end/"):
        assert client.post(f"/office/staff/{address}").status_code == 404
    assert client_for(cast.dario).get("/office/staff/").status_code == 404


def test_an_administrator_gives_roles(ada, cast):
    assert "Give Vera these roles" in text(ada.get(f"/office/staff/{cast.vera.pk}/"))
    answer = ada.post(
        f"/office/staff/{cast.vera.pk}/",
        {"roles": ["author", "carer"], "where": "some", "regions": ["PL-10", "FR-IDF"]},
        follow=True,
    )
    assert "Vera has these roles now and is signed out everywhere." in text(answer)
    vera = Staff.objects.get(pk=cast.vera.pk)
    assert [r.key for r in vera.roles] == ["author", "carer"]
    assert vera.scope.regions == {"PL-10", "FR-IDF"}


def test_a_refusal_is_said_in_words_and_changes_nothing(ada, cast):
    page = text(ada.post(f"/office/staff/{cast.ada.pk}/", {"roles": ["viewer"], "where": "every"}))
    assert "last person who can manage staff" in page
    assert Staff.objects.get(pk=cast.ada.pk).may("staff.manage")


def test_what_is_not_on_the_list_is_refused(ada, cast):
    page = text(
        ada.post(
            f"/office/staff/{cast.vera.pk}/",
            {"roles": ["emperor"], "where": "some", "regions": ["XX"]},
        )
    )
    assert "Error" in page
    assert [r.key for r in Staff.objects.get(pk=cast.vera.pk).roles] == ["viewer"]


def test_changing_roles_asks_who_it_is_first(client_for, cast):
    client = client_for(cast.ada, how="")
    page = text(client.get(f"/office/staff/{cast.vera.pk}/"))
    assert "Before roles change, show that it is you." in page
    for address in (f"{cast.vera.pk}/", f"{cast.vera.pk}/closure/", "invitations/"):
        answer = client.post(f"/office/staff/{address}", {"roles": ["approver"], "where": "every"})
        assert answer.headers["Location"].startswith("/office/confirm/?next=")
    assert Staff.objects.get(pk=cast.vera.pk).is_active


def test_closing_and_opening_an_account(ada, cast):
    ada.post(f"/office/staff/{cast.vera.pk}/closure/")
    assert "The account of Vera is closed" in text(ada.get(f"/office/staff/{cast.vera.pk}/"))
    ada.post(f"/office/staff/{cast.vera.pk}/closure/")
    assert "<h1>Vera: Viewer</h1>" in text(ada.get(f"/office/staff/{cast.vera.pk}/"))
    assert "<h1>Nobody holds no role</h1>" in text(ada.get(f"/office/staff/{cast.nobody.pk}/"))


def test_signing_somebody_out(ada, client_for, cast):
    client = client_for(cast.vera)
    client.get("/office/account/")
    assert "1 browser is signed out." in text(
        ada.post(f"/office/staff/{cast.vera.pk}/sessions/end/", follow=True)
    )
    assert StaffSession.objects.get(staff=cast.vera).ended_why == "administrator"
    assert client.get("/office/account/").status_code == 302


def test_absent_staff_are_not_found(ada):
    assert ada.get("/office/staff/999999/").status_code == 404


class TestInviting:
    FORM = {
        "name": "Nina",
        "email": "nina@staff.example",
        "language": "pl",
        "roles": ["author"],
        "where": "every",
    }

    def test_in_training_the_link_is_shown_and_mailed(self, ada, posted):
        assert "Send the invitation" in text(ada.get("/office/staff/invitations/"))
        page = text(ada.post("/office/staff/invitations/", self.FORM))
        assert posted[0].context["link"] in page
        assert "<h1>Nina is invited</h1>" in page

    def test_outside_training_it_goes_by_mail_alone(self, ada, posted, cast):
        from muster.accounts.models import Organisation

        Organisation.objects.create(pk=1, mode="team")
        page = text(ada.post("/office/staff/invitations/", self.FORM))
        assert posted[0].context["link"] not in page

    def test_mistakes_stand_at_their_fields(self, ada, posted):
        page = text(
            ada.post("/office/staff/invitations/", self.FORM | {"email": "bo@staff.example"})
        )
        assert "already belongs to a member of staff" in page
        assert "Error" in text(ada.post("/office/staff/invitations/", {"name": ""}))
        assert not posted

    def test_an_invitation_is_listed_and_can_be_withdrawn(self, ada, client_for, cast):
        ada.post("/office/staff/invitations/", self.FORM)
        assert "nina@staff.example" in text(ada.get("/office/staff/"))
        number = Invitation.objects.get().pk
        assert (
            client_for(cast.bo).post(f"/office/staff/invitations/{number}/withdrawal/").status_code
            == 404
        )
        ada.post(f"/office/staff/invitations/{number}/withdrawal/")
        assert "Nobody is invited" in text(ada.get("/office/staff/"))
        assert ada.post(f"/office/staff/invitations/{number}/withdrawal/").status_code == 409
        assert ada.post("/office/staff/invitations/2000000000/withdrawal/").status_code == 404


def test_the_list_asks_the_database_a_fixed_number_of_times(
    ada, cast, django_assert_max_num_queries
):
    ada.get("/office/staff/")
    for number in range(10):
        Staff.objects.create(email=f"n{number}@staff.example", name=f"N{number}")
    with django_assert_max_num_queries(45):
        ada.get("/office/staff/")
