"""The frame by hand and by key: going, finding, help, theme, dialog; and all of it without script."""

from __future__ import annotations

import re


def test_parts_are_sound_in_light_and_dark_and_on_a_phone(walker):
    for name, wishes in {"light": {}, "dark": {"dark": True}, "phone": {"phone": True}}.items():
        maja = walker(**wishes)
        maja.sign_in("Maja Nyberg")
        maja.open("/office/parts/")
        maja.look(f"parts-{name}")


def test_keys_go_places_and_stay_out_of_fields(walker):
    maja = walker()
    page = maja.sign_in("Maja Nyberg")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/office/people/**")
    page.goto("/office/parts/")
    page.get_by_label("Find people").click()
    page.keyboard.type("gp?")
    assert page.url.endswith("/office/parts/")
    assert page.get_by_label("Find people").input_value() == "gp?"
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys on this page").is_visible()
    page.get_by_label("Single keys are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not page.get_by_role("dialog", name="Keys on this page").is_visible()


def test_find_or_do_opens_by_key_and_goes_by_enter(walker):
    maja = walker()
    page = maja.sign_in("Maja Nyberg")
    page.keyboard.press("Control+k")
    finder = page.get_by_role("combobox", name="Find or do")
    finder.fill("broadc")
    maja.look("palette")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/broadcasts/**")


def test_dialog_takes_focus_and_escape_gives_it_back(walker):
    maja = walker()
    maja.sign_in("Maja Nyberg")
    page = maja.open("/office/parts/")
    opener = page.get_by_role("link", name="Open a dialog")
    opener.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog", name=re.compile("Halt")).is_visible()
    page.keyboard.press("Escape")
    assert opener.evaluate("element => element === document.activeElement")


def test_dark_is_chosen_without_script(walker):
    maja = walker(script=False)
    page = maja.sign_in("Maja Nyberg")
    page.locator(".nav summary").click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_first_tab_skips_to_the_content(walker):
    maja = walker()
    page = maja.sign_in("Maja Nyberg")
    page.goto("/office/keys/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_reflow_at_320(browser, walker):
    maja = walker(phone=True)
    page = maja.sign_in("Maja Nyberg")
    page.set_viewport_size({"width": 320, "height": 640})
    for path in (
        "/office/",
        "/office/parts/",
        "/office/people/",
        "/office/broadcasts/",
        "/office/inbox/",
    ):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{path} is {wide} px wide"
