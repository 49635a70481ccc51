"""The demo, and beside it a draft, a sending on its way and a halted one, so that every page has its case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

ROUTES_OF_THE_HOUSE = (
    ("today", "bo", "today", ()),
    ("people", "bo", "people", ()),
    ("imports", "bo", "imports", ()),
    ("import new", "bo", "import-new", ()),
    ("sources", "bo", "sources", ()),
    ("audiences", "bo", "audiences", ()),
    ("audience new", "bo", "audience-new", ()),
    ("interests", "bo", "interests", ()),
    ("interest new", "bo", "interest-new", ()),
    ("broadcasts", "bo", "broadcasts", ()),
    ("inbox", "bo", "inbox", ()),
    ("outbox", "bo", "outbox", ()),
    ("audit", "tove", "audit", ()),
    ("staff", "tove", "staff", ()),
    ("settings", "tove", "settings", ()),
    ("requests", "tove", "requests", ()),
    ("standing", "bo", "standing", ()),
    ("account", "tove", "account", ()),
    ("today, approver", "maja", "today", ()),
    # Who sees two regions only passes other branches of the walls.
    ("today, two regions", "piotr", "today", ()),
    ("people, two regions", "piotr", "people", ()),
    ("audiences, two regions", "piotr", "audiences", ()),
    ("interests, two regions", "piotr", "interests", ()),
    ("inbox, two regions", "piotr", "inbox", ()),
)
Route = tuple[str, str, str, tuple[int, ...]]


def fill(people: int, done: Callable[[], object]) -> list[Route]:
    """Fill an empty installation; returns each page's name, who asks, its route and what it is about."""
    from muster.proof.demo import answering, peopling, sending, staffing, world

    now = world.present()
    staffing.fill()
    done()
    peopling.fill(now, people)
    done()
    sending.fill(now, people)
    answering.fill(now)
    done()
    return [*ROUTES_OF_THE_HOUSE, *_about(_on_the_way(people))]


def _on_the_way(people: int) -> dict[str, Any]:
    """One that is written, one that runs and one that was halted; no worker takes them further."""
    from muster.accounts.models import Staff
    from muster.audiences.models import Audience
    from muster.broadcasts import actions as broadcasts
    from muster.proof.demo import sending, staffing
    from muster.proof.demo.cast import Member
    from muster.proof.demo.texts import AUTUMN

    maja = Staff.objects.get(email__startswith="maja@")
    made = {one.name: one for one in Audience.objects.all()}
    found: dict[str, Any] = {}
    for name in ("draft", "live", "halted"):
        # Each by somebody else: what one author sends in a day adds up to stricter approval.
        author = staffing.hired(Member(f"{name}@havsvakt.example", name.title(), "organiser"))
        letter = sending.scaled(replace(AUTUMN, title=f"{AUTUMN.title}, {name}"), people)
        found[name] = sending.drafted(letter, made, author=author)
        if name != "draft":
            sending.let_go(found[name], author=author, approver=maja)
    broadcasts.halt(broadcast=found["halted"], by=maja)
    return found


def _about(made: dict[str, Any]) -> list[Route]:
    from muster.audiences.models import Audience, Interest
    from muster.broadcasts.models import Broadcast
    from muster.delivery.models import CaughtMessage
    from muster.inbox.models import Conversation
    from muster.people.models import Person
    from muster.proof.demo.texts import AUTUMN, CLEAN

    def one(rows: Any) -> tuple[int, ...]:
        return (rows.order_by("pk").values_list("pk", flat=True)[0],)

    audience = Audience.objects.filter(name="Gave in the last 90 days")
    coast = Audience.objects.filter(name=CLEAN.audience)
    polish = Person.objects.filter(region_id__in=["PL-22", "PL-32"])
    waits, done = (
        Broadcast.objects.filter(title=CLEAN.title),
        Broadcast.objects.filter(title=AUTUMN.title),
    )
    return [
        ("person", "bo", "person", one(polish)),
        ("person, two regions", "piotr", "person", one(polish)),
        ("audience", "bo", "audience", one(audience)),
        ("audience, two regions", "piotr", "audience", one(coast)),
        ("interest", "bo", "interest", one(Interest.objects.all())),
        ("interest edit", "bo", "interest-edit", one(Interest.objects.all())),
        ("audience edit", "bo", "audience-edit", one(audience)),
        ("broadcast compose", "draft", "broadcast", (made["draft"].pk,)),
        ("broadcast check", "draft", "broadcast-check", (made["draft"].pk,)),
        ("broadcast approve", "maja", "broadcast-approve", one(waits)),
        ("broadcast live", "bo", "broadcast-live", (made["live"].pk,)),
        ("broadcast halted", "bo", "broadcast-halted", (made["halted"].pk,)),
        ("broadcast results", "bo", "broadcast-results", one(done)),
        ("conversation", "gwen", "conversation", one(Conversation.objects.all())),
        ("outbox message", "bo", "outbox-message", one(CaughtMessage.objects.all())),
    ]
