"""What is said of us: a tag that rises, a post that becomes a conversation, and a topic written by hand."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect


@pytest.mark.parametrize("phone", [False, True])
def test_listening(walker, phone):
    vera = walker(phone=phone, dark=phone)
    page = vera.sign_in("Vera Quayle")
    page.goto("/office/listening/")
    vera.look("listening-phone" if phone else "listening")
    expect(page.locator("h1")).to_contain_text("posts named us in the last 24 hours")
    expect(page.locator("body")).to_contain_text("mira.holm.example")
    page.get_by_role("link", name="#havsvakt").first.click()
    vera.look("listening-topic-phone" if phone else "listening-topic")
    expect(page.locator("svg .line").first).to_be_attached()
    expect(page.locator("body")).to_contain_text("#thieves")
    page.goto("/office/listening/followers/")
    vera.look("followers-phone" if phone else "followers")
    expect(page.locator("h1")).to_contain_text("left in the last 24 hours")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"]


def test_an_organiser_watches_something_and_answers(walker):
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    page.goto("/office/listening/")
    page.keyboard.press("c")
    bo.look("listening-new-topic")
    page.get_by_role("button", name="Watch it").click()
    expect(page.locator(".errors")).to_be_visible()
    page.get_by_label("What do you call it?").fill("Beach clean")
    page.get_by_label("Names", exact=True).fill("beach clean")
    page.get_by_role("button", name="Watch it").click()
    expect(page.locator("h1")).to_contain_text("Beach clean")
    page.goto("/office/listening/")
    page.get_by_role("button", name="Make a conversation").first.click()
    bo.look("listening-conversation")
    expect(page).to_have_url(re.compile(r"/office/inbox/\d+/"))
