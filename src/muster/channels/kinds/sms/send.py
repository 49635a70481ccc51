"""Hands over single texts, one after another: answers and letters. Mass texts have their own lane."""

from __future__ import annotations

import socket
from typing import Final

from muster.channels.base import NotSent, Outgoing, Receipt
from muster.channels.kinds.sms import gateways
from muster.channels.kinds.sms.http import Answer, Broken, Reader
from muster.channels.kinds.sms.target import Target

_PATIENCE: Final = 30.0


class Sender:
    """A connection for each text: an idle one may be cut while the next request is under way."""

    def __init__(self, target: Target, *, reports: str) -> None:
        self._target = target
        self._gateway = gateways.gateway(target, reports=reports)

    def send(self, message: Outgoing) -> Receipt:
        """Hand over one text. Raises NotSent if it certainly was not taken."""
        request = self._gateway.request(message)
        try:
            line = self._open()
        except OSError as error:
            raise NotSent(str(error)[:200]) from error
        with line:
            try:
                line.sendall(request)
                answer = _answer(line)
            except (OSError, Broken) as error:
                return Receipt(message.reference, "unknown", 0, str(error)[:200])
        if self._gateway.about_us(answer):
            raise NotSent(f"the gateway refused us: {answer.status} {answer.words}"[:200])
        return gateways.receipt(self._gateway, message, answer)

    def _open(self) -> socket.socket:
        target, tls = self._target, self._target.tls()
        plain = socket.create_connection((target.host, target.port), timeout=_PATIENCE)
        return tls.wrap_socket(plain, server_hostname=target.host) if tls else plain


def _answer(line: socket.socket) -> Answer:
    reader = Reader()
    while data := line.recv(65536):
        answer = reader.feed(data)
        if answer is not None:
            return answer
    last = reader.ended()
    if last is None:
        raise Broken("the gateway hung up")
    return last
