"""A leader comes in by a link, calls somebody nobody has spoken to, and staff read of it on the person’s page."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.walks.test_people_walks import _link_in_the_outbox

SCRIPT = "Hello {given_name}, welcome to the team. May I tell you about Saturday?"


def _leader(bo) -> tuple[str, str]:
    """The address of a leader of the first team, and the address of their page, as staff find them."""
    page = bo.page
    page.goto("/office/groups/?kind=region")
    page.locator("tbody th a").first.click()
    team = page.url
    slug = page.get_by_role("link", name="The public page").get_attribute("href") or ""
    row = page.locator("#members tr", has_text="leads").first
    row.locator("th a").click()
    words = page.locator("#ids tbody th").all_inner_texts()
    address = next(one.split("\n")[0].strip() for one in words if "@" in one)
    page.goto(team)
    return address, slug


def _come_in(walker, who, address: str, onward: str) -> None:
    page = who.open(onward)
    expect(page.locator("h1")).to_have_text("Come in without a password")
    page.get_by_label("E-mail", exact=True).fill(address)
    # A person takes a moment; a machine does not, and is not believed.
    page.wait_for_timeout(3500)
    who.press("Mail me the link")
    page.goto(_link_in_the_outbox(walker, address, "open"))
    who.press("Open my page")


def test_a_leader_calls_and_staff_read_of_it(walker):
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    address, team = _leader(bo)
    page.get_by_role("link", name="Leaders").first.click()
    bo.look("office-leaders")
    lea = walker(phone=True)
    _come_in(walker, lea, address, f"{team}lead/")
    hers = lea.open(f"{team}lead/")
    expect(hers.locator("main")).to_contain_text("Nobody has spoken to them yet")
    before = hers.locator(".nums dd").first.inner_text()
    lea.look("lead")
    lea.press("Make a call list", role="link")
    hers.get_by_label("What are the calls about?").fill("First words")
    hers.get_by_label("What the caller says").fill(SCRIPT)
    lea.look("lead-new")
    lea.press("Make the list")
    expect(hers.locator("main")).not_to_contain_text("tel:")
    lea.press("Take the next call")
    lea.look("lead-call")
    name = hers.locator("#hand h2").inner_text()
    expect(hers.locator(".hand .script")).to_contain_text(f"Hello {name}, welcome")
    hers.get_by_label("We talked").check()
    hers.get_by_label("A note for colleagues").fill("Comes on Saturday")
    lea.press("Write it down")
    expect(hers.locator("main")).to_contain_text("It stands on their record.")
    lea.look("lead-noted")
    hers.goto(f"{team}lead/")
    expect(hers.locator(".nums dd").first).not_to_have_text(before)
    hers.goto(f"{team}lead/people/")
    lea.look("lead-people")
    hers.goto(f"{team}lead/numbers/")
    hers.get_by_role("textbox", name="Calls").fill("20")
    lea.press("Set the aims")
    expect(hers.locator("main")).to_contain_text("of 20")
    lea.look("lead-numbers")
    hers.goto(f"{team}lead/")
    lea.press("Who came", role="link")
    lea.look("lead-shifts")
    open_ones = hers.get_by_role("button", name=re.compile("^Was there"))
    left = open_ones.count()
    open_ones.first.click()
    expect(hers.get_by_role("status")).to_be_visible()
    expect(open_ones).to_have_count(left - 1)
    lea.look("lead-shifts-said")
    page.get_by_role("link", name="Call lists").first.click()
    bo.look("office-call-lists")
    page.get_by_role("link", name="First words").first.click()
    bo.look("office-call-list")
    page.locator("tr", has_text="We talked").locator("th a").first.click()
    expect(page.locator("#happened")).to_contain_text(
        "We called them. We talked. About “First words”"
    )
    expect(page.locator("#happened")).to_contain_text("a leader of their team")
    expect(page.locator("#notes")).to_contain_text("Comes on Saturday")
    page.goto("/office/groups/?kind=region")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name=re.compile("^Numbers$")).first.click()
    bo.look("office-numbers")
