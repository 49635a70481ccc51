"""What the tests of broadcast pages share: signing in freshly, reading words, counting queries."""

from __future__ import annotations

import html
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.accounts import stepup


def step_up(client, staff):
    """Let this session have just proved who it is."""
    session = client.session
    stepup.confirm(session, staff, stepup.PASSWORD)
    session.save()


def step_down(client):
    """Let five minutes have passed since this session proved who it is."""
    session = client.session
    session.pop(stepup.SESSION_KEY, None)
    session.save()


def words(response):
    """The page as one line of words."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


def queries_of(client, url):
    """How many queries one GET takes."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
