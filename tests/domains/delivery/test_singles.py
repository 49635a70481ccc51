"""Letters arrive at least once under one name; answers at most once; both honour the mode."""

import smtplib
from pathlib import Path

import pytest

from muster.delivery import actions, networks, queries, staging
from muster.delivery.actions import direct, letters
from muster.delivery.models import CaughtMessage, Direct, LetterRow
from muster.delivery.pump import run_until_idle
from muster.kit import clock
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


@pytest.mark.django_db(transaction=True)
@pytest.mark.enable_socket
@pytest.mark.usefixtures("words")
def test_d8_a_letter_without_an_answer_goes_again_under_the_same_name(
    world: World, settings, tmp_path: Path
) -> None:
    world.house(mode="live")
    with Witness.start(tmp_path / "log", "--keep") as witness:
        settings.MUSTER_SMTP_URL = witness.url
        # It is taken, and the line is dead before anybody says so.
        post(Letter("hello", "drop-1@people.example", "en", {"name": "Ana", "link": "x"}))
        for number in (1, 2):
            run_until_idle()
            [row] = LetterRow.objects.all()
            assert (row.state, row.tries) == ("waiting", number)
            LetterRow.objects.update(next_try_at=clock.db_now())
        taken = witness.accepted()
        assert len(taken) == 2
        assert {str(line["id"]) for line in taken} == {row.message_id}
        assert len({log.raw(line).partition(b"\r\n\r\n")[2] for line in taken}) == 1
        # Once somebody says that it is there, it is over, and so are its contents.
        LetterRow.objects.update(address="ana@people.example", next_try_at=clock.db_now())
        run_until_idle()
        [row] = LetterRow.objects.all()
        assert (row.state, row.context) == ("sent", {})
        run_until_idle()
        assert len(witness.accepted()) == 3
        assert {str(line["id"]) for line in witness.accepted()} == {row.message_id}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("words")
def test_d8_a_letter_in_dead_hands_is_taken_up_again(world: World) -> None:
    post(Letter("hello", "ana@people.example", "en", {"name": "Ana", "link": "x"}))
    [taken] = letters.take(most=10)
    # Its worker died here. Nobody else has it meanwhile, and somebody has it afterwards.
    assert letters.take(most=10) == []
    LetterRow.objects.update(next_try_at=clock.db_now())
    run_until_idle()
    [row] = LetterRow.objects.all()
    assert (row.state, row.message_id) == ("sent", taken.message_id)
    [caught] = CaughtMessage.objects.all()
    assert taken.message_id.encode() in bytes(caught.raw)
    assert world is not None


@pytest.mark.parametrize(
    ("address", "again"),
    [
        ("ana@people.example", False),
        ("+48601000001", False),
        ("mastodon:ana@network.example", False),
        ("bluesky:did:plc:ana", True),
    ],
)
def test_d9_only_a_key_that_makes_it_the_same_message_brings_a_second_try(
    world: World, address: str, again: bool
) -> None:
    """Each way of answering somebody says for itself whether a second try could be a second message."""
    answers = {"uri": "at://did:plc:ana/post/1", "cid": "c", "status": "1"}
    row = _answer(address=address, text="Yes.", answers=answers)
    assert (staging.channel_of(address) in networks.REPEATABLE) is again
    [taken] = direct.claim(worker="dead", modes=("training",), most=1)
    assert direct.abandon(worker="dead") == 1
    row.refresh_from_db()
    assert (row.state, row.kind) == (("pending", "") if again else ("done", "unknown"))
    Direct.objects.filter(pk=row.pk).update(not_before=None)
    found = direct.claim(worker="next", modes=("training",), most=1)
    assert [one.pk for one in found] == ([row.pk] if again else [])
    if again:
        [one] = found
        assert networks.outgoing(one).name == networks.outgoing(taken).name
        assert bytes(one.raw) == bytes(taken.raw)
    assert world is not None
