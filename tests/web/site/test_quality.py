"""/quality: every figure with its day, commit, seed and command, in words, from one file that a command writes."""

import json
import re

import pytest
from django.urls import reverse

from muster.proof import command, keeping
from muster.web.site import quality
from tests.web.office.broadcast_pages import words

pytestmark = pytest.mark.django_db
PAGE = reverse("site:quality")


@pytest.fixture
def file(tmp_path, monkeypatch):
    kept = tmp_path / "figures.json"
    monkeypatch.setattr(quality, "FILE", kept)
    return kept


def test_nothing_kept_says_how_to_begin(client, file):
    assert not file.exists()
    page = words(client.get(PAGE))
    assert "Nothing is published yet" in page
    assert "muster bench send --keep" in page


def test_what_was_kept_is_shown_in_words_and_replaced_by_the_next_run(client, file):
    measured = {"ok": False, "seed": 7, "duplicates": 3, "strange_key": 1234567}
    keeping.keep("bench send", measured, command="muster bench send", proves=["T1"], file=file)
    page = words(client.get(PAGE))
    for told in (
        "Not as it should be",
        "People written to twice 3",
        "strange_key 1,234,567",
        "seed 7",
    ):
        assert told in page
    assert re.search(r"T1 Is anybody .* A mass mail, beside the naive way", page)
    keeping.keep(
        "bench send", {"ok": True, "duplicates": 0}, command="muster bench send", file=file
    )
    page = words(client.get(PAGE))
    assert "1 of 1 measurements are as they should be" in page
    assert "strange_key" not in page
    assert keeping.commit() in page


def test_what_is_empty_says_so_and_what_is_long_leaves_room_for_the_rest(client, file):
    measured = {"ok": True, "broken": [], "growth": {f"question {n}": n for n in range(9)}}
    keeping.keep("bench chaos", measured, command="muster bench chaos", file=file)
    response = client.get(PAGE)
    assert "Promises broken none" in words(response)
    assert '<td class="wrap">{&quot;question 0&quot;: 0,' in response.content.decode()


def test_what_the_gates_were_tried_with_is_told_with_its_rate_in_the_language_of_the_reader(
    client, file
):
    measured = {"ok": True, "bounce_5_median": 431, "replies_0.55_halts_percent": 100.0}
    keeping.keep("bench gates", measured, command="muster bench gates", file=file)
    page = words(client.get(PAGE))
    assert "Where 5 % come back for good: people written to until the halt, middle 431" in page
    assert "Where 0.55 % are answered: sends halted, of 100 100" in page
    page = words(client.get(PAGE, headers={"Accept-Language": "pl"}))
    assert "Gdy 0,55 % dostaje odpowiedź: zatrzymane wysyłki, na 100 100" in page


def test_a_bench_measured_in_parts_is_told_once_for_each(client, file):
    for part in ("kills", "halts"):
        keeping.keep(
            f"bench chaos {part}", {"ok": True}, command=f"muster bench chaos --{part} 9", file=file
        )
    page = words(client.get(PAGE))
    assert "2 of 2 measurements are as they should be" in page
    for part in ("kills", "halts"):
        assert re.search(rf"Machines killed and databases .*muster bench chaos --{part} 9", page)


@pytest.mark.parametrize("how", ["--keep", "--keep=halts", "--keep halts"])
def test_what_measures_it_again_says_nothing_of_keeping(how):
    told = command._again("bench", ["chaos", *how.split(), "--halts", "9", "--json"])
    assert told == "muster bench chaos --halts 9"


def test_the_published_file_holds_everything_that_proves_a_figure():
    for name, held in keeping.read().items():
        assert {"date", "commit", "seed", "ok", "command", "figures"} <= held.keys(), name
        assert json.dumps(held["figures"]), name
        assert set(held["proves"]) <= set(quality.names.TESTS), name
