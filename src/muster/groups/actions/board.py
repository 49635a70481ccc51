"""What members say: a thread, an answer, a change within a quarter of an hour.

A member’s first post with a link waits for a moderator; nobody but its author sees it until then.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.groups import errors, naming, queries, words
from muster.groups.models import Group, Membership, Mention, Post, Report, Thread
from muster.kit import limits
from muster.kit.actors import Doer
from muster.kit.text import clean
from muster.people.models import IdentityKey

SOURCE: Final = "groups"
CHANGEABLE: Final = timedelta(minutes=15)
AN_HOUR: Final = 20


@transaction.atomic
def start_thread(
    *, group: Group, key: IdentityKey, title: str, text: str, by: Doer, at: datetime, news: bool = False
) -> Post:  # fmt: skip
    """Begin a thread with its first post. News of the team asks for the right to write them."""
    said, line = _said(text), clean(title)
    if not line:
        raise errors.Wordless(_("Write what it is about."), "title")
    if len(line) > words.TITLE:
        raise errors.TooLong(words.TITLE, len(line), "title")
    writer = _writer(group, key)
    if news and "post_news" not in queries.rights_of(key.person_id or 0, group):
        raise errors.NoSuchPower
    made = Thread.objects.create(
        group=group, title=line, key=key, opened_at=at, last_at=at, news=news
    )
    return _say(made, writer, said, by, at)


@transaction.atomic
def answer(*, thread: Thread, key: IdentityKey, text: str, by: Doer, at: datetime) -> Post:
    """Say something in a thread that is open."""
    said = _said(text)
    held = Thread.objects.select_for_update().select_related(None).get(pk=thread.pk)
    if held.closed_at is not None:
        raise errors.ThreadClosed
    return _say(held, _writer(thread.group, key), said, by, at)


@transaction.atomic
def edit(*, post: Post, text: str, by: Doer, at: datetime, person: int) -> Post:
    """Change one’s own words while hardly anybody has read them. Mentions stay as they were."""
    said = _said(text)
    held = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if (
        held.key_id is None
        or not IdentityKey.objects.filter(pk=held.key_id, person=person).exists()
    ):
        raise errors.NotYours
    if at - held.at > CHANGEABLE:
        raise errors.TooLate
    _writer(held.group, held.key)  # type: ignore[arg-type]
    if words.has_link(said) and not held.links and not held.waits and _unproved(person, held):
        raise errors.LinkLater
    held.text, held.edited_at, held.links = said, at, words.has_link(said)
    held.save(update_fields=["text", "edited_at", "links"])
    audit.record(by=by, verb="post.changed", subject=str(held), at=at)
    return held


@transaction.atomic
def read(*, thread: Thread, person: int, at: datetime) -> None:
    """Whoever opens a thread has seen that they were named in it."""
    Mention.objects.filter(post__thread=thread, key__person=person, seen_at=None).update(seen_at=at)


def _said(text: str) -> str:
    said = words.plain(text)
    if not said:
        raise errors.Wordless(_("Write something first."), "text")
    if len(said) > words.TEXT:
        raise errors.TooLong(words.TEXT, len(said), "text")
    return said


def _writer(group: Group, key: IdentityKey) -> Membership:
    """The membership under whose name something is said."""
    if group.closed_at is not None:
        raise errors.Closed
    theirs = Membership.objects.filter(group=group, key__person=key.person_id, left_at=None)
    found = theirs.order_by("id").first()
    if found is None:
        raise errors.NotAMember
    return found


def _say(thread: Thread, writer: Membership, text: str, by: Doer, at: datetime) -> Post:
    person = IdentityKey.objects.get(pk=writer.key_id).person_id or 0
    if not limits.take("board", str(person), capacity=AN_HOUR, per=timedelta(hours=1)):
        raise errors.TooFast
    links = words.has_link(text)
    waits = links and _unproved(person)
    made = Post.objects.create(
        thread=thread, group_id=thread.group_id, key_id=writer.key_id, shown_as=writer.shown_as,
        text=text, at=at, links=links, waits=waits,
    )  # fmt: skip
    if waits:
        Report.objects.create(post=made, held=True, at=at)
    else:
        show(made)
    _mention(made, person)
    activity.append(
        [NewFact("post.made", writer.key_id, at, SOURCE, ref=f"group:{thread.group_id}")]
    )
    audit.record(by=by, verb="post.made", subject=str(made), at=at, waits=waits)
    return made


def show(post: Post) -> None:
    """Count a post that everybody may read from now on."""
    Thread.objects.filter(pk=post.thread_id).update(posts=F("posts") + 1, last_at=post.at)


def _unproved(person: int, besides: Post | None = None) -> bool:
    """Whether no post of theirs with a link stands on any board yet."""
    stand = Post.objects.filter(key__person=person, links=True, waits=False, hiding=None)
    return not stand.exclude(pk=besides.pk if besides else 0).exists()


def _mention(post: Post, person: int) -> None:
    """Everybody in the group whose name stands behind an @; of several readings the longest known one."""
    calls = naming.called(post.text)
    names = {name for readings in calls for name in readings}
    if not names:
        return
    found: dict[str, list[int]] = {}
    rows = Membership.objects.filter(group=post.group_id, left_at=None, shown_key__in=names)
    for name, key in rows.order_by("id").values_list("shown_key", "key_id")[: naming.MOST * 5]:
        found.setdefault(name, []).append(key)
    keys: list[int] = []
    for readings in calls:
        known = next((name for name in readings if name in found), None)
        keys += found.get(known or "", [])
    mine = set(queries.keys_of_number(person))
    wanted = [key for key in dict.fromkeys(keys) if key not in mine][: naming.MOST]
    Mention.objects.bulk_create(Mention(post=post, key_id=key) for key in wanted)
