"""Very many conversations of invented people, straight into the tables: the bench times reading, not writing."""

from __future__ import annotations

from typing import Any, Final

from django.db import connection

# One in fifty waits, one in five has our answer, the rest is closed; words and names vary as they do in life.
_THREADS: Final = """
INSERT INTO inbox_conversation (channel, address, name, subject, about, preview, kind, find_key, state,
       proven, severity, due_at, opened_at, last_at, closed_at)
SELECT CASE WHEN n %% 3 = 0 THEN 'sms' ELSE 'email' END, address, name, subject, '', preview, kind,
       lower(name || ' ' || address || ' ' || subject || ' ' || preview), state, false, 0,
       CASE WHEN state = 'open' THEN asked + interval '4 hours' END, asked, asked,
       CASE WHEN state = 'closed' THEN asked + interval '1 day' END
  FROM (SELECT n, 'writer' || n || '@people.example' AS address,
               (%(given)s::text[])[1 + n * 7919 %% %(givens)s] || ' '
                 || (%(family)s::text[])[1 + n * 104729 %% %(families)s] AS name,
               (%(about)s::text[])[1 + n %% %(abouts)s] || ' ' || n %% 5000 AS subject,
               (%(says)s::text[])[1 + n * 31 %% %(sayings)s] || ' ' || n %% 997 AS preview,
               (%(kinds)s::text[])[1 + n %% %(kinds_number)s] AS kind,
               CASE WHEN n %% 50 = 0 THEN 'open' WHEN n %% 5 = 0 THEN 'waiting' ELSE 'closed' END AS state,
               now() - n * interval '1 minute' AS asked
          FROM generate_series(1::bigint, %(many)s) AS n) AS made
"""
_MESSAGES: Final = """
INSERT INTO inbox_inboxmessage (conversation_id, direction, said, text, html, sender, message_id,
       "references", headers, auto, proven, sorted, at)
SELECT id, 'in', preview, preview, '', address, '', '[]', '{}', false, false, true, opened_at
  FROM inbox_conversation
"""
_WAITS: Final = """
INSERT INTO inbox_wait (conversation_id, asked_at, due_at, ended_at, ending)
SELECT id, opened_at, opened_at + interval '4 hours',
       CASE WHEN state <> 'open' THEN opened_at + (id %% 600) * interval '1 minute' END,
       CASE state WHEN 'open' THEN '' WHEN 'waiting' THEN 'answered' ELSE 'closed' END
  FROM inbox_conversation
"""
GIVEN: Final = [
    "Ana",
    "Bo",
    "Chiara",
    "Dario",
    "Elin",
    "Franek",
    "Ginevra",
    "Hugo",
    "Ines",
    "Jonas",
    "Kinga",
]
FAMILY: Final = [
    "Nowak",
    "Conti",
    "Moreau",
    "Sjöberg",
    "Lis",
    "Wik",
    "Dahl",
    "Yusuf",
    "Rossi",
    "Petit",
]
ABOUT: Final = [
    "Beach clean",
    "My gift",
    "Change of address",
    "A class visit",
    "Receipt",
    "Shift on Saturday",
]
SAYS: Final = [
    "Can I bring my class to the seal watch", "I moved in August, please change my address",
    "is there parking by the pier", "Please send the receipt again", "Who gave you my number",
    "I would like to help on Saturday", "Nobody answered my last two mails",
]  # fmt: skip
KINDS: Final = ["question", "complaint", "help", "give", "other", "thanks"]


def fill(many: int) -> None:
    """Make so many conversations beside those that are there."""
    values: dict[str, Any] = {
        "many": many, "given": GIVEN, "givens": len(GIVEN), "family": FAMILY, "families": len(FAMILY),
        "about": ABOUT, "abouts": len(ABOUT), "says": SAYS, "sayings": len(SAYS), "kinds": KINDS,
        "kinds_number": len(KINDS),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE inbox_conversation CASCADE")
        cursor.execute(_THREADS, values)
        cursor.execute(_MESSAGES)
        cursor.execute(_WAITS.replace("%%", "%"))
        cursor.execute("VACUUM ANALYZE inbox_conversation, inbox_inboxmessage, inbox_wait")


def pages() -> list[str]:
    """Lists, deep pages and searches, as staff ask for them."""
    lists = [f"/office/inbox/?queue={name}" for name in ("unanswered", "mine", "all", "closed")]
    deep = [f"/office/inbox/?queue=all&page={page}" for page in (2, 5, 20)]
    words = (
        "nowak",
        "receipt 4711",
        "writer77123",
        "seal watch",
        "chiara conti",
        "zzzz",
        "parking 12",
    )
    return [*lists, *deep, *(f"/office/inbox/?q={word.replace(' ', '+')}" for word in words)]
