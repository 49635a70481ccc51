"""A complaint by hand: it cannot be put away unanswered, and closes with what was done and what it taught."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

WORKER = 120_000  # a worker looks at what came within a minute


def _judged(page: Page, text: str) -> None:
    """Open the conversation that says so, once a worker has looked at it."""
    page.goto("/office/inbox/?queue=all")
    page.get_by_role("link", name=re.compile(re.escape(text))).first.click()
    page.wait_for_load_state()
    for _again in range(WORKER // 2_000):
        if page.locator("details.sorting").count():
            return
        page.wait_for_timeout(2_000)
        page.reload()
    raise AssertionError("nobody looked at the message")


def _say(walker, kind: str) -> None:
    page = walker.page
    page.locator("details.sorting summary").first.click()
    page.locator("details.sorting select").first.select_option(kind)
    walker.press("Say so")


def test_a_complaint_cannot_be_put_away_unanswered(walker):
    gwen = walker()
    page = gwen.sign_in("Gwenaëlle Jaouen")
    _judged(page, "aucune réponse")
    _say(gwen, "complaint")
    page.get_by_role("button", name=re.compile("^(Close|Fermer)")).first.click()
    page.wait_for_load_state()
    expect(page.locator(".errors")).to_be_visible()
    gwen.look("complaint-unanswered")
    page.locator("#id_text").fill("Bonjour, nous sommes désolés de ce silence.")
    page.locator("button[name=then][value=close]").click()
    page.wait_for_load_state()
    page.goto("/office/inbox/cases/")
    gwen.look("complaints")
    page.locator("main .list a").first.click()
    page.wait_for_load_state()
    gwen.look("complaint")
    page.locator("#id_owner + button").click()
    page.wait_for_load_state()
    page.locator("#id_outcome").fill("Nous avons répondu et noté son numéro.")
    page.locator("#id_lesson").fill("Répondre dans la journée.")
    page.locator("form[action$='closure/'] button").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("Répondre dans la journée.")
    gwen.look("complaint-closed")
    page.goto("/office/inbox/cases/?list=closed&words=journee")
    expect(page.locator("main")).to_contain_text("Répondre dans la journée.")


def test_a_dialogue_ends_with_a_block_that_another_one_lifts(walker):
    bo, gwen = walker(), walker()
    page = bo.sign_in("Bo Lindqvist")
    _judged(page, "Who gave you my address?")
    _say(bo, "hate")
    page.get_by_label(re.compile("^Blocked")).check()
    page.get_by_label("Why").fill("Threatened a colleague by name.")
    bo.press("Note the outcome")
    expect(page.locator("aside")).to_contain_text("Somebody else has to lift it")
    bo.look("dialogue-blocked")
    other = gwen.sign_in("Gwenaëlle Jaouen")
    other.goto(page.url)
    other.locator("form[action*='lifting'] button").click()
    other.wait_for_load_state()
    expect(other.locator("aside")).to_contain_text("Gwenaëlle")


def test_teams_topics_and_one_answer_for_many_stand_the_checkers(walker):
    for wishes in ({}, {"phone": True}, {"dark": True}):
        bo = walker(**wishes)
        page = bo.sign_in("Bo Lindqvist")
        name = "-".join(["", *wishes])
        for path in ("teams/", "teams/new/", "topics/new/", "cases/", "cases/?list=closed"):
            page.goto(f"/office/inbox/{path}")
            bo.look(f"inbox-{path}{name}")
    page.goto("/office/broadcasts/")
    page.get_by_role("link", name=re.compile("results|Results")).first.click()
    page.wait_for_load_state()
    bo.press("Answer everybody who wrote back")
    bo.look("answer-many")
    page.locator("#id_text").fill('Dear {{ first_name | default: "friend" }}, thank you.')
    bo.press("See it as they read it")
    expect(page.locator("main")).to_contain_text("Shortest")
    bo.look("answer-many-read")
