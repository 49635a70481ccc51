"""Joining, confirming, choosing and stopping; answering one person; a list in and out again; whom we mean."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

SOME = "email,first name,last name,country,postcode\n{0}.one@list.example,Una,Walker,GB,EX4 4QJ\n{0}.two@list.example,Duo,Walker,GB,SW1A 1AA\n"


def _link_in_the_outbox(walker, address: str, kind: str) -> str:
    """In training every letter is kept: read it there, as its reader would."""
    tove = walker()
    page = tove.sign_in("Tove Berg")
    for _ in range(40):
        page.goto(f"/office/outbox/?q={address}")
        if page.locator("tbody a").count():
            page.locator("tbody th a").first.click()
            found = re.search(
                rf"https?://[^\s>]*/{kind}/[^\s>]+", page.locator("pre").first.text_content() or ""
            )
            if found:
                tove.look(f"outbox-{kind}")
                return found.group(0)
        page.wait_for_timeout(1000)
    raise AssertionError(f"no letter with a link to /{kind}/ for {address}")


def _join(who, address: str) -> None:
    page = who.open("/")
    page.get_by_label("E-mail", exact=True).fill(address)
    page.get_by_label("Postcode").fill("EX4 4QJ")
    page.get_by_label("Country").select_option("GB")
    page.get_by_label(re.compile("^Yes, Havsvakt may e-mail me")).check()
    # A person takes a moment; a machine does not, and is not believed.
    page.wait_for_timeout(3500)
    who.press(re.compile("^Join "))
    expect(page.locator("h1")).to_have_text("Now look into your mailbox")


def test_join_confirm_choose_and_stop_on_a_phone(walker):
    address = f"una{time.time_ns()}@people.example"
    una = walker(phone=True)
    una.open("/")
    una.look("join")
    _join(una, address)
    una.look("joined")
    link = _link_in_the_outbox(walker, address, "confirm")
    page = una.page
    page.goto(link)
    una.look("confirm")
    una.press("Yes, I want to join")
    expect(page.locator("h1")).to_have_text("You have joined")
    una.look("confirmed")
    una.press("Choose what you get", role="link")
    una.look("preferences-ask")
    page.get_by_label("E-mail", exact=True).fill(address)
    page.wait_for_timeout(3500)
    una.press("Mail me the link")
    page.goto(_link_in_the_outbox(walker, address, "preferences"))
    expect(page.locator("h1")).to_have_text("This is what you get from us")
    una.look("preferences")
    una.press("Stop everything")
    expect(page.locator("h1")).to_have_text("You get nothing from us")
    una.look("preferences-stopped")


def test_join_without_script(walker):
    una = walker(script=False)
    _join(una, f"plain{time.time_ns()}@people.example")


def test_a_slip_in_the_form_is_named_and_linked(walker):
    una = walker()
    page = una.open("/")
    page.get_by_label("E-mail", exact=True).fill("una@")
    una.press(re.compile("^Join "))
    assert page.title().startswith("Error:")
    una.look("join-with-an-error")
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_answer_one_person_by_keys(walker):
    gwen = walker()
    page = gwen.sign_in("Gwenaëlle Jaouen")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/office/inbox/**")
    gwen.look("inbox")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/office/inbox/\d+/"))
    gwen.look("conversation")
    page.keyboard.press("r")
    page.keyboard.type("Thank you for writing. There is room behind the lighthouse.")
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_load_state()
    expect(page.locator("body")).not_to_contain_text("has not left")


def test_a_conversation_on_a_phone(walker):
    gwen = walker(phone=True)
    page = gwen.sign_in("Gwenaëlle Jaouen")
    page.goto("/office/inbox/")
    gwen.look("inbox-phone")
    page.locator(".convs li a").first.click()
    gwen.look("conversation-phone")
    expect(page.locator(".thread")).to_be_visible()
    expect(page.locator(".convs")).not_to_be_visible()


def test_a_list_comes_in_and_goes_out_again(walker, tmp_path):
    mark = f"walk{time.time_ns()}"
    file = tmp_path / f"{mark}.csv"
    file.write_text(SOME.format(mark))
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    page.goto("/office/imports/new/")
    bo.look("import-new")
    page.get_by_label("Your list").set_input_files(file)
    page.get_by_label("Where does it come from?").fill("Paper list")
    bo.press("Show me what it would do")
    expect(page.get_by_role("button", name=re.compile("^Take in"))).to_be_visible(timeout=30_000)
    bo.look("import-preview")
    bo.press(re.compile("^Take in"))
    undo = page.get_by_role("button", name="Take this import back")
    expect(undo).to_be_visible(timeout=30_000)
    page.wait_for_timeout(2500)
    bo.look("import-done")
    undo.click()
    expect(page.get_by_role("heading", name="Taken back", exact=True)).to_be_visible(timeout=30_000)
    bo.look("import-undone")


def test_whom_we_mean_is_a_sentence_and_nothing_means_nobody(walker):
    ana = walker()
    page = ana.sign_in("Ana Reis")
    page.goto("/office/audiences/new/")
    expect(page.locator(".bigcount")).to_have_text("0")
    ana.look("audience-empty")
    ana.press("And…")
    ana.look("audience-one-condition")
    page.goto("/office/audiences/")
    ana.look("audiences")
    page.locator("tbody th a").first.click()
    ana.look("audience")
    page.get_by_role("link", name="Change").first.click()
    ana.look("audience-change")


def test_people_are_found_and_read(walker):
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    page.goto("/office/people/")
    bo.look("people")
    page.keyboard.press("/")
    page.keyboard.type("abbott")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.locator("tbody th a").first.click()
    bo.look("person")
