"""Letters arrive at least once under one name; answers at most once; both honour the mode."""

import smtplib
from pathlib import Path

import pytest

from muster.delivery import actions, queries
from muster.delivery.models import CaughtMessage, Direct, LetterRow
from muster.delivery.pump import run_until_idle
from muster.kit.actors import system
from muster.kit.letters import Letter, post
from muster.proof.witness import log
from muster.proof.witness.process import Witness
from tests.domains.delivery.conftest import World

BY = system("test")


@pytest.fixture
def words(tmp_path: Path, settings) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "hello.txt").write_text("It’s {{ name }}\n\nGo to {{ link }} & read.\n")
    settings.TEMPLATES = [
        settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    ]


def _answer(**values) -> Direct:
    plain = {
        "subject": "conversation:1", "address": "ana@people.example", "title": "Re: Saturday",
        "text": "Yes.\n.\nBye", "idempotency": "one", "by": BY,
    }  # fmt: skip
    return actions.send_one(**(plain | values))


@pytest.mark.usefixtures("words")
def test_a_letter_is_caught_in_training(world: World) -> None:
    for _time in range(2):
        post(Letter("hello", "ana@people.example", "en", {"name": "<Ana>", "link": "x"}, "key-1"))
    run_until_idle()
    [row], [caught] = LetterRow.objects.all(), CaughtMessage.objects.all()
    assert (row.state, row.context) == ("sent", {})
    assert (caught.title, caught.sort) == ("It’s <Ana>", "letter")
    assert b"Go to x & read." in bytes(caught.raw)
    assert world is not None


@pytest.mark.usefixtures("words")
def test_a_letter_without_a_template_waits_and_says_why(world: World) -> None:
    post(Letter("no-such", "ana@people.example", "en"))
    run_until_idle()
    [row] = LetterRow.objects.all()
    assert (row.state, row.tries) == ("waiting", 1)
    assert "no-such" in row.detail
    assert queries.letters_waiting() == 1
    assert world is not None


def test_an_answer_is_sent_once(world: World) -> None:
    first, second = _answer(), _answer(text="other words")
    assert first.pk == second.pk
    run_until_idle()
    run_until_idle()
    first.refresh_from_db()
    assert (first.state, first.kind) == ("done", "accepted")
    assert CaughtMessage.objects.count() == 1
    assert queries.direct_of(first.message_id) == first
    with pytest.raises(actions.AlreadySaid):
        _answer(address="bea@people.example")
    assert world is not None


def test_answers_are_capped(world: World) -> None:
    for number in range(20):
        _answer(idempotency=str(number))
    with pytest.raises(actions.TooManyAnswers):
        _answer(idempotency="21")
    assert world is not None


def test_nothing_in_an_answer_becomes_a_header(world: World) -> None:
    _answer(title="x\r\nBcc: a@b", in_reply_to="<a>\r\nBcc: c@d", sender_name='"\r\nBcc: e@f')
    [row] = Direct.objects.all()
    assert b"\nBcc:" not in bytes(row.raw)
    assert b"\r\n..\r\n" in bytes(row.raw)
    assert world is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.enable_socket
@pytest.mark.usefixtures("words")
def test_live_singles_leave_by_smtp(world: World, settings, tmp_path: Path) -> None:
    world.house(mode="live")
    with Witness.start(tmp_path / "log", "--keep", "--user", "u", "--password", "p") as witness:
        settings.MUSTER_SMTP_URL = f"smtp://u:p@127.0.0.1:{witness.port}"
        _answer()
        _answer(idempotency="two", address="refuse-1@people.example")
        _answer(idempotency="three", address="drop-1@people.example")
        post(Letter("hello", "bea@people.example", "en", {"name": "Bea"}))
        run_until_idle()
        kinds = dict(Direct.objects.values_list("idempotency", "kind"))
        assert kinds == {"one": "accepted", "two": "refused", "three": "unknown"}
        lines = {str(line["to"]): line for line in witness.accepted()}
        assert set(lines) == {"ana@people.example", "drop-1@people.example", "bea@people.example"}
        assert b"Yes.\r\n.\r\nBye" in log.raw(lines["ana@people.example"])
        run_until_idle()
        assert witness.duplicates() == []
        with smtplib.SMTP("127.0.0.1", witness.port) as client:
            client.ehlo()
            assert client.mail("a@b")[0] == 530
