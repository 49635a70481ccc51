"""The text-message side of the witness: Kannel's way to ask for a message, and Twilio's.

Whoever the sender is, a message counts as taken when its line is on disk, and only then is it answered.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Final

from muster.proof.witness.echoes import Echoes, Sent
from muster.proof.witness.log import Log
from muster.proof.witness.manners import Manners
from muster.proof.witness.web import Request, Session

_TWILIO: Final = "/2010-04-01/Accounts/"


@dataclass(slots=True)
class Gateway:
    """Answers ``/cgi-bin/sendsms`` and ``/2010-04-01/Accounts/X/Messages.json``."""

    log: Log
    manners: Manners
    echoes: Echoes

    def __call__(self, request: Request, session: Session) -> None:
        """Deal with one request."""
        if request.path == "/cgi-bin/sendsms":
            self._kannel(request, session)
        elif request.path.startswith(_TWILIO) and request.path.endswith("/Messages.json"):
            self._twilio(request, session)
        else:
            session.answer(404, "Unknown request")

    def _kannel(self, request: Request, session: Session) -> None:
        said = request.values()
        if self.manners.user and (said.get("username"), said.get("password")) != (
            self.manners.user,
            self.manners.password,
        ):
            session.answer(403, "Authorization failed for sendsms")
        elif not said.get("to") or "text" not in said:
            session.answer(400, "Missing receiver number, rejected")
        else:
            back = said.get("dlr-url", "")
            sent = Sent(
                reference=back or _fingerprint(said["to"], said["text"]),
                sender=said.get("from", ""),
                # A plus that its sender forgot to quote arrives as a space.
                to=said["to"].replace(" ", "+"),
                text=said["text"],
                report_to=back if said.get("dlr-mask", "0") != "0" else "",
            )
            self._take(sent, session, 202, "0: Accepted for delivery")

    def _twilio(self, request: Request, session: Session) -> None:
        said = request.values()
        account = request.path[len(_TWILIO) :].partition("/")[0]
        user, password = _basic(request.header("Authorization"))
        if self.manners.user and (user, password) != (self.manners.user, self.manners.password):
            session.answer(401, json.dumps({"code": 20003, "status": 401}), kind="application/json")
            return
        if not said.get("To") or not said.get("Body"):
            session.answer(400, json.dumps({"code": 21604, "status": 400}), kind="application/json")
            return
        back = said.get("StatusCallback", "")
        key = request.header("I-Twilio-Idempotency-Token") or back
        reference = key or _fingerprint(said["To"], said["Body"])
        sent = Sent(
            reference=reference,
            sender=said.get("From", ""),
            to=said["To"],
            text=said["Body"],
            report_to=back,
            shape="twilio",
            sid="SM" + hashlib.blake2b(reference.encode(), digest_size=16).hexdigest(),
            secret=password,
        )
        told = {"sid": sent.sid, "status": "queued", "to": sent.to, "account_sid": account,
                "num_segments": "1", "error_code": None}  # fmt: skip
        self._take(sent, session, 201, json.dumps(told))

    def _take(self, sent: Sent, session: Session, status: int, words: str) -> None:
        manners, to = self.manners, sent.to
        kind = "application/json" if sent.shape == "twilio" else "text/plain"
        if manners.suspended:
            told = json.dumps({"code": 20005, "message": "Account not active", "status": 403})
            session.answer(403, told if sent.shape == "twilio" else "Account suspended", kind=kind)
        elif manners.strikes(manners.refuse, "refuse", to):
            session.answer(400 if sent.shape == "twilio" else 403, "Rejected", kind=kind)
        elif manners.strikes(manners.busy, "busy", to):
            session.answer(503, "Temporal failure, try again later.", kind=kind)
        elif manners.strikes(manners.lose, "lose", to):
            session.hang_up()
        else:
            self.log.accept_text(
                sent.reference, sent.sender, to, sent.text,
                lambda: self._taken(sent, session, status, words, kind),
            )  # fmt: skip

    def _taken(self, sent: Sent, session: Session, status: int, words: str, kind: str) -> None:
        manners = self.manners
        self.echoes.after_text(sent)
        every = manners.drop_every
        if manners.strikes(manners.drop_reply, "drop", sent.to) or (
            every and self.log.accepted % every == 0
        ):
            session.hang_up()
        elif manners.delay:
            asyncio.get_running_loop().call_later(
                manners.delay, lambda: session.answer(status, words, kind=kind)
            )
        else:
            session.answer(status, words, kind=kind)


def _fingerprint(to: str, text: str) -> str:
    return hashlib.blake2b(f"{to}\0{text}".encode(), digest_size=12).hexdigest()


def _basic(header: str) -> tuple[str, str]:
    word, _, given = header.partition(" ")
    if word.lower() != "basic":
        return "", ""
    user, _, password = base64.b64decode(given).decode("utf-8", "replace").partition(":")
    return user, password
