"""Whom we mean, on the whole of its pages: counted while it is written, drawn, compared, asked about one person."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

COUNTED = re.compile(r"[1-9]")


def _first(page) -> str:
    """The page of the first saved audience."""
    page.goto("/office/audiences/")
    address: str = page.locator("tbody th a").first.get_attribute("href")
    return address


def test_the_count_follows_the_sentence_and_nothing_jumps(walker):
    ana = walker()
    page = ana.sign_in("Ana Reis")
    page.goto(f"{_first(page)}edit/")
    number = page.locator(".bigcount")
    expect(number).to_have_text(COUNTED)
    place = number.bounding_box()
    box = page.locator("#c-1 input[type=checkbox]").first
    before = number.inner_text()
    box.uncheck()
    expect(number).not_to_have_text(before, timeout=30_000)
    expect(page.locator("#counted")).to_contain_text("can be reached", timeout=30_000)
    assert number.bounding_box()["y"] == place["y"]
    box.check()
    expect(number).to_have_text(before, timeout=30_000)
    ana.look("audience-live-count")


def test_the_count_without_script(walker):
    ana = walker(script=False)
    page = ana.sign_in("Ana Reis")
    page.goto(f"{_first(page)}edit/")
    before = page.locator(".bigcount").inner_text()
    page.locator("#c-1 input[type=checkbox]").first.uncheck()
    page.get_by_role("button", name="Count", exact=True).last.click()
    expect(page.locator(".bigcount")).not_to_have_text(before, timeout=30_000)


@pytest.mark.parametrize(
    "wishes", [{}, {"dark": True}, {"phone": True}, {"phone": True, "dark": True}]
)
def test_the_whole_page(walker, wishes):
    ana = walker(**wishes)
    page = ana.sign_in("Ana Reis")
    address, mark = _first(page), "-".join(wishes)
    page.goto(address)
    name = ana.heading()
    expect(page.locator("#reasons")).not_to_have_attribute("hx-trigger", "load", timeout=30_000)
    assert page.title().startswith(name)
    ana.look(f"audience-whole-{mark}")
    page.goto(f"/office/audiences/pictures/?audience={address.split('/')[-2]}")
    ana.look(f"audience-pictures-{mark}")
    page.locator("#gifts svg a").first.click()
    page.wait_for_url("**/edit/**")
    expect(page.locator("body")).to_contain_text("Not saved yet")
    page.goto(f"{address}overlap/")
    page.get_by_label("Another audience").select_option(index=1)
    expect(page.locator(".lap")).to_have_count(1, timeout=30_000)
    ana.look(f"audience-overlap-{mark}")


def test_why_one_person_is_answered_on_the_spot(walker):
    ana = walker()
    page = ana.sign_in("Ana Reis")
    page.goto(_first(page))
    name = page.locator("#ten tbody th a").first.inner_text()
    page.get_by_label("Is a certain person in or out, and why?").fill(name)
    ana.press("Ask")
    expect(page.locator("#answer")).to_contain_text(
        re.compile("is in|More than one person"), timeout=30_000
    )
    ana.look("audience-why")
