"""What each hook takes and answers, for the OpenAPI document; made from the limits and names the hooks use."""

from __future__ import annotations

from typing import Any, Final

from muster.gifts.kinds.stripe import signing as stripe
from muster.listening.kinds.hook import frames as said
from muster.sources.kinds.gifts import report, signing
from muster.web.described import NO_SUCH_PAGE, answer
from muster.web.hooks import gifts, listening, mail, sms

_TEXT: Final = {"type": "string"}
_OBJECT: Final = {"type": "object"}
_NUMBER: Final = {
    "type": ["string", "integer"],
    "description": f"Counts once per source; at most {report.LONGEST_ID} characters.",
}
_GIVEN: Final = ("email", "phone", "id", "given_name", "family_name", "country", "postcode")
_NO: Final = {"$ref": "#/components/schemas/No"}
_PLAIN: Final = {"text/plain": {"schema": _TEXT}}
_HEARD: Final = {"description": "Heard, now or before.", "content": _PLAIN}
_TOO_LARGE: Final = {
    "description": f"Larger than {sms.LARGEST // 1024} KB; nothing was kept.",
    "content": {"text/html": {"schema": _TEXT}},
}
_FORM: Final = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": _OBJECT}}}  # fmt: skip


def paths() -> dict[str, Any]:
    """Every address of this door."""
    return {
        "/hooks/gifts/{slug}/": {"post": _gifts()},
        "/hooks/listening/{token}/": {"post": _said()},
        "/hooks/mail/{provider}/": {"post": _mail()},
        "/hooks/stripe/": {"post": _stripe()},
        "/hooks/sms/kannel/{secret}/texts": {"get": _kannel("Text", "secret")},
        "/hooks/sms/kannel/{secret}/reports/{name}": {"get": _kannel("Report", "secret", "name")},
        "/hooks/sms/twilio/texts": {"post": _twilio("Text")},
        "/hooks/sms/twilio/reports/{name}": {"post": _twilio("Report", "name")},
    }


def _gifts() -> dict[str, Any]:
    listed = {"type": "array", "items": _report()}
    body = {"anyOf": [{**_OBJECT, "properties": {"gifts": listed}, "required": ["gifts"]}, _report()]}  # fmt: skip
    return {
        "operationId": "hookGifts",
        "summary": f"Gifts and refunds: at most {report.MOST} reports and {gifts.LARGEST // 1024} KB",
        "parameters": [_in_path("slug"), _signature()],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": answer("Each report was taken, seen before, or refused for good.", _told()),
            "400": answer("Signed, but no call: not JSON, or nested too deep.", _NO),
            "404": NO_SUCH_PAGE,
            "409": answer("A refund came before its gift; the rest is kept, send it again.", _told()),
            "413": answer(f"Larger than {gifts.LARGEST // 1024} KB.", _NO),
            "503": answer("The source is paused; ask again after `Retry-After` seconds.", _NO),
        },
    }  # fmt: skip


def _stripe() -> dict[str, Any]:
    seal = {"name": stripe.HEADER, "in": "header", "required": True, "schema": _TEXT}
    return {
        "operationId": "hookStripe",
        "summary": "What became of payments by card, as Stripe tells it",
        "parameters": [seal],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        "responses": {
            "200": {"description": "Kept, now or before.", "content": _PLAIN},
            "400": {"description": "Sealed, but no event.", "content": _PLAIN},
            "404": NO_SUCH_PAGE,
            "413": _TOO_LARGE | {"description": "Larger than 256 KB; nothing was kept."},
        },
    }


def _said() -> dict[str, Any]:
    named = dict.fromkeys(("id", "author", "name", "text", "at", "link"), _TEXT)
    post = {**_OBJECT, "properties": named, "required": ["id", "author", "text"]}
    listed = {"posts": {"type": "array", "items": post}}
    body = {**_OBJECT, "properties": listed, "required": ["posts"]}
    counted = {"read": {"type": "integer"}, "skipped": {"type": "integer"}}
    told = {**_OBJECT, "properties": {"success": {"type": "boolean"}, **counted}}
    return {
        "operationId": "hookListening",
        "summary": f"What was said in public: at most {said.MOST} posts and {listening.LARGEST // 1024} KB",
        "parameters": [_in_path("token"), _signature()],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": answer("Posts that name a topic are kept; those that cannot be read are counted.", told),
            "400": answer("Signed, but no call: not JSON, or too many posts.", _NO),
            "404": NO_SUCH_PAGE,
            "413": answer(f"Larger than {listening.LARGEST // 1024} KB.", _NO),
        },
    }  # fmt: skip


def _signature() -> dict[str, Any]:
    words = (
        "`t=SECONDS,v1=HEX`: HMAC-SHA256 with the key of the source over `SECONDS.BODY`, no older than"
        f" {signing.TOLERANCE} seconds."
    )
    return {
        "name": signing.HEADER,
        "in": "header",
        "required": True,
        "schema": _TEXT,
        "description": words,
    }


def _report() -> dict[str, Any]:
    fields = {
        "type": {"enum": ["gift", "refund"], "default": "gift"},
        "id": _NUMBER,
        "amount": {"type": ["string", "number"], "description": "Above zero, such as 10.50."},
        "currency": {"type": "string", "description": "Three letters, such as EUR."},
        "at": {"type": "string", "format": "date-time"},
        "of": {**_NUMBER, "description": "Of a refund: the id of its gift."},
        "purpose": _TEXT,
        "donor": {**_OBJECT, "properties": dict.fromkeys(_GIVEN, _TEXT)},
    }
    return {**_OBJECT, "properties": fields, "required": ["id"]}


def _told() -> dict[str, Any]:
    one = {
        **_OBJECT,
        "properties": {"index": {"type": "integer"}, "code": _TEXT, "reason": _TEXT},
        "required": ["index", "code", "reason"],
    }
    fields = {
        "success": {"type": "boolean"},
        "taken": {"type": "integer"},
        "repeated": {"type": "integer"},
        "refused": {"type": "array", "items": one},
        "noted": {"type": "array", "items": one},
    }
    return {**_OBJECT, "properties": fields, "required": list(fields)}


def _mail() -> dict[str, Any]:
    named = {"schema": {"enum": sorted(mail.PROVIDERS)}}
    return {
        "operationId": "hookMail",
        "summary": "What became of mail of ours, as its provider tells it",
        "parameters": [_in_path("provider") | named],
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": {}} for kind in ("application/json", "multipart/form-data")},
        },
        "responses": {
            "200": _HEARD,
            "400": {"description": "Proven, but not understood.", "content": _PLAIN},
            "401": {"description": "Amazon is asked for its secret."},
            "404": NO_SUCH_PAGE,
        },
    }  # fmt: skip


def _kannel(what: str, *named: str) -> dict[str, Any]:
    return _sms(
        f"hookKannel{what}", *named, summary="The query is what Kannel makes of our get-url"
    )


def _twilio(what: str, *named: str) -> dict[str, Any]:
    seal = {"name": "X-Twilio-Signature", "in": "header", "required": True, "schema": _TEXT}
    door = _sms(f"hookTwilio{what}", *named, summary="The form Twilio posts, sealed by it")
    return door | {"parameters": [*door["parameters"], seal], "requestBody": _FORM}


def _sms(operation: str, *named: str, summary: str) -> dict[str, Any]:
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [_in_path(name) for name in named],
        "responses": {"200": _HEARD, "404": NO_SUCH_PAGE, "413": _TOO_LARGE},
    }


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": _TEXT}
