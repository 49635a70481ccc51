"""What our doors for machines take and answer, as an OpenAPI document that programs read; it has one language."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from muster.sources.kinds.segment import calls
from muster.web import described as doors
from muster.web.api import tracking
from muster.web.described import answer
from muster.web.gate import public

ADDRESS: Final = "v1/openapi.json"
_TEXT: Final = {"type": "string"}
_OBJECT: Final = {"type": "object"}
_ID: Final = {"type": ["string", "number"], "description": f"At most {calls.ID_LIMIT} characters."}
_MOMENT: Final = {"type": "string", "format": "date-time"}
# What each kind needs, beyond an id of somebody.
_NEEDS: Final = {"track": ["event"], "alias": ["previousId"], "group": ["groupId"]}
_SAID: Final = {
    "200": "Stored, or seen before. Events that were wrong are listed under `dropped`.",
    "400": "No call, or strict mode and something was dropped; the good events are kept.",
    "401": "The key opens nothing.",
    "429": "Too much waits; send it again after `Retry-After` seconds.",
    "503": "Not stored; send it again after `Retry-After` seconds.",
}


@public("what the doors take is known to every client")
@require_safe
def document(_request: HttpRequest) -> JsonResponse:
    """The description of every door for machines."""
    page = JsonResponse(described())
    page["Cache-Control"] = "public, max-age=3600"
    page["Access-Control-Allow-Origin"] = "*"
    return page


def described() -> dict[str, Any]:
    """The document itself, made from the very limits and names the doors use."""
    own = {"get": {"operationId": "openapi", "summary": "This document",
                   "responses": {"200": answer("The document", _OBJECT)}}}  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Muster",
            "version": "1",
            "description": "Tracking calls that every client of the Segment HTTP API can send, and"
            " the hooks of payment systems, mail providers and text gateways.",
        },
        "paths": {f"/v1/{name}": {"post": _call(name)} for name in tracking.NAMES}
        | {f"/{ADDRESS}": own}
        | dict(doors.paths()),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "basic"}},
            "schemas": {"Yes": _yes(), "No": _no()},
        },
    }


def _call(name: str) -> dict[str, Any]:
    limit = tracking.limit_of(name) // 1024
    return {
        "operationId": name,
        "summary": f"At most {limit} KB, as it is or gzip",
        # The key may also stand in the body, as `writeKey`.
        "security": [{"key": []}, {}],
        "parameters": [{"name": "X-Strict-Mode", "in": "header", "schema": {"enum": ["0", "1"]}}],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": _batch() if name == "batch" else _event(name)}
            },
        },
        "responses": {
            code: answer(
                words, {"$ref": f"#/components/schemas/{'Yes' if code == '200' else 'No'}"}
            )
            for code, words in _SAID.items()
        },
    }


def _event(kind: str) -> dict[str, Any]:
    """One event of that kind."""
    body = "traits" if kind in {"identify", "group"} else "properties"
    fields = {
        "userId": _ID, "anonymousId": _ID, "messageId": _ID, "previousId": _ID, "groupId": _ID,
        "event": _TEXT, "name": _TEXT, "timestamp": _MOMENT, "sentAt": _MOMENT,
        body: _OBJECT, "context": _OBJECT, "writeKey": _TEXT,
    }  # fmt: skip
    return {
        "type": "object",
        "properties": fields,
        "required": _NEEDS.get(kind, []),
        "anyOf": [{"required": ["userId"]}, {"required": ["anonymousId"]}],
    }


def _batch() -> dict[str, Any]:
    one = {"type": "object", "properties": {"type": {"enum": list(calls.TYPES)}, "userId": _ID,
           "anonymousId": _ID, "messageId": _ID}, "required": ["type"]}  # fmt: skip
    told = {"type": "array", "items": one, "maxItems": calls.EVENTS_LIMIT}
    fields = {"batch": told, "sentAt": _MOMENT, "context": _OBJECT, "writeKey": _TEXT}
    return {"type": "object", "properties": fields, "required": ["batch"]}


def _yes() -> dict[str, Any]:
    dropped = {"type": "object", "required": ["index", "reason"],
               "properties": {"index": {"type": "integer"}, "messageId": _TEXT, "reason": _TEXT}}  # fmt: skip
    fields = {
        "success": {"const": True},
        "repeated": {"type": "integer"},
        "dropped_count": {"type": "integer"},
        "dropped": {"type": "array", "items": dropped, "maxItems": tracking.SHOWN_DROPS},
    }
    return {"type": "object", "properties": fields, "required": ["success"]}


def _no() -> dict[str, Any]:
    fields = {"success": {"const": False}, "code": _TEXT, "message": _TEXT}
    return {"type": "object", "properties": fields, "required": list(fields)}


urlpatterns = [path(ADDRESS, document, name="openapi")]
