"""Hands over single messages, one after another: answers and letters. Mass mail has its own lane."""

from __future__ import annotations

import contextlib
import smtplib
from types import TracebackType
from typing import Final, Self

from muster.channels.base import NotSent, Outgoing, Receipt
from muster.channels.kinds.email.target import Target

_PATIENCE: Final = 30.0


class Sender:
    """A connection that is opened when first needed. Use it as a context manager."""

    def __init__(self, target: Target, *, name: str) -> None:
        self._target, self._name = target, name
        self._client: smtplib.SMTP | None = None

    def send(self, message: Outgoing) -> Receipt:
        """Hand over one message. Raises NotSent if it certainly did not leave."""
        try:
            client = self._client = self._client or self._open()
            refused = self._envelope(client, message)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise NotSent(str(error)[:200]) from error
        if refused is not None:
            return refused
        return self._body(client, message)

    def _open(self) -> smtplib.SMTP:
        target = self._target
        kind = smtplib.SMTP_SSL if target.implicit_tls else smtplib.SMTP
        client = kind(target.host, target.port, local_hostname=self._name, timeout=_PATIENCE)
        if target.starttls:
            client.starttls(context=target.tls())
        if target.user:
            client.login(target.user, target.password)
        return client

    def _envelope(self, client: smtplib.SMTP, message: Outgoing) -> Receipt | None:
        client.ehlo_or_helo_if_needed()
        code, words = client.mail(message.sender)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, words, message.sender)
        code, words = client.rcpt(message.recipient)
        if code not in {250, 251}:
            client.rset()
            return _receipt(message, code, words)
        client.putcmd("data")
        code, words = client.getreply()
        if code != 354:
            client.rset()
            return _receipt(message, code, words)
        return None

    def _body(self, client: smtplib.SMTP, message: Outgoing) -> Receipt:
        try:
            client.send(message.data + b".\r\n")
            return _receipt(message, *client.getreply())
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Receipt(message.reference, "unknown", 0, str(error)[:200])

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _problem: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._client.quit()


def _receipt(message: Outgoing, code: int, words: bytes) -> Receipt:
    detail = f"{code} {words.decode('utf-8', 'replace')}"[:200]
    if 200 <= code < 300:
        return Receipt(message.reference, "accepted", code, detail)
    return Receipt(message.reference, "temporary" if code < 500 else "refused", code, detail)
