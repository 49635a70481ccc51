"""A crisis from opening over hold and holding text to closing: by two people, on a phone and without script."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

CRISIS = "/office/crisis/"
TEXT = (
    "You are right to ask. The poster was drawn by an agency; our organiser Bo has asked for its sketches,"
    " and we show you what we find by 15:30 today."
)


def _soon(hours: int = 4) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def test_a_room_from_opening_to_closing(walker):
    bo, maja = walker(), walker(phone=True)
    page = bo.sign_in("Bo Lindqvist")
    page.goto(CRISIS)
    bo.look("crisis-rooms")
    page.keyboard.press("c")
    page.wait_for_url(re.compile("/crisis/new/"))
    bo.look("crisis-new")
    title = f"An artist says that our poster copies hers {time.time_ns()}"
    page.get_by_label("What happened, in one sentence?").fill(title)
    page.get_by_label("Grave").check()
    bo.press("Open the room")
    expect(page.locator("h1")).to_have_text(title)
    here = page.url
    page.keyboard.press("l")
    expect(page.locator("#note_words")).to_be_focused()
    page.keyboard.type("Her agent called.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline")).to_contain_text("Her agent called.")
    bo.look("crisis-room")
    # The one switch.
    bo.press("Hold everything", "link")
    bo.look("crisis-hold")
    bo.press("Hold everything now")
    expect(page.locator("#hold")).to_contain_text("Everything is held")
    expect(page.locator(".mode--halted").first).to_contain_text("holds everything since")
    bo.look("crisis-held")
    # A text that says nothing, then one that does.
    bo.press("Write a holding text", "link")
    page.get_by_label("What do we know, and what do we do now?").fill(
        "An agency drew it; we asked for the sketches"
    )
    page.get_by_label("Who looks into it?").fill("our organiser Bo")
    page.get_by_label("When does the next word come?").fill(_soon())
    page.get_by_label("The text, as others read it").fill("We are checking.")
    bo.press("Ask a second person")
    expect(page.locator("main")).to_contain_text("says nothing that anybody can check")
    bo.look("crisis-text-vague")
    page.get_by_label("The text, as others read it").fill(TEXT)
    bo.press("Ask a second person")
    bo.look("crisis-text-waits")
    text = page.url
    # The second person, on a phone.
    there = maja.sign_in("Maja Nyberg")
    there.goto(here)
    maja.look("crisis-room-phone")
    there.goto(text)
    maja.look("crisis-text-phone")
    maja.press("Approve exactly this text")
    expect(there.locator("h1")).to_contain_text("approved")
    page.goto(text)
    page.get_by_label("Where does it stand?").fill("Under her post")
    bo.press("It is published")
    expect(page.locator("#promise")).to_contain_text("We promised the next word by")
    bo.look("crisis-promised")
    page.get_by_text("The word is out").click()
    page.get_by_label("What was the next word?").fill("Here are the sketches.")
    bo.press("The promise is kept")
    # Lifting takes an approver; nothing goes on by it.
    there.goto(here)
    if there.get_by_role("button", name="Lift the hold").count() == 0:
        there.get_by_role("link", name=re.compile("Prove that it is you")).click()
        maja.look("crisis-prove")
        there.locator("main button").first.click()
        there.goto(here)
    maja.press("Lift the hold")
    expect(there.locator("main")).to_contain_text("Was held")
    page.goto(here)
    bo.press("Close this room")
    expect(page.locator(".errors")).to_contain_text("does not close without it")
    page.get_by_label("What was learned?").fill(
        "Ask an agency for its sketches before anything is printed."
    )
    bo.press("Close this room")
    expect(page.locator("main")).to_contain_text("Ask an agency")
    bo.press("Read it as a case", "link")
    bo.look("crisis-case")
    with page.expect_download() as file:
        bo.press("Take it along as Markdown", "link")
    assert file.value.suggested_filename.endswith(".md")
    page.goto(f"{CRISIS}library/")
    bo.look("crisis-library")
    page.goto(f"{CRISIS}library/story-tag/")
    bo.look("crisis-story")


def test_without_script(walker):
    bo = walker(script=False, phone=True)
    page = bo.sign_in("Bo Lindqvist")
    page.goto(f"{CRISIS}new/")
    page.get_by_label("What happened, in one sentence?").fill("A namesake is in the news")
    bo.press("Open the room")
    page.locator("#note_words").fill("It is not about us.")
    bo.press(re.compile("^Add to the log"))
    expect(page.locator(".timeline")).to_contain_text("It is not about us.")
    bo.look("crisis-room-plain")
    page.get_by_text("It was a false alarm").click()
    page.get_by_label("Why was it a false alarm?").fill("They only share our name.")
    bo.press("Close as a false alarm")
    expect(page.locator("main")).to_contain_text("They only share our name.")
