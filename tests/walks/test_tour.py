"""The first five minutes, second part: one lets a broadcast go that halts by itself, and halts one by hand."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.walks.test_broadcast import _prove


def _let_go(walker, title):
    """From the list of broadcasts to the page that watches it leave."""
    page = walker.page
    page.goto("/office/broadcasts/?status=waiting")
    page.get_by_role("link", name=title).first.click()
    page.wait_for_load_state()
    _prove(walker)
    walker.press(re.compile("^Send to"), role="link")
    _prove(walker)
    walker.press(re.compile("^Send to"))
    return page


def _ticked(page, words):
    page.goto("/office/")
    return page.locator(".checks li", has_text=words).get_by_label("Done").count() == 1


def test_one_stops_by_itself_and_one_by_hand(walker):
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    bo.look("tour")
    assert not _ticked(page, "Let one go")
    _let_go(bo, "Storm fund appeal, Britain and America")
    bo.look("tour-live")
    expect(page.locator("h1")).to_contain_text(re.compile("^Stopped at"), timeout=90_000)
    expect(page.locator("main")).to_contain_text("It stopped itself.")
    expect(page.locator("main")).to_contain_text("Called it unwanted")
    bo.look("tour-halted-by-itself")
    halted = page.url

    _let_go(bo, "Winter walk along the dunes")
    page.keyboard.press("h")
    bo.press("Halt now")
    expect(page.locator("h1")).to_contain_text("Stopped")
    bo.look("tour-halted-by-hand")
    for words in ("Let one go", "Halt a sending"):
        assert _ticked(page, words)
    bo.look("tour-ticked")

    vera = walker(phone=True)
    page = vera.sign_in("Vera Quayle")
    vera.look("tour-phone")
    page.goto(halted)
    expect(page.locator("main")).to_contain_text("It stopped itself.")
    vera.look("tour-halted-phone")
