"""Four eyes by hand: a planted slip is sent back; a broadcast goes from its first word to its results."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

LETTER = 'Hello {{ first_name | default: "friend" }},\n\nHavsvakt saw it: the seals are back on the sandbank.\n\nSee you on the beach.'


def _prove(walker) -> None:
    """Weighty presses ask who you are; in training one click answers."""
    link = walker.page.get_by_role("link", name="Prove that it is you")
    if link.count():
        link.click()
        walker.press(re.compile("It is me"))


def test_newcomer_finds_the_slip_and_sends_it_back(walker):
    maja = walker()
    page = maja.sign_in("Maja Nyberg")
    maja.look("today")
    expect(page.locator("h1")).to_contain_text(re.compile("wait"))
    page.get_by_role("link", name=re.compile("Bo Lindqvist wants")).first.click()
    maja.look("approve")
    expect(page.locator("main")).to_contain_text("(first name)")
    _prove(maja)
    page.get_by_label("Reason").fill(
        "Some would read “Hi (first name)”. Use another word for them."
    )
    maja.press("Return for changes")
    expect(page.locator("main")).to_contain_text(re.compile("answered|Returned|returned"))

    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    expect(page.locator("main")).to_contain_text(re.compile("Beach clean on Saturday"))
    bo.look("today-of-the-author")


def test_nothing_is_approved_without_a_reason_to_refuse_or_a_tick(walker):
    maja = walker(script=False)
    page = maja.sign_in("Maja Nyberg")
    page.goto("/office/broadcasts/")
    waiting = page.get_by_role("link", name=re.compile("Read it"))
    if not waiting.count():
        return
    waiting.first.click()
    _prove(maja)
    maja.press("Reject")
    expect(page.locator(".errors")).to_be_visible()
    assert page.title().startswith("Error:")


def test_from_the_first_word_to_the_results(walker):
    ana = walker()
    page = ana.sign_in("Ana Reis")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/office/broadcasts/")
    page.keyboard.press("c")
    page.wait_for_url("**/office/broadcasts/new/")
    ana.look("declare")
    page.get_by_label("Name of this broadcast").fill("Seals are back")
    page.get_by_label("Whom is it for?").fill("people in Brittany and Provence who want news")
    page.get_by_label("About how many people is that?").fill("1500")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.get_by_label(re.compile("Yes to news in Brittany and Provence")).check()
    ana.press("Take this audience")
    ana.look("audience-of-a-broadcast")
    if page.get_by_role("link", name="Write the words").count():
        ana.press("Write the words", role="link")
    page.get_by_label("Subject line").fill("The seals are back")
    page.get_by_label("Text", exact=True).fill(LETTER)
    ana.look("compose")
    page.get_by_label("Subject line").focus()
    page.keyboard.press("Control+s")
    page.wait_for_load_state()
    page.get_by_role("link", name="Check and submit").first.click()
    ana.look("check")
    ana.press(re.compile("^Submit"))
    expect(page.locator("main")).to_contain_text(re.compile("Waiting|waits", re.IGNORECASE))
    address = page.url

    maja = walker()
    page = maja.sign_in("Maja Nyberg")
    page.goto(address)
    _prove(maja)
    page.get_by_label(re.compile("I have read it")).check()
    maja.press(re.compile("^Approve for"))
    maja.look("approved")

    # The author may write but not send: an organiser lets it go.
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    page.goto(address)
    bo.press(re.compile("^Send to"), role="link")
    bo.look("release")
    bo.press(re.compile("^Send to"))
    bo.look("live")
    # Wave after wave: the numbers move while nobody touches the page.
    before = bo.heading()
    page.evaluate("window.untouched = true")
    expect(page.locator("h1")).not_to_have_text(before, timeout=60_000)
    assert page.evaluate("window.untouched") is True
    page.keyboard.press("h")
    expect(page.get_by_role("dialog", name=re.compile("Halt"))).to_be_visible()
    bo.press("Halt now")
    expect(page.locator("h1")).to_contain_text(re.compile("Stopped"))
    bo.look("halted")

    # An approver lets it go on; it ends by itself, and says what became of everybody.
    page = maja.page
    page.goto(bo.page.url)
    _prove(maja)
    maja.press(re.compile("^Send to the other"))
    number = re.search(r"/broadcasts/(\d+)/", page.url).group(1)
    for _ in range(60):
        page.goto(f"/office/broadcasts/{number}/results/")
        if "results" in page.url and page.get_by_text("Never sent").count():
            break
        page.wait_for_timeout(1000)
    maja.look("results")
    expect(page.locator("main")).to_contain_text("By region")
    page.get_by_role("link", name=re.compile("Accepted")).first.click()
    page.wait_for_load_state()
    maja.look("rows-behind-a-number")

    # It was a mistake after all: two presses, and a correction with its words and people waits to be submitted.
    page = ana.page
    page.goto(f"/office/broadcasts/{number}/results/")
    ana.press("Send a correction", role="link")
    page.get_by_text("Some of them were rightly reached").click()
    ana.look("correction")
    ana.press(re.compile("^Correct it for"))
    expect(page.get_by_label("Subject line")).to_have_value(
        "Sent to you by mistake: The seals are back"
    )
    ana.look("correction-words")
    page.get_by_role("link", name="Check and submit").first.click()
    expect(page.locator("main")).to_contain_text("Those who got “Seals are back”, or may have")
    ana.look("correction-check")
    page.goto("/office/broadcasts/corrections/")
    expect(page.get_by_role("button", name="Practise now")).to_be_visible()
    ana.look("corrections")


def test_everything_is_stopped_with_two_presses_and_said_on_every_page(walker):
    vera = walker(phone=True)
    page = vera.sign_in("Vera Quayle")
    page.goto("/office/broadcasts/")
    vera.press("Stop everything", role="link")
    vera.look("stop-everything")
    vera.press("Stop everything now")
    vera.look("everything-stopped")
    page.goto("/office/")
    expect(page.get_by_role("alert").first).to_contain_text("Everything is stopped since")

    maja = walker()
    page = maja.sign_in("Maja Nyberg")
    page.goto("/office/sending/stop/")
    _prove(maja)
    maja.press("Lift the stop")
    expect(page.get_by_text("Everything is stopped since")).to_have_count(0)


def test_kept_words_leave_at_a_time(walker):
    """From a finished broadcast to a template, and from that to a new one that has its hour."""
    ana = walker()
    page = ana.sign_in("Ana Reis")
    page.goto("/office/broadcasts/?status=over")
    ana.press(re.compile("^Copy"), role="link")
    page.get_by_label("About how many people is that?").fill("1500")
    ana.look("copy")
    ana.press(re.compile("Choose the audience"))
    ana.press("Take this audience")
    number = re.search(r"/broadcasts/(\d+)/", page.url).group(1)
    page.goto(f"/office/broadcasts/{number}/")
    ana.press("Keep these words", role="link")
    page.get_by_label("Name", exact=True).fill(f"Storm letter {number}")
    ana.look("keep-words")
    ana.press("Keep these words")
    ana.look("template")
    ana.press("Use in a new broadcast", role="link")
    expect(page.locator("main")).to_contain_text(f"With the words of “Storm letter {number}”")
    page.goto(f"/office/broadcasts/{number}/when/")
    page.get_by_label("At a time").check()
    leaves = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(hours=3)
    page.get_by_label("Day").fill(f"{leaves:%Y-%m-%d}")
    page.get_by_label("Time", exact=True).fill(f"{leaves:%H:%M}")
    page.get_by_label("Where the clock shows that time").select_option("Europe/Paris")
    page.get_by_label("Not before").fill("08:00")
    page.get_by_label("Not after").fill("21:00")
    ana.look("when")
    ana.press(re.compile("^Save and check"))
    expect(page.locator("header.lead")).to_contain_text(
        f"at {leaves:%H:%M} in Paris, to each between 08:00 and 21:00 where they live"
    )
    ana.look("check-with-a-time")
    ana.press(re.compile("^Submit"))
    expect(page.locator("main")).to_contain_text("in Paris")
    page.goto("/office/broadcasts/?status=waiting&by=me")
    expect(page.locator("main")).to_contain_text(re.compile("starts on .* in Paris"))
    ana.look("list-of-mine")


def test_a_text_is_counted_while_it_is_written(walker):
    """By the page itself while typing, and by the printer beside it; the two agree."""
    ana = walker()
    page = ana.sign_in("Ana Reis")
    page.goto("/office/broadcasts/new/")
    page.get_by_label("Name of this broadcast").fill("Seals by text")
    page.get_by_label("Whom is it for?").fill("people on the Baltic coast with a telephone")
    page.get_by_label("About how many people is that?").fill("500")
    page.get_by_label("By text message").check()
    ana.press(re.compile("Choose the audience"))
    page.get_by_label(re.compile("Baltic coast")).check()
    ana.press("Take this audience")
    if page.get_by_role("link", name="Write the words").count():
        ana.press("Write the words", role="link")
    expect(page.get_by_label("Subject line")).to_have_count(0)
    field = page.get_by_label("Text", exact=True)
    field.fill("The seals are back. " * 8)
    _counts_alike(page)
    ana.look("compose-a-text")
    field.fill("Foki wróciły na plażę. " * 5)
    expect(page.locator("[data-part=costly]")).to_contain_text("ł")
    _counts_alike(page)
    page.keyboard.press("Control+s")
    page.wait_for_load_state()
    expect(page.locator(".preview")).to_contain_text("Stop? Reply STOP")


def _counts_alike(page):
    """No personal value stands in the text, so what the page counts is what the printer counts."""
    signs = int(page.locator("[data-part=used]").inner_text())
    parts = int(page.locator("[data-part=parts]").inner_text())
    assert parts > 1
    expect(page.locator("#preview")).to_contain_text(f"{signs} signs, {parts} parts")
