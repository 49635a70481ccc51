"""A season is begun, read by anybody and looked at by staff, on a desk and on a phone without script."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_a_season_is_begun_and_anybody_reads_its_rules(walker):
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    page.goto("/office/regions/")
    expect(page.locator("h1")).to_be_visible()
    bo.look("regions")
    page.goto("/office/rivalry/")
    expect(page.locator("h1")).to_contain_text(re.compile("season", re.IGNORECASE))
    bo.look("rivalry")
    guest = walker(phone=True, script=False, dark=True)
    read = guest.open("/league/")
    expect(read.locator("h1")).to_have_text("Teams this week")
    guest.look("league")
