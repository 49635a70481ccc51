"""A team with members, made through the real actions; the board’s doer is always one of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from muster.groups import actions
from muster.kit import actors

if TYPE_CHECKING:
    from muster.groups.models import Group, Post
    from muster.people.models import IdentityKey, Person
    from tests.make import Make

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
CONTEXT = {"organisation": "Seal Friends", "legal_address": "Harbour 1"}


def minute(number: float) -> datetime:
    """So many minutes into the story."""
    return NOW + timedelta(minutes=number)


def key_of(person: Person) -> IdentityKey:
    """The address somebody signs in with."""
    key = person.keys.filter(kind="email").first()
    assert key is not None
    return key


def placed(make: Make, *, at: datetime = NOW, **fields: Any) -> tuple[Person, Group]:
    """Somebody who lives in Łódź, unless told otherwise, in the team of their region."""
    person = make.person(**fields)
    group = actions.place(person=person, key=key_of(person), by=actors.person(person.pk), at=at)
    assert group is not None
    group.refresh_from_db()
    return person, group


def topic(by: Any, *, slug: str = "divers", name: str = "Divers") -> Group:
    """A group for a topic."""
    return actions.keep_topic(slug=slug, name=name, about="", language="en", by=by, at=NOW)


def joined(make: Make, group: Group, **fields: Any) -> Person:
    """Somebody new in a group."""
    person = make.person(**fields)
    actions.join(group=group, key=key_of(person), by=actors.person(person.pk), at=NOW)
    return person


def says(person: Person, group: Group, text: str = "Hello all.", *, at: datetime = NOW, title: str = "Hello") -> Post:  # fmt: skip
    """A thread with its first post."""
    return actions.start_thread(
        group=group, key=key_of(person), title=title, text=text, by=actors.person(person.pk), at=at
    )


def answers(person: Person, post: Post, text: str = "Hello.", *, at: datetime = NOW) -> Post:
    """A further post in the thread of one."""
    return actions.answer(
        thread=post.thread, key=key_of(person), text=text, by=actors.person(person.pk), at=at
    )


def decides(post: Post, by: Any, *, hide: bool, reason: str = "", at: datetime = NOW) -> None:
    """A moderator’s word."""
    actions.decide(post=post, hide=hide, reason=reason, by=by, at=at, context=CONTEXT)
