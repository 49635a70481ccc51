"""A newcomer finds their team, writes on its board and is reported; a moderator hides it, and it is gone."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

from tests.walks.test_people_walks import _link_in_the_outbox


def _comes_in(who, walker, name: str):
    """Join with a postcode of Łódź, confirm, and come in by the mailed link."""
    address = f"{name.lower()}{time.time_ns()}@people.example"
    page = who.open("/")
    page.get_by_label("E-mail", exact=True).fill(address)
    page.get_by_label("Postcode").fill("90-001")
    page.get_by_label("First name").fill(name)
    page.get_by_label("Country").select_option("PL")
    # A person takes a moment; a machine does not, and is not believed.
    page.wait_for_timeout(3500)
    who.press(re.compile("^Join "))
    page.goto(_link_in_the_outbox(walker, address, "confirm"))
    who.press("Yes, I want to join")
    expect(page.locator("main")).to_contain_text("You are in the team Łódzkie")
    who.look(f"team-confirmed-{name}")
    who.press("Look at your team", role="link")
    expect(page.locator("h1")).to_have_text("Łódzkie")
    who.look(f"team-visitor-{name}")
    who.press("I have joined already", role="link")
    page.get_by_label("E-mail", exact=True).fill(address)
    page.wait_for_timeout(3500)
    who.press("Mail me the link")
    page.goto(_link_in_the_outbox(walker, address, "open"))
    who.press("Open my page")
    expect(page.locator("h1")).to_contain_text("in Łódzkie")
    return page


def test_from_joining_to_a_hidden_post(walker):
    mark = time.time_ns()
    ann = walker(phone=True, script=False)
    page = _comes_in(ann, walker, "Ann")
    ann.look("team")
    ann.press("Begin a thread", role="link")
    ann.look("team-new-thread")
    page.get_by_label("What it is about").fill(f"The beach {mark}")
    page.get_by_label("What you want to say").fill("You are all fools, @Ben.")
    ann.press("Put it on the board")
    expect(page.locator("main")).to_contain_text("It stands on the board.")
    ann.look("team-thread-own")
    ben = walker()
    other = _comes_in(ben, walker, "Ben")
    ben.press("The whole board", role="link")
    ben.look("team-board")
    ben.press(re.compile(f"The beach {mark}"), role="link")
    other.get_by_label("What you want to say").fill("Please stay friendly.")
    ben.press("Answer")
    ben.look("team-thread")
    ben.press(re.compile("^Report"), role="link")
    ben.look("team-report")
    other.get_by_label("What is wrong with it?").fill("It is rude.")
    ben.press("Report it")
    expect(other.locator("main")).to_contain_text("A moderator looks at it")
    moderator = walker()
    desk = moderator.sign_in("Bo Lindqvist")
    desk.goto("/office/groups/reports/")
    moderator.look("group-reports")
    row = desk.locator("li", has_text=f"The beach {mark}")
    row.get_by_role("link", name=re.compile("^Decide")).click()
    moderator.look("group-report")
    desk.get_by_label("If you hide it: why?").fill("We stay friendly.")
    moderator.press("Hide it")
    expect(desk.locator("main")).to_contain_text("It is hidden")
    other.reload()
    expect(other.locator("main")).not_to_contain_text("fools")
    expect(other.locator("main")).to_contain_text("A moderator hid this post.")
    page.reload()
    expect(page.locator("main")).to_contain_text("We stay friendly.")
