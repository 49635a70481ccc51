"""What is no hook looks like any page that does not exist."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/hooks/", "/hooks/sms/", "/hooks/mail/"])
def test_nothing_is_open(path: str) -> None:
    assert Client().post(path, {"Body": "x"}).status_code == 404
