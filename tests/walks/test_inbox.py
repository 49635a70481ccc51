"""Answering people by keys alone, without script, and on a phone; every page on the way is held to the rules."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

INBOX = "/office/inbox/"


def _open_first(page, queue: str = "all") -> None:
    page.goto(f"{INBOX}?queue={queue}")
    page.locator(".convs li a").first.click()
    page.wait_for_url(re.compile(r"/office/inbox/\d+/"))


def test_a_conversation_by_keys_alone(walker):
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    page.goto(f"{INBOX}macros/new/")
    bo.look("inbox-macro-new")
    name = f"Thanks {time.time_ns()}"
    page.get_by_label("Name").fill(name)
    page.get_by_label("In English").fill('Dear {{ first_name | default: "friend" }}, thank you.')
    bo.press("Keep")
    bo.look("inbox-macros")
    page.goto(f"{INBOX}?queue=all")
    bo.look("inbox-queues")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/office/inbox/\d+/"))
    bo.look("inbox-thread")
    page.keyboard.press("s")
    expect(page.locator("details.pop[open] select")).to_be_focused()
    bo.look("inbox-putting-off")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator("#id_assignee")).to_be_focused()
    page.keyboard.press("Alt+l")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("/Thanks")
    expect(page.locator("#macro-list [role=option]").first).to_be_visible()
    bo.look("inbox-kept-answers-menu")
    page.keyboard.press("Enter")
    expect(page.locator("#id_text")).to_have_value(re.compile(r"^Dear .+, thank you\.$"))
    page.keyboard.press("Control+Enter")
    undo = page.get_by_role("button", name=re.compile("^Undo"))
    expect(undo).to_be_visible()
    bo.look("inbox-undo")
    page.keyboard.press("z")
    expect(page.locator(".notice")).to_contain_text("Taken back")
    expect(page.locator("#id_text")).to_have_value(re.compile("thank you"))
    bo.look("inbox-taken-back")
    page.keyboard.press("Alt+e")
    expect(page.locator("h1")).to_contain_text("Closed")
    page.keyboard.press("Alt+e")
    expect(page.locator("h1")).not_to_contain_text("Closed")
    page.keyboard.press("n")
    expect(page.locator("#id_note_text")).to_be_focused()
    page.keyboard.type("She is right.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".bubble--note").last).to_contain_text("She is right.")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Alt+L")


def test_the_other_one_sees_it_come(walker):
    bo, maja = walker(), walker()
    page = bo.sign_in("Bo Lindqvist")
    _open_first(page)
    there = maja.sign_in("Maja Nyberg")
    there.goto(page.url)
    expect(page.locator("[data-live-name=others]")).to_contain_text("Maja", timeout=20_000)
    count = page.locator(".bubble").count()
    page.keyboard.press("n")
    page.wait_for_url(re.compile("write=note"))
    page.locator("#id_note_text").fill("Seen at once.")
    page.keyboard.press("Control+Enter")
    expect(there.locator(".bubble")).to_have_count(count + 1, timeout=20_000)


def test_without_script(walker):
    bo = walker(script=False)
    page = bo.sign_in("Bo Lindqvist")
    _open_first(page)
    bo.look("inbox-plain")
    page.locator("#id_text").fill("We meet at the pier.")
    bo.press(re.compile("^Send Ctrl"))
    expect(page.locator(".bubble--us").last).to_contain_text("We meet at the pier.")
    bo.press(re.compile("^Undo"))
    expect(page.locator("#id_text")).to_have_value("We meet at the pier.")
    page.locator("summary", has_text="Put off").first.click()
    page.locator("#id_snooze_when").select_option("week")
    page.locator("details.pop form", has=page.locator("#id_snooze_when")).get_by_role(
        "button"
    ).click()
    page.wait_for_load_state()
    expect(page.get_by_role("button", name=re.compile("bring back now"))).to_be_visible()
    bo.press(re.compile("bring back now"))
    page.goto(f"{INBOX}?queue=all")
    page.locator(".convs li input").nth(0).check()
    page.locator(".many summary").click()
    bo.press("I answer them")
    expect(page.locator("body")).to_contain_text("1 conversation changed.")


def test_on_a_phone(walker):
    bo = walker(phone=True, dark=True)
    page = bo.sign_in("Bo Lindqvist")
    page.goto(f"{INBOX}?queue=all")
    bo.look("inbox-list-phone-dark")
    page.locator(".convs .other summary").click()
    page.locator(".convs .chips a", has_text="Everybody").click()
    page.locator(".convs li a").first.click()
    page.wait_for_url(re.compile(r"/office/inbox/\d+/"))
    expect(page.locator(".thread")).to_be_visible()
    bo.look("inbox-thread-phone-dark")
    page.get_by_role("link", name="Inbox").first.click()
    expect(page.locator(".convs").first).to_be_visible()
