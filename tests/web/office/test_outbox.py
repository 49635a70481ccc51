"""The outbox shows what would have left, to those who may see it, and lets nothing of it act."""

import pytest
from django.test import Client
from django.urls import reverse

from muster.delivery import actions
from muster.delivery.models import CaughtMessage
from muster.delivery.pump import run_until_idle
from muster.kit.actors import system

pytestmark = pytest.mark.django_db
BY = system("test")


def say(address: str, person_id: int | None = None) -> CaughtMessage:
    actions.send_one(
        subject="conversation:1", address=address, title=f"Re: {address}", text="Hello.\n.\nBye",
        idempotency=address, person_id=person_id, by=BY,
    )  # fmt: skip
    run_until_idle()
    return CaughtMessage.objects.get(address=address)


def test_empty(cast, client_for) -> None:
    page = client_for(cast.olga).get(reverse("office:outbox"))
    assert "Nothing leaves this computer" in page.content.decode()


def test_list_and_search(cast, client_for) -> None:
    say("ana@people.example")
    say("bea@people.example")
    client = client_for(cast.olga)
    page = client.get(reverse("office:outbox")).content.decode()
    assert page.index("Re: bea@") < page.index("Re: ana@")
    found = client.get(reverse("office:outbox"), {"q": "ana"}).content.decode()
    assert "Re: ana@" in found
    assert "Re: bea@" not in found


def test_one_message(cast, client_for) -> None:
    caught = say("ana@people.example")
    page = client_for(cast.olga).get(reverse("office:outbox-message", args=[caught.pk]))
    assert "Message-ID" in page.content.decode()
    assert "Bye" in page.content.decode()


def test_the_mail_itself_can_do_nothing(cast) -> None:
    caught = say("ana@people.example")
    client = Client()
    client.force_login(cast.olga, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("office:outbox-html", args=[caught.pk]))
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert page["X-Frame-Options"] == "SAMEORIGIN"


def test_other_regions_and_other_roles_see_nothing(cast, client_for, make) -> None:
    far = make.person(country="FR", postcode="75001", email="luc@people.example")
    caught = say("luc@people.example", far.pk)
    url = reverse("office:outbox-message", args=[caught.pk])
    assert client_for(cast.rita).get(url).status_code == 404
    assert client_for(cast.nobody).get(url).status_code in {403, 404}
