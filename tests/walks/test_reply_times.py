"""Whether we keep up, at a desk and on a phone, and what we promise."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect


@pytest.mark.parametrize("phone", [False, True])
def test_reply_times(walker, phone):
    vera = walker(phone=phone, dark=phone)
    page = vera.sign_in("Vera Quayle")
    page.goto("/office/inbox/times/")
    vera.look("reply-times-phone" if phone else "reply-times")
    expect(page.locator("h1")).to_contain_text("hear from us in time")
    expect(page.locator(".heat").nth(1 if phone else 0)).to_be_visible()
    expect(page.locator(".heat").nth(0 if phone else 1)).not_to_be_visible()
    expect(page.locator("body")).to_contain_text("messages will come from")
    page.get_by_role("link", name="Share answered").click()
    expect(page.locator(".heat:visible td").first).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"]


def test_an_administrator_makes_the_promise_stricter(walker):
    tove = walker()
    page = tove.sign_in("Tove Berg")
    page.goto("/office/inbox/promises/")
    tove.look("promises")
    page.get_by_label("Hours until a first answer").fill("3.5")
    page.get_by_role("button", name="Keep this promise").click()
    expect(page.locator("h1")).to_contain_text("3.5")
    page.get_by_label("Monday").fill("whenever")
    page.get_by_role("button", name="Keep this promise").click()
    expect(page.locator(".errors")).to_contain_text("whenever")
    tove.look("promises-with-an-error")
