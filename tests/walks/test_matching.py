"""Staff find a task that is short of people, read who fits and why, accept two, and exactly those are written to."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_a_task_short_of_people_gets_two_and_a_draft_to_exactly_those(walker):
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    page.goto("/office/tasks/plan/")
    bo.look("task-plan-empty")
    bo.press("Plan")
    expect(page.locator("h1")).to_contain_text("can be filled")
    bo.look("task-plan")
    page.locator(
        "tbody th a", has_text=re.compile("beach|plaży|spiaggia|plage", re.IGNORECASE)
    ).last.click()
    expect(page.locator("h1")).to_contain_text("needs")
    expect(page.locator(".fits li p").first).to_contain_text(re.compile("lives|region"))
    bo.look("task-people")
    boxes = page.locator(".fits input[type=checkbox]")
    for number in range(2):
        boxes.nth(number).check()
    names = [page.locator(".fits h3 a").nth(number).inner_text() for number in range(2)]
    bo.press("Accept those ticked")
    expect(page.locator("main")).to_contain_text("2 people are accepted")
    for name in names:
        expect(page.locator("#accepted")).to_contain_text(name)
    bo.look("task-people-accepted")
    # One key, away from any field.
    page.locator("h1").click()
    page.keyboard.press("i")
    page.wait_for_url(re.compile(r"/broadcasts/\d+/check/"))
    expect(page.locator("main")).to_contain_text(re.compile("Exactly [12] (person|people)"))
    bo.look("task-invitation")


def test_on_a_telephone_in_the_dark(walker):
    bo = walker(phone=True, dark=True)
    page = bo.sign_in("Bo Lindqvist")
    page.goto("/office/tasks/plan/")
    bo.press("Plan")
    bo.look("task-plan-phone")
    page.locator("tbody th a").first.click()
    expect(page.locator("h1")).to_contain_text("needs")
    bo.look("task-people-phone")
