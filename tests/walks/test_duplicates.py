"""Records that may be of one person: found on demand, joined, undone, kept apart and put off by keys, by touch and without script."""

from __future__ import annotations

import random
import re
import string

import pytest
from playwright.sync_api import expect

from tests.walks.walker import Walker

PAIRS = 5
HEAD = "email,first name,last name,country,postcode\n"
ROWS = "{0}@home.example,{1},{2},GB,EX4 4QJ\n{0}@work.example,{1},{2},GB,EX4 4QJ\n"
BO = "Bo Lindqvist"


@pytest.fixture(scope="module")
def pairs(browser, house, shots, tmp_path_factory):
    """Where new pairs wait, with the family of each: Ewa stands twice in a list, with another mailbox each time."""
    families = ["".join(random.choices(string.ascii_lowercase, k=10)).title() for _ in range(PAIRS)]
    file = tmp_path_factory.mktemp("list") / "twice.csv"
    file.write_text(
        HEAD + "".join(ROWS.format(family.lower(), _name(), family) for family in families)
    )
    bo = Walker(browser, house, shots)
    page = bo.sign_in(BO)
    page.goto("/office/imports/new/")
    page.get_by_label("Your list").set_input_files(file)
    page.get_by_label("Where does it come from?").fill("Paper list")
    bo.press("Show me what it would do")
    page.get_by_role("button", name=re.compile("^Take in")).click(timeout=60_000)
    expect(page.get_by_role("button", name="Take this import back")).to_be_visible(timeout=60_000)
    page.goto("/office/duplicates/")
    page.get_by_role("button", name="Search now").click()
    expect(page.get_by_role("status")).to_contain_text("The search has begun")
    found = [(_waiting(page, family), family) for family in families]
    bo.close()
    return found


def _name() -> str:
    """A name like no other, so that nobody else is taken for its bearer."""
    return "".join(random.choices(string.ascii_lowercase, k=10)).title()


def _waiting(page, family: str) -> str:
    """The address of the pair, once the search has found it."""
    page.goto(f"/office/people/?q={family}")
    page.locator("tbody th a").first.click()
    page.wait_for_url(re.compile(r"/office/people/\d+/"))
    asked = page.get_by_text("Perhaps the same person as").locator("a", has_text=family)
    for _ in range(120):
        if asked.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    return asked.get_attribute("href")


@pytest.fixture
def pair(pairs):
    """One pair nobody has decided about."""
    return pairs.pop()


def _is_told(page, words: str) -> None:
    page.wait_for_url("**/office/duplicates/")
    expect(page.get_by_role("status")).to_contain_text(words, timeout=30_000)


def _undo(page):
    return page.get_by_role("button", name=re.compile("^Undo")).first


def _ask_again(page, family: str):
    return page.get_by_role("button", name=re.compile(f"^Ask again.*{family}")).first


def test_two_records_are_joined_undone_and_kept_apart_by_keys(walker, pair):
    here, family = pair
    bo = walker()
    page = bo.sign_in(BO)
    page.goto(here)
    bo.look("duplicates-pair")
    for mailbox in ("home", "work"):
        expect(page.get_by_text(f"{family.lower()}@{mailbox}.example")).to_be_visible()
    for key in ("1", "2"):
        page.goto(here)
        page.keyboard.press(key)
        _is_told(page, "They are one record now")
        assert page.goto(here).status == 404
        page.goto("/office/duplicates/")
        _undo(page).focus()
        page.keyboard.press("Enter")
        _is_told(page, "These are two records again")
        assert page.goto(here).status == 200
    page.keyboard.press("0")
    _is_told(page, "Both stay")
    bo.look("duplicates-kept-apart")
    expect(page.get_by_text(f"Kept apart by {BO}").first).to_be_visible()
    _ask_again(page, family).focus()
    page.keyboard.press("Enter")
    _is_told(page, "The pair waits for a decision again")
    page.goto(here)
    page.get_by_role("button", name="Later").focus()
    page.keyboard.press("Enter")
    _is_told(page, "Put off for a week")
    assert page.goto(here).status == 404


def _decide_by_hand(bo, page, here: str, family: str, look) -> None:
    page.goto(here)
    look("pair")
    bo.press(re.compile("^Join, and keep this one"))
    _is_told(page, "They are one record now")
    look("joined")
    _undo(page).click()
    _is_told(page, "These are two records again")
    look("undone")
    page.goto(here)
    bo.press(re.compile("^Keep both"))
    _is_told(page, "Both stay")
    look("kept")
    _ask_again(page, family).click()
    _is_told(page, "The pair waits for a decision again")
    page.goto(here)
    bo.press("Later")
    _is_told(page, "Put off for a week")
    look("later")


@pytest.mark.parametrize(
    ("name", "wishes"),
    [("desk", {"dark": True}), ("phone", {"phone": True}), ("phone-dark", {"phone": True, "dark": True})],
)  # fmt: skip
def test_two_records_are_decided_by_clicks(walker, pair, name, wishes):
    here, family = pair
    bo = walker(**wishes)
    page = bo.sign_in(BO)
    _decide_by_hand(bo, page, here, family, lambda step: bo.look(f"duplicates-{name}-{step}"))


def test_two_records_are_decided_without_script(walker, pair):
    here, family = pair
    bo = walker(script=False)
    page = bo.sign_in(BO)
    _decide_by_hand(bo, page, here, family, lambda step: bo.look(f"duplicates-plain-{step}"))
