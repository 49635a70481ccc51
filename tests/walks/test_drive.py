"""A room watches the wall move: a guest gives through somebody’s link, gets a link of their own, staff turn the wall."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def _give(guest, address: str) -> None:
    page = guest.open(address)
    guest.look("drive")
    page.get_by_label("Another amount").fill("17")
    page.get_by_label("Your name").fill("Gia Walker")
    page.get_by_label("My name may be shown").check()
    # A person takes a moment; a machine does not, and is not believed.
    page.wait_for_timeout(3500)
    guest.press("Go on to the payment")
    page.get_by_role("button", name="paid").click()
    page.wait_for_url(re.compile("came=done"))
    guest.wrong.clear()


def test_the_wall_moves_when_a_guest_gives_through_a_link(walker):
    bo = walker()
    page = bo.sign_in("Bo Lindqvist")
    page.goto("/office/drives/")
    expect(page.locator("h1")).to_contain_text("live")
    bo.look("drives")
    page.get_by_role("link", name="250 × 10 for the seal station").click()
    expect(page.locator("main")).to_contain_text("At this pace the goal falls")
    bo.look("drive-control")
    control = page.url
    page.goto(f"{control}tree/")
    bo.look("drive-tree")
    link = page.locator("#links p", has_text="?by=").first.inner_text()
    room = walker()
    wall = room.open("/drive/seals/wall/")
    before = wall.locator("h1").inner_text()
    room.look("drive-wall")
    guest = walker(phone=True, script=False)
    _give(guest, "/drive/seals/" + link[link.index("?") :])
    # By itself, within seconds; nobody touched it.
    expect(wall.locator("h1")).not_to_have_text(before, timeout=20_000)
    expect(wall.locator("[data-gifts]")).to_contain_text("Gia Walker", timeout=20_000)
    guest.press(re.compile("Bring one more"), role="link")
    expect(guest.page.locator("h1")).to_have_text("Bring one more")
    guest.look("drive-mine")
    page.goto(control)
    bo.press("The code large")
    expect(wall.locator(".wall")).to_have_attribute("data-screen", "code", timeout=20_000)
    room.look("drive-wall-code")
    wall.keyboard.press("ArrowLeft")
    expect(wall.locator(".wall")).to_have_attribute("data-screen", "total")
    wall.keyboard.press(" ")
    expect(wall.locator("[data-pause]")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{control}report/")
    expect(page.locator("main")).to_contain_text("What cannot be concluded")
    bo.look("drive-report")
