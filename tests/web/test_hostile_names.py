"""Names that would break a list, a page or a spreadsheet: through the sign-up and every search, and out by every file.

Nothing is answered with a fault of ours, no page runs or turns anything, no cell begins a formula, and
the name comes out as it was kept.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import unicodedata
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from muster.people.models import IdentityKey, Person
from muster.people.names import tidy
from tests.trials import trials
from tests.web.site.letters import mailbox
from tests.web.site.test_join import filled

__all__ = ["mailbox"]
pytestmark = pytest.mark.django_db

HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "＝1+1", "\t=1", " =1", "a\r\n=1", "a,=1", "a;@b", "'=1", "\u200b=1",
    "\u202egnp.exe", "\u2066Ewa\u2069", "Z\u0351\u0353a\u0334l\u0322go", "\u200d\u200c", "\ufeffEwa", "\x00Ewa", "\x07\x1b[31mEwa",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}", "{% now %}", "%(name)s", "{0.__class__}",
    "Robert'); DROP TABLE people_person;--", "%", "_", "\\", "null", "../../etc", "\ud7ff\uffff", "Ⓐⓑ𝕔", "ﬁﬀ", "İstanbul ıI", "a" * 5_000,
    "مريم", "שָׂרָה", "李小龍", "👩‍👩‍👧‍👦", "O’Brien-Żółć", " ", "\u3000", "\u2028x\u2029",
)  # fmt: skip
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
NAMES = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text("=+-@＝\t\r\n\0 '\",;|\u200b\u202ea", max_size=12),
)
SPARINGLY = trials(
    8,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n\0]")


def no_formula(data: bytes) -> list[list[str]]:
    """Every cell of a file, once it is sure that none is read as a formula."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    wrong = [one for row in rows for one in row if FORMULA.match(one)]
    assert wrong == []
    return rows


def is_harmless(answer: Any, *names: str) -> None:
    """A page that no name broke: escaped, and turned by no sign of direction."""
    assert answer.status_code < 500
    for name in names:
        if "<" in name:
            assert name not in answer.text
    found = [sign for sign in "\u202e\u2066\u2067\x00" if sign in html.unescape(answer.text)]
    assert found == []


@SPARINGLY
@given(name=NAMES)
@example(name="=cmd|' /C calc'!A0")
@example(name="\u202egnp.exe")
@example(name="\x00<script>alert(1)</script>")
def test_through_the_sign_up(client_for: Any, cast: Any, mailbox: Any, name: str) -> None:
    number = IdentityKey.objects.count() + Person.objects.count()
    email = f"hostile{number}x{abs(hash(name))}@people.example"
    visitor = client_for()
    answer = visitor.post("/", filled(email=email, given_name=name, news="on"))
    assert answer.status_code in {302, 422}
    if answer.status_code == 422:
        return is_harmless(answer, name)
    is_harmless(visitor.post(mailbox.link(email), follow=True), name)
    person = IdentityKey.objects.get(value=email).person
    assert person is not None
    assert not any(unicodedata.category(sign) in UNSEEN for sign in person.given_name)
    staff = client_for(cast.ada)
    for path in (f"/office/people/{person.pk}/", f"/office/people/{person.pk}/why/"):
        is_harmless(staff.get(path), name)
    return _taken_along(staff, person)


def _taken_along(staff: Any, person: Person) -> None:
    at = f"/office/people/{person.pk}/copy/"
    with zipfile.ZipFile(io.BytesIO(staff.post(at, {"form": "sheets"}).content)) as archive:
        for file in archive.namelist():
            if file.endswith(".csv"):
                no_formula(archive.read(file))
    told = json.loads(staff.post(at, {"form": "json"}).content)
    assert told["people"]["record"]["given_name"] == person.given_name


@SPARINGLY
@given(text=NAMES)
def test_through_every_search(client_for: Any, cast: Any, make: Any, text: str) -> None:
    person = make.person(given_name=tidy(text), family_name="Hostile")
    staff = client_for(cast.ada)
    for path in ("/office/search/", "/office/people/"):
        is_harmless(staff.get(path, {"q": text}))
    lines = staff.get("/office/search/lines/", {"q": text})
    assert lines.status_code == 200
    assert lines["Content-Type"] == "application/json"
    named = staff.get("/office/search/lines/", {"q": f"{tidy(text)} hostile"}).json()["groups"]
    titles = [line["title"] for group in named for line in group["lines"]]
    if tidy(text):
        assert person.name in titles
