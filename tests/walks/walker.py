"""A person at a real browser: signs in, presses keys, and looks at every page with the checkers.

A walker fails its walk for a request to another host, for an error in the console, and for a serious
accessibility breach on any page it looks at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from tests.pagerules import breaches

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

SERIOUS = {"serious", "critical"}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


class Walker:
    """One browser profile of one person."""

    def __init__(
        self,
        browser: Browser,
        base: str,
        shots: Path,
        *,
        script: bool = True,
        phone: bool = False,
        dark: bool = False,
    ) -> None:
        self.base, self.shots = base, shots
        self.context = browser.new_context(
            base_url=base,
            java_script_enabled=script,
            viewport=PHONE if phone else DESK,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Stockholm",
        )
        self.script = script
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("request", self._request)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script error: {error}"))
        self.page.on("response", self._response)

    def open(self, path: str) -> Page:
        """Go to a page of ours."""
        self.page.goto(path)
        return self.page

    def sign_in(self, name: str) -> Page:
        """One click, as the demo offers; ends on Today."""
        self.page.goto("/office/")
        self.page.get_by_role("button", name=re.compile(re.escape(name))).first.click()
        self.page.wait_for_url("**/office/**")
        return self.page

    def press(self, name: str | re.Pattern[str], role: str = "button") -> None:
        """Press a button or link by its words."""
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.page.wait_for_load_state()

    def heading(self) -> str:
        """The sentence the page opens with."""
        return " ".join(self.page.locator("h1").first.inner_text().split())

    def look(self, name: str) -> None:
        """Hold the page to axe and the page rules, and keep a picture of it."""
        self.page.wait_for_load_state()
        safe = re.sub(r"[^a-z0-9-]+", "-", name.lower())
        self.page.screenshot(path=self.shots / f"{safe}.png", full_page=True)
        if self.script:
            self.wrong += self._measured(name)
        self._rules(name)

    def _measured(self, name: str, *, again: int = 3) -> list[str]:
        try:
            found = Axe().run(self.page).response["violations"]
            width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        except Error as error:
            # A page that watches a broadcast loads itself anew when its state changes; that one counts.
            if "context was destroyed" not in str(error) or not again:
                raise
            self.page.wait_for_load_state()
            return self._measured(name, again=again - 1)
        wide = [f"{name}: scrolls sideways by {width} px"] if width > 0 else []
        return wide + [
            f"{name}: axe {one['id']} ({one['impact']}): {one['help']}; {_places(one)}"
            for one in found
            if one["impact"] in SERIOUS
        ]

    def close(self) -> None:
        """End the walk; everything that went wrong on the way is told at once."""
        self.context.close()
        assert self.wrong == [], "\n".join(["", *dict.fromkeys(self.wrong)])

    def _rules(self, name: str) -> None:
        answer = self.context.request.get(self.page.url)
        if answer.ok and "text/html" in answer.headers.get("content-type", ""):
            self.wrong += [f"{name}: {breach}" for breach in breaches(answer.text())]

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if (
            parts.scheme in {"http", "https", "ws", "wss"}
            and parts.netloc != urlsplit(self.base).netloc
        ):
            self.wrong.append(f"asked another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # A refused form (4xx) is reported by Chromium too; that is for the walk to judge.
        if (
            message.type == "error"
            and "the server responded with a status of 4" not in message.text
        ):
            self.wrong.append(f"console: {message.text} at {self.page.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"{response.status} from {response.url}")


def _places(violation: dict[str, object]) -> str:
    nodes = violation.get("nodes")
    return (
        "; ".join(str(node["html"])[:160] for node in nodes[:3]) if isinstance(nodes, list) else ""
    )
