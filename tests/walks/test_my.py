"""A supporter joins with an address and a postcode, comes in by a mailed link and finds their own page."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

from tests.walks.test_people_walks import _link_in_the_outbox


def _join(who, address: str) -> None:
    page = who.open("/")
    page.get_by_label("E-mail", exact=True).fill(address)
    page.get_by_label("Postcode").fill("90-001")
    page.get_by_label("First name").fill("Ola")
    page.get_by_label("Country").select_option("PL")
    # A person takes a moment; a machine does not, and is not believed.
    page.wait_for_timeout(3500)
    who.press(re.compile("^Join "))
    expect(page.locator("h1")).to_have_text("Now look into your mailbox")


def test_a_supporter_comes_in_without_a_password(walker):
    address = f"ola{time.time_ns()}@people.example"
    ola = walker(phone=True, script=False)
    _join(ola, address)
    ola.page.goto(_link_in_the_outbox(walker, address, "confirm"))
    ola.press("Yes, I want to join")
    page = ola.open("/my/")
    expect(page.locator("h1")).to_have_text("Come in without a password")
    ola.look("my-in")
    page.get_by_label("E-mail", exact=True).fill(address)
    page.wait_for_timeout(3500)
    ola.press("Mail me the link")
    expect(page.locator("h1")).to_have_text("Now look into your mailbox")
    ola.look("my-sent")
    page.goto(_link_in_the_outbox(walker, address, "open"))
    ola.look("my-open")
    ola.press("Open my page")
    expect(page.locator("h1")).to_have_text("Hello, Ola")
    expect(page.locator("main")).to_contain_text("Joined by the sign-up form")
    ola.look("my")
    ola.press("Yes, note it")
    expect(page.locator("#noting")).to_contain_text("You said yes")
    ola.press("Sign out")
    page.goto("/my/")
    expect(page.locator("h1")).to_have_text("Come in without a password")
