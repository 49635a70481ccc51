"""A board with very many posts, straight into the tables, and a member who reads it: the real pages, signed in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from muster.kit import clock
from muster.proof import crowd

if TYPE_CHECKING:
    from django.test import Client

    from muster.groups.models import Group

REGION: Final = "PL-22"
MEMBERS: Final = 2_000
# Most threads are short; one holds a tenth of everything that was ever said.
EACH: Final = 40
ROUNDS: Final = 4
_WORDS: Final = [
    "Who comes to the pier on Saturday", "I bring gloves and two buckets", "The tide is low at nine",
    "Thank you all, that was a good day", "Is there a bus back in the evening", "See you at the lighthouse",
]  # fmt: skip
_MEMBERS: Final = """
INSERT INTO groups_membership (group_id, key_id, shown_as, shown_key, how, joined_at, left_why)
SELECT %(group)s, n, 'Ana ' || n, 'ana ' || n, 'postcode', now() - interval '7 days', ''
  FROM generate_series(%(first)s, %(last)s) AS n
"""
_THREADS: Final = """
INSERT INTO groups_thread (group_id, title, key_id, opened_at, last_at, posts, pinned, news)
SELECT %(group)s, (%(words)s::text[])[1 + n %% %(sayings)s] || ' ' || n, %(first)s + n %% %(members)s,
       now() - n * interval '40 seconds', now() - n * interval '30 seconds',
       CASE WHEN n = 1 THEN %(long)s ELSE %(each)s END, n <= 2, n %% 500 = 3
  FROM generate_series(1, %(threads)s) AS n
"""
_POSTS: Final = """
INSERT INTO groups_post (thread_id, group_id, key_id, shown_as, text, at, links, waits)
SELECT t.id, t.group_id, %(first)s + (t.id * 31 + n) %% %(members)s, 'Ana ' || n,
       (%(words)s::text[])[1 + (t.id + n) %% %(sayings)s] || ', ' || n, t.opened_at + n * interval '1 second',
       false, false
  FROM groups_thread t CROSS JOIN LATERAL generate_series(1, t.posts) AS n WHERE t.group_id = %(group)s
"""


def measured(posts: int) -> dict[str, Any]:
    """Fill it and read it: the board from the top and far down, short threads and the longest, from both ends."""
    from muster.proof.benches.matching.suggestions import slow_end

    group, threads = fill(posts)
    client = member(group)
    board = f"/team/{group.slug}/board/"
    deep = [f"{board}?after={number}" for number in threads[5:10]]
    long = f"{board}{threads[0]}/"
    ends = [long, f"{long}?last=1", *(f"{long}?after={number}" for number in _within(threads[0]))]
    paths = [
        f"/team/{group.slug}/",
        board,
        *deep,
        *ends,
        *(f"{board}{one}/" for one in threads[1:5]),
    ]
    found = times(client, paths)
    return {"posts": posts, "board_pages": len(found), "board_p95_ms": round(slow_end(found), 1)}


def _within(thread: int) -> list[int]:
    """Some posts all along a thread, from which a page goes on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_disc(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY id) FROM groups_post"
            " WHERE thread_id = %s",
            [thread],
        )
        return list(cursor.fetchone()[0])


def fill(posts: int) -> tuple[Group, list[int]]:
    """Make the team and its board; returns it and the numbers of some threads, the longest first."""
    from muster.groups.actions.opening import of_region
    from muster.places.models import Region

    members = min(MEMBERS, max(posts // 100, 20))
    numbers = crowd.invent(members, channel="email", regions=[REGION])
    group = of_region(Region.objects.get(pk=REGION), at=clock.now())
    long = posts // 10
    values: dict[str, Any] = {
        "group": group.pk, "first": numbers.start, "last": numbers.stop - 1, "members": members,
        "words": _WORDS, "sayings": len(_WORDS), "each": EACH, "long": long,
        "threads": 1 + max((posts - long) // EACH, 40),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for step in (_MEMBERS, _THREADS, _POSTS):
            cursor.execute(step, values)
        cursor.execute("UPDATE groups_group SET members = %s WHERE id = %s", [members, group.pk])
        cursor.execute("VACUUM ANALYZE groups_thread, groups_post, groups_membership")
        cursor.execute(
            "SELECT id FROM groups_thread WHERE group_id = %s ORDER BY posts DESC, id LIMIT 20",
            [group.pk],
        )
        return group, [row[0] for row in cursor.fetchall()]


def member(group: Group) -> Client:
    """The browser of somebody of the team, signed in by the link that their mailbox got."""
    from django.test import Client

    from muster.groups.models import Membership
    from muster.kit.scope import Scope, entered
    from muster.people.actions import open_portal
    from muster.people.actions.mailing import mail_token
    from muster.web.members import COOKIE

    with entered(Scope.EVERYONE):
        key = Membership.objects.filter(group=group).select_related("key").earliest("pk").key
        opened = open_portal(token=mail_token("portal", key))
    client = Client(SERVER_NAME="localhost")
    client.cookies[COOKIE] = opened.token
    return client


def times(client: Client, paths: Sequence[str]) -> list[float]:
    """Ask for each page, some times; how many ms each took."""
    found = []
    for path in paths:
        for turn in range(ROUNDS + 1):
            began = time.perf_counter()
            answer = client.get(path)
            spent = (time.perf_counter() - began) * 1000
            assert answer.status_code == 200, (path, answer.status_code)
            if turn:
                found.append(spent)
    return found
