"""A visitor finds a task near a postcode, comes in by a mailed link, takes a place and comes; it stands on their record."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.walks.test_people_walks import _link_in_the_outbox

WARSAW = ZoneInfo("Europe/Warsaw")


def _soon() -> datetime:
    """A minute from now on, so that the shift begins while we watch."""
    return datetime.now(WARSAW) + timedelta(minutes=4)


def _plan(walker, title: str, begins: datetime) -> str:
    """An organiser makes a task with one shift; returns its address."""
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    page.goto("/office/tasks/")
    bo.look("office-tasks")
    bo.press("New task", role="link")
    page.get_by_label("What is to be done").fill(title)
    page.get_by_label("Country").select_option("PL")
    page.get_by_label("Postcode of the place").fill("90-001")
    page.get_by_label("Where exactly").fill("Main gate")
    bo.look("office-task-new")
    bo.press("Keep the task")
    bo.press("Open it for everybody")
    page.get_by_label("Day").fill(f"{begins:%Y-%m-%d}")
    page.get_by_label("From").fill(f"{begins:%H:%M}")
    page.get_by_label("Until").fill(f"{begins + timedelta(hours=1):%H:%M}")
    bo.press("Add shifts")
    expect(page.locator("main")).to_contain_text("1 shift is added.")
    bo.look("office-task")
    here: str = page.url
    return here


def _known(walker, address: str) -> None:
    """Somebody who joined before."""
    una = walker()
    page = una.open("/")
    page.get_by_label("E-mail", exact=True).fill(address)
    page.get_by_label("Postcode").fill("90-001")
    page.get_by_label("Country").select_option("PL")
    page.wait_for_timeout(3500)
    una.press(re.compile("^Join "))
    page.goto(_link_in_the_outbox(walker, address, "confirm"))
    una.press("Yes, I want to join")


def test_a_visitor_finds_a_task_comes_and_is_thanked(walker):
    number = time.time_ns()
    address, title = f"nel{number}@people.example", f"Dune walk {number}"
    _known(walker, address)
    begins = _soon()
    office = _plan(walker, title, begins)
    nel = walker(phone=True, script=False)
    page = nel.open("/tasks/")
    page.get_by_label("Postcode").fill("90-002")
    page.get_by_label("Country").select_option("PL")
    page.get_by_label("What you would like to do").fill(f"dune {number}")
    nel.press("Look for tasks")
    expect(page.locator("main h3")).to_have_text([title])
    nel.look("tasks")
    nel.press(title, role="link")
    nel.look("task")
    page.get_by_role("radio").first.check()
    page.get_by_label("E-mail", exact=True).fill(address)
    page.get_by_label("Postcode").fill("90-001")
    page.get_by_label("Country").select_option("PL")
    page.wait_for_timeout(3500)
    nel.press("Mail me the link to sign up")
    page.goto(_link_in_the_outbox(walker, address, "open"))
    nel.press("Open my page")
    expect(page.get_by_role("radio").first).to_be_checked()
    nel.press("Sign up")
    expect(page.locator("main")).to_contain_text("You are in.")
    nel.press(re.compile("^Confirm: "))
    expect(page.locator("main")).to_contain_text("we count on you")
    nel.look("my-shifts")
    page.goto("/my/ready/")
    nel.look("my-ready")
    page.goto(_link_in_the_outbox(walker, address, "shift"))
    nel.look("shift")
    _mark(walker, office, begins)


def _mark(walker, office: str, begins: datetime) -> None:
    """Once it has begun, staff say who was there."""
    bo = walker(dark=True)
    page = bo.sign_in("Bo Lindqvist")
    page.goto(office)
    page.locator("tbody th a").first.click()
    while datetime.now(WARSAW) < begins.replace(second=0) + timedelta(seconds=2):
        page.wait_for_timeout(2000)
    page.reload()
    bo.look("office-shift")
    bo.press(re.compile("^Was there"))
    expect(page.locator("tbody")).to_contain_text("Was there")
    page.locator("tbody th a").first.click()
    expect(page.locator("main")).to_contain_text("Did a shift: Dune walk")
    bo.look("person-after-a-shift")
