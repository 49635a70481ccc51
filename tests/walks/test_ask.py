"""A visitor asks without a script, staff see it with its clock and answer, and the mailbox gets both letters."""

from __future__ import annotations

import re
import time
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.walks.test_people_walks import _link_in_the_outbox


def _ask(who, address: str, words: str) -> None:
    page = who.open("/ask/")
    expect(page.locator("main")).to_contain_text("A person reads every question.")
    who.look("ask")
    page.get_by_label("Your question").fill(words)
    page.get_by_label("Your name").fill("Ola Walker")
    page.get_by_label("E-mail", exact=True).fill(address)
    # A person takes a moment; a machine does not, and is not believed.
    page.wait_for_timeout(3500)
    who.press("Send the question")
    expect(page.locator("h1")).to_have_text("Your question is with us")
    who.look("ask-sent")


def _open_in_the_inbox(page, words: str) -> None:
    for _ in range(60):
        page.goto(f"/office/inbox/?{urlencode({'q': words})}")
        row = page.locator(".convs li a", has_text=words)
        if row.count():
            expect(row.first).to_contain_text("Web form")
            expect(row.first).to_contain_text("left")
            row.first.click()
            page.wait_for_url(re.compile(r"/office/inbox/\d+/"))
            return
        page.wait_for_timeout(1000)
    raise AssertionError("the question did not come into the inbox")


def test_a_question_from_the_page_is_answered(walker):
    mark = time.time_ns()
    address, words = f"ola{mark}@people.example", f"Is there parking number {mark}?"
    ola = walker(phone=True, script=False)
    _ask(ola, address, words)
    link = _link_in_the_outbox(walker, address, "ask")
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    _open_in_the_inbox(page, words)
    bo.look("conversation-asked")
    expect(page.locator("main")).to_contain_text("Nothing proves who writes from there")
    page.keyboard.press("r")
    page.keyboard.type("Yes, behind the lighthouse.")
    page.keyboard.press("Control+Enter")
    page.wait_for_load_state()
    expect(page.locator("body")).not_to_contain_text("has not left")
    for _ in range(40):
        page.goto(f"/office/outbox/?q={address}")
        if page.get_by_text("Re: Your question to Havsvakt").count():
            break
        page.wait_for_timeout(1000)
    expect(page.locator("main")).to_contain_text("Re: Your question to Havsvakt")
    ola.page.goto(link)
    ola.look("ask-mine")
    ola.press("Yes, I asked this")
    expect(ola.page.locator("h1")).to_have_text("Thank you: this was you")


def test_the_page_in_the_dark_and_with_something_to_mend(walker):
    una = walker(dark=True)
    page = una.open("/ask/")
    una.look("ask-dark")
    page.wait_for_timeout(3500)
    una.press("Send the question")
    expect(page.locator(".errors")).to_contain_text("Write your question.")
    una.look("ask-mend-dark")
