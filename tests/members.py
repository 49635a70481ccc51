"""A supporter who is signed in: the real link, pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from muster.kit.scope import Scope, entered
from muster.people.actions import open_portal
from muster.people.actions.mailing import mail_token
from muster.web.members import COOKIE
from tests.client import CheckingClient

if TYPE_CHECKING:
    from muster.people.models import Person


def member_client(person: Person) -> CheckingClient:
    """A browser in which this person is signed in; they need an e-mail address."""
    with entered(Scope.EVERYONE):
        key = person.keys.filter(kind="email").earliest("pk")
        opened = open_portal(token=mail_token("portal", key))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'muster_owner', false)")
    client = CheckingClient()
    client.cookies[COOKIE] = opened.token
    return client
