"""What machines send back is told apart: for good or for now, a complaint, an absence; names are kept, not trusted."""

from __future__ import annotations

import argparse
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.progress import Progress

from muster.channels.kinds.email import reports
from muster.proof.benches import bounces
from tests.domains.channels.returned import OURS, away, complaint, dsn, plain_complaint, words
from tests.trials import trials


def only(raw: bytes) -> reports.Report:
    found = reports.read(raw)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("status", "told", "kind"),
    [
        ("5.1.1", "550 5.1.1 <anna@people.example>: Recipient address rejected: User unknown", "bounced"),
        ("5.0.0", "550 No such user here", "bounced"),
        ("5.1.2", "Host or domain name not found", "bounced"),
        ("5.1.10", "556 5.1.10 Recipient address has null MX", "bounced"),
        ("4.1.1", "450 4.1.1 User unknown in virtual alias table", "bounced"),
        ("5.1.1", "", "bounced"),
        ("5.2.2", "552 5.2.2 Mailbox full", "soft"),
        ("5.1.1", "550 5.1.1 Mailbox is over quota", "soft"),
        ("5.7.1", "550 5.7.1 User unknown or blocked by policy", "soft"),
        ("5.7.26", "550 5.7.26 This mail is unauthenticated: DMARC", "soft"),
        ("5.1.8", "553 5.1.8 Domain of sender address does not exist", "soft"),
        ("4.4.1", "Connection timed out", "soft"),
        ("5.0.0", "554 Message rejected", "soft"),
        ("5.1.1", "550 5.1.1 This account is inactive", "soft"),
        ("5.7.1", "550 5.7.1 relaying denied", "soft"),
        ("5.4.1", "550 5.4.1 <x>: Recipient address rejected: Access denied", "bounced"),
        ("5.4.4", "The domain people.example doesn't accept mail", "bounced"),
        ("", "", "soft"),
    ],
)  # fmt: skip
def test_a_report_with_fields(status: str, told: str, kind: str) -> None:
    found = only(dsn(status, told))
    assert (found.kind, found.address, found.names) == (kind, "anna@people.example", (OURS,))


def test_a_clear_status_counts_before_the_words_around_it() -> None:
    raw = dsn("5.1.1", "", words="This is the relay of our policy desk; mail expired there.")
    assert only(raw).kind == "bounced"


def test_a_delay_and_a_delivery_are_no_bounces() -> None:
    assert only(dsn("4.4.1", "user unknown so far", action="delayed")).kind == "delayed"
    assert only(dsn("2.0.0", "250 ok", action="delivered")).kind == "delivered"


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("failure notice", "<anna@people.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)", "bounced"),
        ("Undeliverable: Beach clean", "anna@people.example\r\n550 No such user", "bounced"),
        ("Mancata consegna", "anna@people.example\r\nIndirizzo inesistente", "bounced"),
        ("Mancata consegna", "anna@people.example\r\nLa casella è piena", "soft"),
        ("Messaggio non recapitato", "anna@people.example: utente sconosciuto", "bounced"),
        ("Wiadomość niedostarczona", "anna@people.example: adres nie istnieje", "bounced"),
        ("Zwrot poczty", "anna@people.example: skrzynka jest przepełniona", "soft"),
        ("Message non remis", "anna@people.example : destinataire inconnu", "bounced"),
        ("Échec de la remise", "anna@people.example : la boîte aux lettres est pleine", "soft"),
        ("Returned mail: see transcript", "anna@people.example\r\nblocked as spam", "soft"),
    ],
)  # fmt: skip
def test_a_bounce_in_words(subject: str, text: str, kind: str) -> None:
    found = only(words(subject, text))
    assert (found.kind, found.address) == (kind, "anna@people.example")
    assert OURS in found.names


def test_of_several_people_each_has_their_own_end() -> None:
    text = "<a@x.example>: 550 User unknown\r\n<b@x.example>: 552 Mailbox full\r\n"
    found = {one.address: one.kind for one in reports.read(words("failure notice", text))}
    assert found == {"a@x.example": "bounced", "b@x.example": "soft"}


def test_words_of_the_returned_mail_do_not_count() -> None:
    raw = dsn("5.0.0", "", words="It failed.").replace(b"Come along.", b"550 user unknown")
    assert only(raw).kind == "soft"


@pytest.mark.parametrize("raw", [complaint(), complaint("opt-out"), plain_complaint()])
def test_a_complaint(raw: bytes) -> None:
    found = only(raw)
    assert found.kind == "complained"
    assert OURS in found.names


@pytest.mark.parametrize("kind", ["auth-failure", "not-spam", "virus"])
def test_feedback_nobody_is_behind(kind: str) -> None:
    assert only(complaint(kind)).kind == "noticed"


@pytest.mark.parametrize(
    "raw",
    [
        away("Re: Beach clean", "Auto-Submitted: auto-replied"),
        away("Automatic reply: Beach clean"),
        away("Risposta automatica: Beach clean", "Return-Path: <>"),
        away("Réponse automatique : Beach clean"),
        away("Automatyczna odpowiedź: Beach clean"),
        away("Beach clean", "Precedence: auto_reply"),
        away("Beach clean", "X-Autoreply: yes"),
    ],
)
def test_an_absence_is_never_a_bounce(raw: bytes) -> None:
    found = only(raw)
    assert (found.kind, found.names) == ("automatic", (OURS,))


def test_a_person_is_no_report() -> None:
    assert reports.read(away("Mail delivery to the beach")) == []


def test_a_notice_in_json() -> None:
    notice: dict[str, Any] = {
        "notificationType": "Complaint",
        "complaint": {"complainedRecipients": [{"emailAddress": "anna@people.example"}]},
        "mail": {"headers": [{"name": "Message-ID", "value": OURS}]},
    }
    outer = json.dumps({"Type": "Notification", "Message": json.dumps(notice)})
    raw = f"From: AWS Notifications <no-reply@sns.example>\r\nSubject: Notice\r\n\r\n{outer}\r\n"
    assert only(raw.encode()).kind == "complained"
    assert only(raw.encode()).names == (OURS,)


@given(st.binary(max_size=2000), st.sampled_from(["feedback-report", "delivery-status"]))
@trials(150)
def test_whatever_comes_is_read_without_an_error(rest: bytes, kind: str) -> None:
    head = f'Return-Path: <>\r\nContent-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
    part = f"--b\r\nContent-Type: message/{kind}\r\n\r\n"
    for raw in (rest, head.encode() + rest, head.encode() + part.encode() + rest):
        assert len(reports.read(raw)) <= 500


def test_real_bounces_are_read_rightly() -> None:
    if not bounces.material().exists():
        pytest.skip("the shared bounces are not here (set MUSTER_SHARED to use them)")
    figures = bounces.run(argparse.Namespace(folder=bounces.material()), Progress(disable=True))
    assert figures["ok"], figures


def test_without_the_material_the_figures_are_null(tmp_path: Any) -> None:
    figures = bounces.run(argparse.Namespace(folder=tmp_path), Progress(disable=True))
    assert figures["hard_precision"] is figures["ok"] is None
