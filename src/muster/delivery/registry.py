"""What delivery fills at start-up: its facts, its promise to people, its questions, the post office."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from muster.activity.registry import declare as fact
from muster.kit import health, letters

Tick = Callable[[datetime], object]
Demand = Callable[[], None]
_ticks: list[Tick] = []
_demands: list[Demand] = []
_pages: dict[str, str] = {}


def on_tick(look: Tick) -> None:
    """Have ``look(now)`` called about once a second by one worker; it tells whether it did anything."""
    if look not in _ticks:
        _ticks.append(look)


def ticks() -> Iterable[Tick]:
    """Everything that wants to be called, in the order it asked."""
    return tuple(_ticks)


def before_letting_go(demand: Demand) -> None:
    """Have ``demand()`` called before anything is released, scheduled or resumed; it raises Refused to forbid that."""
    if demand not in _demands:
        _demands.append(demand)


def demand_leave() -> None:
    """Raise what any of them raises: nothing to many is let go while one of them forbids it."""
    for demand in _demands:
        demand()


def on_page(prefix: str, path: str) -> None:
    """Name the page that shows what is sent for subjects such as "broadcast:12"; ``{id}`` stands for the number."""
    _pages[prefix] = path


def page_of(subject: str) -> str:
    """The path of that page; the office itself where nobody named one."""
    prefix, _colon, number = subject.partition(":")
    return _pages.get(prefix, "/office/").format(id=number)


def declare() -> None:
    """Called once when the application is ready."""
    from muster.delivery import fence, forgetting, kept, networks, relay, reports
    from muster.delivery.actions import early, relayholds
    from muster.delivery.actions.letters import post
    from muster.delivery.deliverability import questions
    from muster.people.registry import register

    fact("message.accepted", words=_("Got a message: {title}"))
    fact("message.refused", words=_("A message could not be handed over: {title}"), icon="x")
    fact("message.unknown", words=_("A message may or may not have arrived: {title}"), icon="q")
    fact("message.delivered", words=_("A message arrived: {title}"))
    fact("message.bounced", words=_("A message came back: {title}"), icon="x")
    fact("message.complained", words=_("Called a message unwanted: {title}"), icon="x")
    fact("message.stopped", words=_("Said stop to a message: {title}"), icon="x")
    fact("message.answered", words=_("Got an answer from us: {title}"))
    register("delivery", export=forgetting.export, forget=forgetting.forget)
    kept.start()
    health.declare("delivery: fence", fence.question)
    health.declare(relay.NAME, relay.question)
    questions.declare()
    health.declare(reports.NAME, reports.question)
    for kind in networks.NAMES:
        health.declare(f"delivery: {kind}", partial(networks.question, kind))
    letters.register(post)
    on_tick(early.tend)
    on_tick(relayholds.tend)
