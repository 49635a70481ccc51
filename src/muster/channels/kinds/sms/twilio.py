"""Twilio’s way: a form by POST, JSON as the answer; and the seal on what it sends to us.

https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/usage/security
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from muster.channels.base import Outgoing
from muster.channels.kinds.sms.http import Answer
from muster.channels.kinds.sms.quoting import quoted
from muster.channels.kinds.sms.target import Target

_NAME: Final = "{name}"
# The sender is not ours, or the account is closed: https://www.twilio.com/docs/api/errors
# Account not active, out of credit, over its limit of a day, suspended.
SPENT: Final = frozenset({20005, 21291, 30002, 63038, 90010})
_OURS: Final = frozenset({20003, 20005, 21212, 21603, 21606, 21660})


class Twilio:
    """Writes requests for one account."""

    def __init__(self, target: Target, reports: str) -> None:
        secret = base64.b64encode(f"{target.user}:{target.password}".encode()).decode()
        self._head = (
            f"POST {target.path} HTTP/1.1\r\nHost: {target.authority}\r\nUser-Agent: Muster\r\n"
            f"Authorization: Basic {secret}\r\nAccept: application/json\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        ).encode()
        before, _name, after = reports.partition(_NAME)
        self._begin = b"StatusCallback=" + quoted(before.encode())
        self._after = quoted(after.encode())

    def request(self, message: Outgoing) -> bytes:
        # A messaging service is named in a field of its own.
        sender = b"&MessagingServiceSid=" if message.sender.startswith("MG") else b"&From="
        form = b"".join(
            (
                self._begin, message.name.encode(), self._after, sender,
                quoted(message.sender.encode()), b"&To=", quoted(message.recipient.encode()),
                b"&Body=", quoted(message.data),
            )
        )  # fmt: skip
        return b"%b%d\r\n\r\n%b" % (self._head, len(form), form)

    def words(self, answer: Answer) -> str:
        told = _json(answer)
        if 200 <= answer.status < 300 and told.get("sid"):
            return str(told["sid"])[:200]
        number, words = told.get("code"), told.get("message")
        return f"{number} {words or ''}".strip()[:200] if number else answer.words

    def spent(self, answer: Answer) -> bool:
        return answer.status >= 400 and _json(answer).get("code") in SPENT

    def about_us(self, answer: Answer) -> bool:
        # A wrong token, or an account that does not exist.
        if answer.status in {401, 403, 404} or 300 <= answer.status < 400:
            return True
        return answer.status == 400 and _json(answer).get("code") in _OURS


def is_genuine(
    secret: str, *, url: str, form: Iterable[tuple[str, str]], body: bytes, signature: str
) -> bool:
    """Whether ``signature`` is the seal of whoever knows ``secret`` over this call.

    ``form`` are the fields of the body; a body that is no form is sealed by its hash in the address.
    The address may have been signed with or without its port.
    """
    told = list(form)
    digest = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[0]
    hashed = hashlib.sha256(body).hexdigest()
    if digest and not told and not hmac.compare_digest(hashed.encode(), digest.lower().encode()):
        return False
    given = signature.encode("utf-8", "replace")
    return any(hmac.compare_digest(_seal(secret, one, told), given) for one in _spellings(url))


def _seal(secret: str, url: str, form: list[tuple[str, str]]) -> bytes:
    # A field that comes twice counts each of its different values, in order.
    whole = url + "".join(name + value for name, value in sorted(set(form)))
    made = hmac.new(secret.encode(), whole.encode("utf-8", "surrogatepass"), hashlib.sha1)
    return base64.b64encode(made.digest())


def _spellings(url: str) -> list[str]:
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    usual = 443 if parts.scheme == "https" else 80
    with_port = parts._replace(netloc=f"{host}:{parts.port or usual}").geturl()
    return [url, parts._replace(netloc=host).geturl(), with_port]


def _json(answer: Answer) -> dict[str, Any]:
    try:
        told = json.loads(answer.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
