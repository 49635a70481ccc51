"""The only way to a topic, mention or source for a member of staff. Absent and not yours look the same.

What a stranger says in public everybody here may read; what somebody on a record says, whoever may see that
person. The same stands in the database.
"""

from collections.abc import Collection
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from muster.accounts.models import Staff
from muster.kit.errors import NotFound
from muster.listening.models import Alarm, Mention, Source, Topic

Row = TypeVar("Row", bound=Model)


def topics(*, by: Staff) -> QuerySet[Topic]:
    """Return every topic, for whoever may listen."""
    return Topic.objects.all() if by.may("listening.view") else Topic.objects.none()


def topic(topic_id: int, *, by: Staff) -> Topic:
    """Return one topic, or raise ``NotFound``."""
    return _found(topics(by=by).filter(pk=topic_id).first())


def mentions(*, by: Staff) -> QuerySet[Mention]:
    """Return every mention ``by`` may read."""
    if not by.may("listening.view"):
        return Mention.objects.none()
    scope = by.scope
    if scope.everyone:
        return Mention.objects.all()
    if not scope.regions:
        return Mention.objects.none()
    return Mention.objects.filter(Q(key=None) | Q(key__person__region__in=scope.regions))


def mention(mention_id: int, *, by: Staff) -> Mention:
    """Return one mention, or raise ``NotFound``."""
    return _found(mentions(by=by).filter(pk=mention_id).first())


def sources(*, by: Staff) -> QuerySet[Source]:
    """Return every source, for whoever may listen; what it is called and how it does, not its secret."""
    found = Source.objects.defer("secret", "mark")
    return found if by.may("listening.view") else found.none()


def source(source_id: int, *, by: Staff) -> Source:
    """Return one source to change it, or raise ``NotFound``."""
    if not by.may("listening.sources"):
        raise NotFound
    return _found(Source.objects.filter(pk=source_id).first())


def alarms(*, by: Staff) -> QuerySet[Alarm]:
    """Return every alarm, for whoever may listen: what is said in public has no region."""
    return Alarm.objects.all() if by.may("listening.view") else Alarm.objects.none()


def alarm(alarm_id: int, *, by: Staff) -> Alarm:
    """Return one alarm with its topic, or raise ``NotFound``."""
    whole = alarms(by=by).select_related("topic", "dismissed_by", "handed_by")
    return _found(whole.filter(pk=alarm_id).first())


def posts(numbers: Collection[int], *, by: Staff) -> dict[int, Mention]:
    """Return those of some mentions that ``by`` may read, by number."""
    found = mentions(by=by).filter(pk__in=numbers).select_related("key__person")
    return {one.pk: one for one in found}


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row
