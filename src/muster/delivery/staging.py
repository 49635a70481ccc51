"""The SQL that finds who of an audience may be written to, beside everyone who may not, for counting.

It runs once, as one statement, so that all of a snapshot is read at one moment (S2).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.db.models import Q

from muster.channels import posts
from muster.delivery.fields import FIELDS, LONGEST
from muster.delivery.liquid import Fields
from muster.kit.scope import Scope

KEY_KINDS: Final = {"email": "email", "sms": "phone"}

CHANNELS: Final = frozenset(KEY_KINDS)
# Those by which one of us answers one person; nothing else leaves by a network.
SINGLE: Final = CHANNELS | frozenset(posts.KINDS)
# The condition under which somebody staged is a recipient.
READY: Final = "position IS NOT NULL"
# Numbers them anew where somebody was found to be suppressed after all.
RENUMBER: Final = """
UPDATE delivery_stage AS s SET position = fresh.position
  FROM (SELECT ctid, row_number() OVER (ORDER BY place, person_id) - 1 AS position
          FROM delivery_stage WHERE position IS NOT NULL) AS fresh WHERE s.ctid = fresh.ctid
"""
# What SHA-256 takes at a time; a seed is never longer.
_BLOCK: Final = 64
_PLACE: Final = (
    "substr(sha256(%s::bytea || sha256(%s::bytea || convert_to(person.id::text, 'UTF8'))), 1, 8)"
)
_DIGEST: Final = "encode(substr(sha256(convert_to(merge::text, 'UTF8')), 1, 16), 'hex')"


def channel_of(address: str) -> str:
    """The channel an address is reached by.

    An account on a network says which one (“bluesky:did:plc:…”), a mailbox holds an “@” and never a
    colon, and a telephone number holds neither.
    """
    return posts.channel_of(address) or ("email" if "@" in address else "sms")


def reached_by(channels: Collection[str]) -> Q:
    """Rows whose ``address`` one of these channels reaches."""
    on_networks = {kind: Q(address__startswith=f"{kind}:") for kind in posts.KINDS}
    elsewhere = ~Q(*on_networks.values(), _connector=Q.OR)
    mailbox = Q(address__contains="@")
    each = {"email": mailbox & elsewhere, "sms": ~mailbox & elsewhere, **on_networks}
    return Q(*(each[channel] for channel in channels), _connector=Q.OR) if channels else Q(pk=None)


def stage(
    members_sql: str,
    params: Sequence[Any],
    *,
    channel: str,
    purpose: str,
    fields: Fields,
    scope: Scope,
    seed: str,
) -> tuple[str, list[Any]]:
    """Return the statement that fills ``delivery_stage``: one row for each person of the audience.

    The address is the one most lately verified of those that said yes; ``granted`` is false and
    the address empty where there is none. Whoever is a recipient has a ``position`` in the keyed
    random order (W1), nobody else. All that is worth computing is computed here, where PostgreSQL
    shares the work out.
    """
    within, regions = _within(scope)
    ready = f"granted AND NOT suppressed AND NOT ({missing(fields)})"
    text = f"""
        CREATE TEMP TABLE delivery_stage ON COMMIT DROP AS
        SELECT person_id, key_id, address, address_mac, region, language, zone, granted, suppressed,
               merge, {_DIGEST} AS merge_digest, place, CASE WHEN {ready} THEN
               count(*) FILTER (WHERE {ready}) OVER (
                   ORDER BY place, person_id ROWS UNBOUNDED PRECEDING) - 1 END AS position
          FROM ({_chosen(members_sql, fields, within)}) AS chosen
    """
    return text, [*_pads(seed), KEY_KINDS[channel], channel, purpose, channel, *params, *regions]


def _chosen(members_sql: str, fields: Fields, within: str) -> str:
    """Everybody of the audience with the address chosen, in keyed random order."""
    # Order is a function of the person, so one sort finds each person's address, shuffles and counts.
    return f"""
        SELECT DISTINCT ON (place, person.id)
               {_PLACE} AS place,
               person.id AS person_id, chosen_key.id AS key_id, chosen_key.value AS address,
               chosen_key.address_mac, coalesce(person.region_id, '') AS region,
               person.language AS language, coalesce(region.zone, 'UTC') AS zone,
               chosen_key.id IS NOT NULL AS granted, gone.id IS NOT NULL AS suppressed,
               {_values(fields)} AS merge
          FROM people_person AS person
          LEFT JOIN places_region AS region ON region.code = person.region_id
          LEFT JOIN (people_identitykey AS chosen_key
                     JOIN people_consentstate AS said ON said.key_id = chosen_key.id
                      AND chosen_key.kind = %s AND said.channel = %s
                      AND said.purpose = %s AND said.state = 'granted')
            ON chosen_key.person_id = person.id
          LEFT JOIN people_suppression AS gone
            ON gone.channel = %s AND gone.address_mac = chosen_key.address_mac
         WHERE person.id IN (SELECT id FROM ({members_sql}) AS found (id))
           AND person.erased_at IS NULL{within}
         ORDER BY place, person.id, chosen_key.verified_at DESC NULLS LAST, chosen_key.id
    """


def _pads(seed: str) -> tuple[bytes, bytes]:
    """The outer and the inner pad of HMAC-SHA256 (RFC 2104): PostgreSQL has the hash and no more."""
    key = seed.encode().ljust(_BLOCK, b"\0")
    outer, inner = (bytes(byte ^ pad for byte in key) for pad in (0x5C, 0x36))
    return outer, inner


def freeze() -> str:
    """Return the statement that writes the recipients, in the order in which they lie (W1)."""
    return f"""
        INSERT INTO delivery_recipient (snapshot_id, position, person_id, key_id, address, region,
                                        language, zone, merge, merge_digest)
        SELECT %s, position, person_id, key_id, address, region, language, zone, merge, merge_digest
          FROM delivery_stage WHERE {READY}
    """


def missing(fields: Fields) -> str:
    """Return the condition under which a person lacks a value that the text cannot do without."""
    return " OR ".join(lacks(name) for name in sorted(fields.required)) or "false"


def lacks(name: str) -> str:
    """Return the condition under which somebody staged has no such value."""
    return f"NOT merge ? '{name}'"


def _values(fields: Fields) -> str:
    """Everything that is frozen of a person: put together by one call, as that is done for each of them."""
    names = sorted(fields.used)
    keys = ", ".join(f"'{name}'" for name in names)
    values = ", ".join(map(_value, names))
    return f"jsonb_strip_nulls(jsonb_object(ARRAY[{keys}]::text[], ARRAY[{values}]::text[]))"


def _value(name: str) -> str:
    """What is frozen of a field: trimmed, never too long, nothing where it is empty."""
    # Names come from our own table of fields; nothing a user wrote reaches this text.
    return f"nullif(left(btrim({FIELDS[name].sql}), {LONGEST}), '')"


def _within(scope: Scope) -> tuple[str, list[Any]]:
    if scope.everyone:
        return "", []
    return " AND person.region_id = ANY (%s)", [sorted(scope.regions)]
