"""A supporter gives on a telephone without a script, and by card at a desk; two colleagues count a hat."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def _fill(who, amount: str, name: str = ""):
    page = who.open("/give/")
    page.get_by_label("Another amount").fill(amount)
    if name:
        page.get_by_label("Your name").fill(name)
    # A person takes a moment; a machine does not, and is not believed.
    page.wait_for_timeout(3500)
    return page


def _heading(page, words: str) -> None:
    """What the card service reports is in the books a moment after one is back."""
    for _ in range(30):
        if words in page.locator("h1").inner_text():
            break
        page.wait_for_timeout(300)
        page.reload()
    expect(page.locator("h1")).to_have_text(words)


def test_a_gift_by_card_without_a_script(walker):
    una = walker(phone=True, script=False)
    page = una.open("/give/")
    una.look("give")
    assert len(page.content().encode()) < 50 * 1024
    page = _fill(una, "120", name="Una Walker")
    una.press("Go on to the payment")
    # The card service’s own page: another host, and no fault of ours.
    expect(page.locator("h1")).to_contain_text("Pay 12000 gbp")
    una.wrong.clear()
    page.get_by_role("button", name="declined").click()
    _heading(page, "The payment was declined")
    expect(page.locator("main")).to_contain_text("not enough money")
    una.look("give-declined")
    una.press("Try again")
    page.get_by_role("button", name="paid").click()
    page.wait_for_url(re.compile("came=done"))
    _heading(page, "Thank you: your gift has arrived")
    una.wrong.clear()
    una.look("given")


def test_staff_find_it_and_count_a_hat_by_two(walker):
    samir = walker()
    page = samir.sign_in("Samir Patel")
    page.goto("/office/gifts/")
    expect(page.locator("h1")).to_contain_text("lines in the books")
    samir.look("gifts")
    page.locator("table a").first.click()
    samir.look("gift")
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    page.goto("/office/gifts/hats/")
    bo.look("hats")
    page.get_by_label("Which hat?").fill("Walk")
    bo.press("Open it")
    here = page.url
    page.get_by_label("How much?").fill("321")
    bo.press("That is what I counted")
    bo.look("hat-once")
    gwen = walker(phone=True)
    other = gwen.sign_in("Gwenaëlle Jaouen")
    other.goto(here)
    expect(other.locator("main")).not_to_contain_text("321")
    other.locator("[name=amount]").fill("320")
    other.locator("form .btn--main").click()
    gwen.look("hat-differs")
    samir.page.goto(here)
    samir.page.get_by_label("How much?").fill("321")
    samir.page.get_by_label("Why?").fill("A coin fell down")
    samir.press("This is what is in it")
    expect(samir.page.locator("h1")).to_contain_text("is in the books")
    samir.look("hat-booked")


def test_the_form_in_the_dark_and_with_something_to_mend(walker):
    una = walker(dark=True)
    page = _fill(una, "a lot")
    una.press("Go on to the payment")
    expect(page.locator(".errors")).to_contain_text("in digits")
    una.look("give-mend-dark")
