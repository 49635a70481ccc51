"""Takes somebody out of every group; what they said stands as a place where something stood."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, F

from muster.groups.actions.forget_leading import forget_leading
from muster.groups.models import (
    Group,
    Hiding,
    Leadership,
    Membership,
    Mention,
    Post,
    Report,
    Thread,
)
from muster.people.models import Person


@transaction.atomic
def forget(person: Person) -> None:
    """Words and names go; answers of others keep their thread, and counts stay true."""
    held = Membership.objects.filter(key__person=person, left_at=None)
    counts = held.order_by("group").values_list("group").annotate(Count("id"))
    for group, count in list(counts):
        Group.objects.filter(pk=group).update(members=F("members") - count)
    Membership.objects.filter(key__person=person).delete()
    Leadership.objects.filter(key__person=person).delete()
    Mention.objects.filter(key__person=person).delete()
    forget_leading(person)
    posts = Post.objects.filter(key__person=person)
    # A reason may quote what was said.
    Hiding.objects.filter(post__in=posts).update(reason="")
    Report.objects.filter(post__in=posts).update(reason="")
    Mention.objects.filter(post__in=posts).delete()
    posts.update(key=None, shown_as="", text="", links=False)
    Report.objects.filter(key__person=person).update(key=None, reason="")
    Thread.objects.filter(key__person=person).update(key=None, title="")
