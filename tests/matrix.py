"""Who may do what: every address, by every method, as everybody there is, to things near, far and gone.

What is expected stands in ``tests/rules/matrix.csv``, one row per address, method and thing, one column
per visitor. ``pytest tests/web/test_matrix.py --rewrite-matrix=new`` adds rows, ``=all`` writes anew; read the difference.
"""

from __future__ import annotations

import base64
import csv
import fcntl
import json
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from muster.web.gate import gate_of
from tests import matrix_records, trials
from tests.members import member_client

FILE = Path(__file__).parent / "rules" / "matrix.csv"
METHODS = ("GET", "POST")
HOME, AWAY, ERASED, ABSENT = "PL-10", "FR-IDF", "erased", "absent"
SHARED = matrix_records.SHARED
# About people of one region, so that whoever answers for another must not know it exists.
REGIONED = {"people/", "inbox/", "inbox/cases/", "duplicates/", "duplicates/apart/", "outbox/",
            "gifts/", "gifts/pledges/", "drives/", "tasks/", "listening/mentions/", "groups/", "groups/reports/", "regions/"}  # fmt: skip
# Column → the member of the cast, or of the two who are made here.
STAFF = {
    "no role": "nobody",
    "viewer": "vera",
    "author": "ana",
    "organiser": "olga",
    "approver": "bo",
    "carer": "dario",
    "finance": "fin",
    "administrator": "ada",
    "organiser PL-10": "rita",
    "approver PL-10": "carla",
    "organiser FR-IDF": "rene",
    "administrator PL-10": "adela",
}
KEYS = ("server key", "browser key", "revoked key")
# A supporter of the home region who is signed in: to the office, as much a stranger as anybody.
MEMBER = "member"
VISITORS = ("anonymous", MEMBER, *STAFF, *KEYS)
REGIONAL = {name: name.rpartition(" ")[2] for name in STAFF if name.endswith((HOME, AWAY))}
# Streams for as long as somebody looks.
ENDLESS = {"office/broadcasts/<int:number>/live/events/"}
ABSENT_VALUES = {"int": "999999", "uuid": "00000000-0000-4000-8000-000000000000"}

Row = dict[str, str]
Name = tuple[str, str, str]


def patterns(node: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (route, view) for each mounted address."""
    for entry in (node or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def about(route: str) -> str:
    """What kind of thing an address is about: its first parameter with the words before it."""
    return route.partition("<")[0].removeprefix("office/") if "<" in route else ""


def is_regional(route: str) -> bool:
    """Whether the thing belongs to a region, so that others must not know it exists."""
    # A public page of the same noun is everybody’s.
    return route.startswith("office/") and about(route) in REGIONED


def things(route: str) -> tuple[str, ...]:
    """Which things an address is asked about."""
    if "<" not in route:
        return ("-",)
    if about(route) == "people/":
        return (HOME, AWAY, ERASED, ABSENT)
    if about(route) == "people/views/":
        return (HOME, SHARED, ABSENT)
    if is_regional(route):
        return (HOME, AWAY, ABSENT)
    return (HOME, ABSENT) if about(route) in THERE and route not in ENDLESS else (ABSENT,)


def names() -> list[Name]:
    """Every row there has to be."""
    return [
        (route, method, thing)
        for route in sorted({route for route, _view in patterns()})
        for method in METHODS
        for thing in things(route)
    ]


def read() -> dict[Name, Row]:
    """The rows as they are checked in."""
    if not FILE.exists():
        return {}
    with FILE.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if None not in row.values()]
    # A row with too few cells was written before a visitor was added; it counts as not written.
    return {(row["route"], row["method"], row["thing"]): row for row in rows}


def rewrite(visitor: str, cells: dict[Name, str]) -> None:
    """Put one column into the file; several workers may each put theirs."""
    with (Path(tempfile.gettempdir()) / "muster-matrix.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        rows = read()
        with FILE.open("w", newline="") as file:
            out = csv.DictWriter(
                file, ["route", "method", "thing", *VISITORS], lineterminator="\n", restval=""
            )
            out.writeheader()
            for name in names():
                known = rows.get(name, {})
                kept = {column: known.get(column, "") for column in VISITORS}
                told = dict(zip(("route", "method", "thing"), name, strict=True))
                out.writerow(told | kept | ({visitor: cells[name]} if name in cells else {}))


# What exists in the house below, by what an address is about.
THERE = (
    *REGIONED, "inbox/held/", "inbox/macros/", "inbox/teams/", "inbox/topics/", "broadcasts/", "broadcasts/templates/", "audiences/", "interests/", "scores/",
    "sources/", "imports/", "gifts/hats/", "listening/topics/", "listening/sources/", "listening/alarms/",
    "crisis/", "rivalry/cards/", "rivalry/experiments/",
    "staff/", "staff/invitations/", "requests/", "settings/seeds/", "account/sessions/",
)  # fmt: skip


@dataclass
class House:
    """One of everything, in two regions where it has one."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    edges: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    member: Any = None
    staff: dict[str, Any] = field(default_factory=dict)

    def path(self, route: str, thing: str) -> str:
        """The address of one thing; whatever else it asks for exists nowhere, but for a join."""
        out, rest, first = "", route, True
        while "<" in rest:
            before, _, after = rest.partition("<")
            spec, _, rest = after.partition(">")
            kind, _, name = spec.rpartition(":")
            value = ABSENT_VALUES.get(kind, "nothing")
            if first and (about(route), thing) in self.numbers:
                value = str(self.numbers[about(route), thing])
            elif name == "edge" and thing in self.edges:
                value = str(self.edges[thing])
            out, first = out + before + value, False
        return "/" + (out + rest).replace("^", "").replace("$", "").lstrip("/")


def build(cast: Any, make: Any) -> House:
    """Make the house, through the real actions."""
    from muster.accounts.models import RoleGrant, Staff

    house = House()
    house.staff = {name: getattr(cast, name) for name in cast.__slots__}
    for name, role, region in (("rene", "organiser", AWAY), ("adela", "administrator", HOME)):
        made = Staff.objects.create(email=f"{name}@staff.example", name=name.title())
        made.regions.set([region])
        RoleGrant.objects.create(staff=made, role=role)
        house.staff[name] = made
    house.member = make.person(email="member@people.example", country="PL", postcode="90-001")
    _people(house, make)
    _office(house, cast)
    matrix_records.kept(house, cast)
    return house


def _people(house: House, make: Any) -> None:
    from muster.inbox.models import Conversation
    from muster.kit.actors import system
    from muster.people import actions
    from muster.people.models import Person

    worker, now = system("matrix"), datetime.now(UTC)
    for region, country, postcode in ((HOME, "PL", "90-001"), (AWAY, "FR", "75001")):
        known = {"country": country, "postcode": postcode}
        person = make.person(email=f"{region.lower()}@people.example", consent=True, **known)
        other = make.person(given_name="Other", **known)
        house.edges[region] = actions.join_people(keep=person, other=other, by=worker).pk
        house.numbers["people/", region] = person.pk
        assert Person.objects.get(pk=person.pk).region_id == region
        thread = Conversation.objects.create(
            key=person.keys.first(), proven=True, opened_at=now, last_at=now, state="waiting",
            subject="Hello", address=f"{region.lower()}@people.example",
        )  # fmt: skip
        house.numbers["inbox/", region] = thread.pk
        matrix_records.beside(house, person, make.person(**known), make.person(**known))
    gone = make.person(country="PL", postcode="90-001")
    actions.forget_person(person=gone, by=worker)
    house.numbers["people/", ERASED] = gone.pk


def _office(house: House, cast: Any) -> None:
    from muster.accounts import actions as accounts
    from muster.audiences import actions as audiences
    from muster.audiences.definition import Everyone
    from muster.broadcasts import actions as broadcasts
    from muster.channels.base import Incoming
    from muster.delivery.actions import seeds
    from muster.inbox import sealing
    from muster.inbox.models import Arrival
    from muster.sources import actions as sources

    now = datetime.now(UTC)
    draft = broadcasts.declare(
        title="Beach", declared_text="helpers", declared_size=40, by=cast.ana, session_mac="matrix"
    )
    incoming = Incoming(
        channel="email", sender="x@elsewhere.example", recipients=("hello@us.example",),
        subject="Many", text="Much", html="", message_id="<1@elsewhere.example>", references=(),
        auto=False, received_at=now, raw_size=9,
    )  # fmt: skip
    held = Arrival.objects.create(
        fingerprint="f", channel="email", sender_mac="m", outcome="held", at=now,
        sealed=sealing.seal(incoming),
    )  # fmt: skip
    source = sources.add_source(kind="segment", name="Website", by=cast.olga)
    upload = sources.upload(
        pieces=[b"email\na@people.example\n"], filename="list.csv", source_name="List",
        country="PL", by=cast.olga,
    )  # fmt: skip
    seed = seeds.add(channel="email", address="s@seed.example", role="bounces", by=cast.ada)
    invited, _link = accounts.invite(
        email="new@staff.example", name="New", language="en", roles=["viewer"],
        every_region=True, regions=[], by=cast.ada,
    )  # fmt: skip
    made = {
        "broadcasts/": draft,
        "audiences/": audiences.create(name="All", definition=Everyone(), by=cast.ana),
        "inbox/held/": held,
        "sources/": source,
        "imports/": upload,
        "settings/seeds/": seed,
        "staff/": cast.vera,
        "staff/invitations/": invited,
    }
    house.numbers |= {(kind, HOME): one.pk for kind, one in made.items()}
    for power in ("server", "browser"):
        house.keys[f"{power} key"] = sources.add_key(source=source, power=power, by=cast.olga)
    house.keys["revoked key"] = sources.add_key(source=source, power="server", by=cast.olga)
    spent = source.keys.order_by("-pk").first()
    sources.revoke_key(key=spent, by=cast.olga)


def asked_by(visitor: str, *, everything: bool) -> list[Name]:
    """What a visitor asks: everything, or at the addresses whose turn it is; a key only where keys open anything."""
    return [
        name
        for name in names()
        if (visitor not in KEYS or name[0].startswith("v1/"))
        and (everything or trials.turn(visitor, name[0]))
    ]


def visit(house: House, visitor: str, asked: list[Name], *, everything: bool) -> dict[Name, str]:
    """Ask as one visitor. Each request is undone, so that all find the same house.

    Unless ``everything`` is asked, whoever is told that what is there is not is spared asking for what is not,
    and a gate that stays shut, which looks at neither method nor thing, is tried once.
    """
    barred = _barred(house, visitor)
    client = _client(house, visitor)
    # The log of sessions knows this one from here on, as of anybody at their second page.
    client.get("/office/account/")
    cookies = deepcopy(client.cookies)
    cells: dict[Name, str] = {}
    shut: set[str] = set()
    for name in asked:
        if not everything and (name[0] in shut or _told_already(name, cells)):
            continue
        mark = transaction.savepoint()
        cells[name] = _ask(client, house, *name)
        if name[0] in barred and cells[name] == "404":
            shut.add(name[0])
        transaction.savepoint_rollback(mark)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('role', 'muster_owner', false),"
                " set_config('muster.scope', '', false)"
            )
        # The session’s own row is as it was; only what the browser was told has to be.
        if client.cookies != cookies:
            client.cookies = deepcopy(cookies)
    return cells


def _barred(house: House, visitor: str) -> set[str]:
    """The addresses whose permission a member of staff does not hold."""
    if visitor not in STAFF:
        return set()
    staff = house.staff[STAFF[visitor]]
    gates = {route: gate_of(view) for route, view in patterns()}
    return {
        route
        for route, gate in gates.items()
        if gate and gate.permission and not staff.may(gate.permission)
    }


def _told_already(name: Name, cells: dict[Name, str]) -> bool:
    route, method, thing = name
    near = [cells.get((route, method, place)) for place in things(route) if place in {HOME, AWAY}]
    return thing == ABSENT and bool(near) and set(near) == {"404"}


def _client(house: House, visitor: str) -> Client:
    from muster.accounts import stepup

    client = Client(raise_request_exception=False)
    if visitor in STAFF:
        staff = house.staff[STAFF[visitor]]
        client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        stepup.confirm(session, staff, stepup.CODE)
        session.save()
    elif visitor == MEMBER:
        client.cookies.update(member_client(house.member).cookies)
    elif visitor in KEYS:
        token = base64.b64encode(f"{house.keys[visitor]}:".encode()).decode()
        client.defaults["HTTP_AUTHORIZATION"] = f"Basic {token}"
    return client


def _ask(client: Client, house: House, route: str, method: str, thing: str) -> str:
    path = house.path(route, thing)
    if method == "GET":
        answer = client.get(path)
    elif route.startswith("v1/"):
        event = {"type": "track", "userId": "u", "event": "Sang", "messageId": "m"}
        answer = client.post(path, json.dumps(event), content_type="application/json")
    else:
        answer = client.post(path, {})
    if answer.status_code == 302 and "/sign-in/" in answer["Location"]:
        return "sign in"
    if answer.status_code == 302 and "/confirm/" in answer["Location"]:
        return "confirm"
    return str(answer.status_code)
