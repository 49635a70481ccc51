"""What groups declare at start-up: their facts, what they hold and for how long, what they hand over or forget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from muster.activity import registry as activity
from muster.groups import leading_duties, summary
from muster.groups.models import Leadership, Membership, Post, Report
from muster.kit import retention
from muster.kit.scope import Scope, entered
from muster.people import registry as people
from muster.people import summaries
from muster.people.models import Person


def declare() -> None:
    """Make our facts readable on a timeline and our rows part of an export and of an erasure."""
    activity.declare(
        "group.joined", words=_("Joined the group “{name}”"), icon="people", fill=_named
    )
    activity.declare("group.left", words=_("Left the group “{name}”"), icon="people", fill=_named)
    activity.declare("post.made", words=_("Wrote on the board of their team"), icon="note")
    activity.declare(
        "post.reported", words=_("Reported a post on a board"), icon="alert", group="post"
    )
    people.register("groups", export=export, forget=_forget)
    summaries.register("groups", summary.lines)
    leading_duties.declare()
    retention.declare(
        retention.Holding(
            "groups.memberships",
            _("Who belongs to which team, since when, and who leads"),
            _(
                "With their record, so that an old membership is still known when somebody comes back"
            ),
            told=True,
            covers=("groups.Membership", "groups.Leadership"),
        ),
        retention.Holding(
            "groups.boards",
            _("What members wrote to their team"),
            _("Answers of others rest on it; an erasure takes words and name and leaves the place"),
            told=True,
            covers=("groups.Thread", "groups.Post", "groups.Mention", "groups.Report"),
        ),
    )


def _named(data: Mapping[str, object]) -> Mapping[str, object]:
    """Another system calls a group by its name alone."""
    return {"name": data.get("name") or data.get("ref", "")}


def export(person: Person) -> dict[str, object]:
    """Return their memberships, rights, posts and reports."""
    # What they wrote in a team they have left since is theirs, too.
    with entered(Scope.EVERYONE):
        return _held(person) | leading_duties.export(person)


def _forget(person: Person) -> None:
    from muster.groups.actions.forget import forget

    forget(person)


def _held(person: Person) -> dict[str, object]:
    held = Membership.objects.filter(key__person=person).select_related("group").order_by("id")
    led = Leadership.objects.filter(key__person=person).select_related("group").order_by("id")
    return {
        "memberships": [_membership(one) for one in held],
        "leaderships": [
            {"group": one.group.name, "rights": one.rights, "from": one.from_at.isoformat(), "to": _day(one.to_at)}
            for one in led
        ],
        "posts": _posts(person),
        "reports": [
            {"at": one.at.isoformat(), "reason": one.reason}
            for one in Report.objects.filter(key__person=person).order_by("id")
        ],
    }  # fmt: skip


def _membership(one: Membership) -> dict[str, object]:
    return {
        "group": one.group.name,
        "shown_as": one.shown_as,
        "how": one.how,
        "from": one.joined_at.isoformat(),
        "to": _day(one.left_at),
    }


def _posts(person: Person) -> Sequence[Mapping[str, object]]:
    written = Post.objects.filter(key__person=person).select_related("thread", "group")
    return [
        {
            "group": one.group.name,
            "thread": one.thread.title,
            "at": one.at.isoformat(),
            "text": one.text,
        }
        for one in written.order_by("id")
    ]


def _day(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
