"""What machines send back reaches the message it is about, and only by a name of ours whose MAC is right (D1)."""

from __future__ import annotations

import pytest

from muster.delivery import actions as delivery
from muster.delivery import queries, tokens
from muster.delivery.actions import seeds
from muster.delivery.models import Direct, LetterRow, Receipt, Recipient, Release, SeedSend
from muster.inbox import evidence, intake
from muster.inbox.models import Arrival, Conversation, Wait
from muster.kit import letters
from muster.kit.letters import Letter
from muster.people.models import ConsentState, Suppression
from tests.domains.channels import returned
from tests.domains.delivery.conftest import BY, sent_once
from tests.make import Make

pytestmark = pytest.mark.django_db

DOMAIN = "mail.havsvakt.example"


@pytest.fixture(scope="module")
def sent(module_db: None) -> int:
    """One person got something: made once, since it takes longer than what machines say of it."""
    return Recipient.objects.get(snapshot=sent_once(1).snapshot_id).pk


@pytest.fixture
def one(sent: int, db: None) -> Recipient:
    return Recipient.objects.get(pk=sent)


def named(raw: bytes, sort: str, number: int) -> bytes:
    """The sample about this very message of ours."""
    return raw.replace(returned.TOKEN.encode(), tokens.make(sort, number).encode())  # type: ignore[arg-type]


def arrive(raw: bytes, *, to: str = f"reports@{DOMAIN}", path: str = "") -> Arrival:
    assert intake.take(raw, return_path=path, recipients=[to]) is intake.Verdict.STORED
    return Arrival.objects.latest("id")


def kinds() -> list[str]:
    return list(Receipt.objects.order_by("id").values_list("kind", flat=True))


def test_a_hard_bounce_suppresses_by_the_returned_name(one: Recipient) -> None:
    raw = named(returned.dsn("5.1.1", "550 5.1.1 User unknown"), tokens.RECIPIENT, one.pk)
    assert arrive(raw).outcome == Arrival.Outcome.BOUNCE
    assert kinds() == ["bounced"]
    assert Suppression.objects.get().reason == "bounced"
    assert queries.fate(one).state == "bounced"
    assert not Wait.objects.exists()


def test_the_return_path_alone_is_enough(one: Recipient) -> None:
    bare = returned.words("failure notice", "<anna@people.example>: 550 User unknown")
    path = tokens.return_path(tokens.make(tokens.RECIPIENT, one.pk), DOMAIN)
    arrive(bare.split(b"--- This is a copy")[0], to=path.upper())
    assert kinds() == ["bounced"]


@pytest.mark.parametrize(
    "raw",
    [
        returned.dsn("5.1.1", "550 5.1.1 User unknown"),
        returned.words("failure notice", "<anna@people.example>: 550 User unknown"),
        returned.complaint(),
        returned.plain_complaint(),
    ],
)
def test_a_forged_name_changes_nothing(one: Recipient, raw: bytes) -> None:
    mac = tokens.make(tokens.RECIPIENT, one.pk).rpartition("-")[2]
    forged = f"r{one.pk}-{mac[::-1]}".encode()
    assert arrive(raw.replace(returned.TOKEN.encode(), forged)).outcome == Arrival.Outcome.BOUNCE
    assert kinds() == []
    assert not Suppression.objects.exists()
    assert ConsentState.objects.get(key=one.key_id).state == "granted"


def test_a_complaint_suppresses_and_withdraws(one: Recipient) -> None:
    arrive(named(returned.complaint(), tokens.RECIPIENT, one.pk))
    assert kinds() == ["complained"]
    assert Suppression.objects.get().reason == "complained"
    assert ConsentState.objects.get(key=one.key_id).state == "withdrawn"


def test_the_same_report_twice_is_heard_once(one: Recipient) -> None:
    raw = named(returned.dsn("5.2.2", "552 5.2.2 Mailbox full"), tokens.RECIPIENT, one.pk)
    arrive(raw)
    arrive(raw)
    assert kinds() == ["soft"]
    assert not Suppression.objects.exists()


def test_a_delay_is_kept_aside_and_says_nothing(one: Recipient) -> None:
    raw = named(returned.dsn("4.4.1", "timed out", action="delayed"), tokens.RECIPIENT, one.pk)
    assert arrive(raw).outcome == Arrival.Outcome.BOUNCE
    assert kinds() == []


def test_an_absence_is_evidence_and_never_answered(one: Recipient) -> None:
    raw = named(
        returned.away("Re: Beach clean", "Auto-Submitted: auto-replied"), tokens.RECIPIENT, one.pk
    )
    assert arrive(raw).outcome == Arrival.Outcome.AUTO
    assert kinds() == ["automatic"]
    assert not Wait.objects.exists()
    assert not Direct.objects.exists()
    assert not LetterRow.objects.exists()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Where do we meet?", "replied"),
        ("Thank you!", "thanked"),
        ("Grazie mille", "thanked"),
        ("Dziękuję bardzo", "thanked"),
        ("Thanks, but who are you?", "replied"),
        ("STOP", "stopped"),
        ("Please do not stop", "replied"),
    ],
)
def test_an_answer_is_evidence_of_its_kind(one: Recipient, words: str, kind: str) -> None:
    raw = named(returned.away("Re: Beach clean"), tokens.RECIPIENT, one.pk)
    arrive(raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + words.encode(), path="anna@people.example")
    assert kinds() == [kind]
    assert Conversation.objects.get().proven


def test_thanks_are_nothing_but_thanks() -> None:
    assert evidence.is_thanks("Merci beaucoup à vous !")
    assert not evidence.is_thanks("perfect")
    assert not evidence.is_thanks("thanks " * 20)


def test_a_report_about_an_answer_ends_on_the_answer(one: Recipient) -> None:
    sent = delivery.send_one(
        subject="conversation:1", address="anna@people.example", title="Re: Beach", text="Hi.",
        idempotency="a", by=BY,
    )  # fmt: skip
    arrive(named(returned.dsn("5.2.2", "552 5.2.2 Mailbox full"), tokens.DIRECT, sent.pk))
    arrive(
        named(returned.dsn("5.1.1", "550 <anna@people.example> unknown"), tokens.DIRECT, sent.pk)
    )
    # Milder news that come late do not put it right.
    arrive(named(returned.dsn("5.2.2", "552 5.2.2 Still full"), tokens.DIRECT, sent.pk))
    sent.refresh_from_db()
    assert (sent.returned, sent.returned_words) == ("bounced", "5.1.1 550 <…> unknown")
    assert queries.returned_of([sent.message_id.strip("<>")])
    assert kinds() == []
    assert not Suppression.objects.exists()


def test_a_report_about_a_letter_ends_on_the_letter(one: Recipient) -> None:
    letters.post(Letter(kind="confirm", to="anna@people.example", language="en", context={}))
    row = LetterRow.objects.get()
    arrive(named(returned.dsn("5.1.1", "550 User unknown"), tokens.LETTER, row.pk))
    row.refresh_from_db()
    assert row.returned == "bounced"
    assert not Suppression.objects.exists()


def test_a_person_who_quotes_a_bounce_still_waits_for_an_answer(one: Recipient) -> None:
    raw = (
        b"From: Anna <anna@people.example>\r\nSubject: What is this?\r\n\r\n"
        b"My mail was undeliverable: 550 5.1.1 <bruno@people.example>: User unknown. Why?\r\n"
    )
    assert arrive(raw, path="anna@people.example").outcome == Arrival.Outcome.STORED
    assert Wait.objects.count() == 1


def seeded(one: Recipient, role: str) -> SeedSend:
    release = Release.objects.get(snapshot=one.snapshot_id)
    seed = seeds.add(channel="email", address=f"{role}@seeds.example", role=role, by=BY)
    return SeedSend.objects.create(release=release, seed=seed, asked_at=one.snapshot.created_at)


def test_a_seed_that_bounces_proves_that_bounces_are_heard(one: Recipient) -> None:
    send = seeded(one, "bounces")
    arrive(named(returned.dsn("5.1.1", "550 User unknown"), tokens.SEED, send.pk))
    send.refresh_from_db()
    assert send.heard_at
    assert kinds() == []
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(("role", "words"), [("replies", "Hello, I am here."), ("stops", "STOP")])
def test_a_seed_that_answers_is_heard_and_nobody_waits(
    one: Recipient, role: str, words: str
) -> None:
    send = seeded(one, role)
    raw = named(returned.away("Re: Beach clean"), tokens.SEED, send.pk)
    arrive(raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + words.encode(), path="s@seeds.example")
    send.refresh_from_db()
    assert send.heard_at
    assert kinds() == []
    assert not Conversation.objects.exists()
    assert not Wait.objects.exists()


def test_nobody_is_ever_answered_by_a_machine_of_ours(one: Recipient) -> None:
    """RFC 3834: what machines write is answered by nobody, however often, so no circle can begin."""
    samples = [
        returned.away("Re: Beach clean", "Auto-Submitted: auto-replied"),
        returned.away("Automatic reply: Beach clean", "Return-Path: <>"),
        returned.away("Re: Beach clean", "Precedence: bulk"),
        returned.away("Re: Beach clean", "List-Id: <sea.example>"),
        returned.dsn("5.1.1", "550 User unknown"),
        returned.complaint(),
        returned.away("Re: Beach clean"),
    ]
    for raw in samples:
        for _again in range(3):
            intake.take(
                named(raw, tokens.RECIPIENT, one.pk), return_path="", recipients=["a@b.example"]
            )
    assert not Direct.objects.exists()
    assert not LetterRow.objects.exists()


def test_from_and_reply_to_decide_nothing(one: Recipient, make: Make) -> None:
    """Six holes, 5: a report or an answer is about whom its keyed name is about, whoever it says it is from."""
    victim = make.person(email="victim@people.example", consent=True)
    raw = returned.complaint().replace(b"fbl@provider.example", b"victim@people.example")
    raw = raw.replace(b"anna@people.example", b"victim@people.example")
    arrive(named(raw, tokens.RECIPIENT, one.pk))
    assert Receipt.objects.get().recipient == one
    assert ConsentState.objects.get(key__person=victim).state == "granted"
    assert ConsentState.objects.get(key=one.key_id).state == "withdrawn"
