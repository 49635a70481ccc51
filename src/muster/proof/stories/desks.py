"""The five staff of the story at their browsers: they sign in with two factors and use pages only."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from muster.proof import coast
from muster.proof.browser import Browser, NoSuchForm, Page
from muster.proof.stage import Stage

PASSWORD = "a-long-walk-on-the-beach"  # noqa: S105 - lives as long as the throw-away installation
CAST = {
    "olga": ("organiser",),
    "ana": ("author", "approver"),
    "bo": ("approver",),
    "cleo": ("approver",),
    "dario": ("carer",),
    "ada": ("administrator",),
}


@dataclass(slots=True)
class Desk:
    """One staff member's browser and what they do with it."""

    stage: Stage
    browser: Browser
    email: str
    secret: str

    def sign_in(self) -> None:
        """Password, then the code of the authenticator app."""
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

        page = self.browser.get("/office/sign-in/")
        page = self.browser.send(page, having="password", email=self.email, password=PASSWORD)
        code = format_hotp_value(hotp_value(self.secret, int(time.time()) // 30))
        page = self.browser.send(page, having="code", code=code)
        assert "sign-in" not in page.path, page.words

    def import_file(self, name: str, content: bytes, wording: str) -> int:
        """Upload, say what its people agreed to, look at what would happen, say yes.

        Returns how many people the page says are new.
        """
        page = self.browser.get("/office/imports/new/")
        file = {"file": (name, content, "text/csv")}
        page = self.browser.send(
            page, having="source_name", files=file, source_name="Paper lists", country="PL"
        )
        page = self._until(page, "confirmation/")
        said = {
            "channels": "email",
            "rows": "all",
            "purpose": "news",
            "wording": wording,
            "since": "2026-01-31",
        }
        page = self.browser.send(page, f"{page.path}choices/", **said)
        page = self._until(page, "confirmation/")
        page = self.browser.send(page, f"{page.path}confirmation/")
        page = self._until(page, "undo/", unlike="Taking in")
        found = re.search(r"\d[\d,\u2009\u00a0\u202f]*", page.heading)
        assert found, page.heading
        return _number(found[0])

    def _until(self, page: Page, form: str, unlike: str = "Reading") -> Page:
        """Look again until the page offers a form that posts to ``form`` and has another heading."""

        def offered() -> Page | None:
            fresh = self.browser.get(page.path)
            try:
                fresh.form(form)
            except NoSuchForm:
                return None
            return None if fresh.heading.startswith(unlike) else fresh

        return self.stage.wait(f"{page.path} {form}", offered)

    def new_stream(self, name: str) -> tuple[str, str]:
        """Make a source for events; returns its address and its write key, which the page shows once."""
        page = self.browser.send(self.browser.get("/office/sources/new/"), having="name", name=name)
        address = page.path
        page = self.browser.send(page, f"{address}keys/", power="server")
        key = next((code.text for code in page.tree.iter("code") if code.text), "")
        assert key, page.words
        return address, key

    def agree(self) -> None:
        """As the second administrator: read what was asked for, and agree to it."""
        waiting = self.browser.get("/office/requests/").links(r"^/office/requests/\d+/")
        assert waiting, "nothing waits for a second administrator"
        page = self.browser.get(waiting[0])
        self._ok(self.browser.send(page, having="reason", agree="1"))

    def stream_count(self, address: str) -> int:
        """Return how many events the source's page counts."""
        found = re.search(
            r"has brought (\d[\d,\u2009\u00a0\u202f]*) events", self.browser.get(address).heading
        )
        return _number(found[1]) if found else 0

    def save_audience(self, name: str, draft: str) -> tuple[int, int]:
        """Open the builder on a sentence, save it; returns its number and the people it counts."""
        page = self.browser.get(
            f"/office/audiences/new/?{urlencode({'name': name, 'draft': draft})}"
        )
        saved = self.browser.send(page, having="name", step="save", name=name)
        number = re.fullmatch(r"/office/audiences/(\d+)/", saved.path)
        assert number, saved.words
        count = next(one.text for one in saved.tree.iter("p") if one.get("class") == "bigcount")
        return int(number[1]), _number(count)

    def declare(self, title: str, text: str, size: int) -> str:
        """Begin a broadcast; returns its address."""
        page = self.browser.get("/office/broadcasts/new/")
        made = self.browser.send(
            page, having="declared_size", title=title, declared_text=text, declared_size=str(size)
        )
        address = re.match(r"/office/broadcasts/\d+/", made.path)
        assert address, made.words
        return address[0]

    def choose(self, broadcast: str, audience: int) -> None:
        """Take a saved audience."""
        page = self.browser.get(f"{broadcast}audience/")
        self._ok(self.browser.send(page, having="audience", audience=str(audience)))

    def all_at_once(self, broadcast: str) -> None:
        """No waves: they wait for what comes back of a seed list, and this house has none yet."""
        page = self.browser.get(f"{broadcast}when/")
        self._ok(self.browser.send(page, having="plan", plan="at_once"))

    def write(self, broadcast: str, *, subject: str, body: str) -> None:
        """Write the words; what waited for approval is a draft again."""
        page = self.browser.get(broadcast)
        if page.path != broadcast:
            self.browser.send(page, f"{broadcast}withdrawal/")
            page = self.browser.get(broadcast)
        self._ok(self.browser.send(page, having="body", subject=subject, body=body))

    def submit(self, broadcast: str) -> None:
        """The last look, then ask the approvers."""
        page = self.browser.get(f"{broadcast}check/")
        done = self.browser.send(page, f"{broadcast}check/")
        assert done.path == f"{broadcast}approve/", done.words

    def read(self, broadcast: str) -> Page:
        """Open the page that approvers read."""
        return self.browser.get(f"{broadcast}approve/")

    def approve(self, page: Page) -> Page:
        """Press Approve on the page that was read; the form carries the seal of exactly that."""
        try:
            _target, values = page.form(having="digest")
        except AssertionError:
            # The page offers no button to the author; a hand-made form must be refused as well.
            seal = re.search(r"[0-9a-f]{64}", page.response.text)
            values = {"digest": seal[0] if seal else "", "csrfmiddlewaretoken": _token(page)}
        values |= {"kind": "approve", "read": "on"}
        return self.browser.post(page, values)

    def release(self, broadcast: str) -> None:
        """Let it go."""
        page = self.browser.get(f"{broadcast}release/")
        self._ok(self.browser.send(page, having="digest"))

    def open_conversations(self) -> list[str]:
        """Return the addresses of the conversations that wait."""
        page = self.browser.get("/office/inbox/")
        return sorted({link.partition("?")[0] for link in page.links(r"^/office/inbox/\d+/")})

    def answer(self, thread: str, words: str) -> None:
        """Answer one person."""
        page = self.browser.get(thread)
        self._ok(self.browser.send(page, f"{thread}answers/", text=words))

    def _ok(self, page: Page) -> None:
        assert page.status == 200, f"{page.path}: {page.words}"


@dataclass(slots=True)
class House:
    """The organisation and its six desks."""

    stage: Stage
    olga: Desk = field(init=False)
    ana: Desk = field(init=False)
    bo: Desk = field(init=False)
    cleo: Desk = field(init=False)
    dario: Desk = field(init=False)
    ada: Desk = field(init=False)

    def found(self) -> None:
        """Make the organisation, live, and its staff with a second factor each."""
        coast.found(self.stage.address)
        for name, roles in CAST.items():
            setattr(self, name, self._desk(name, roles))

    def sign_in(self) -> None:
        """Everybody comes to work."""
        for name in CAST:
            getattr(self, name).sign_in()

    def _desk(self, name: str, roles: tuple[str, ...]) -> Desk:
        staff, secret = coast.hired(name, roles, password=PASSWORD)
        return Desk(self.stage, Browser(self.stage.address), staff.email, secret)


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _token(page: Page) -> str:
    found = next(
        (
            one.get("value")
            for one in page.tree.iter("input")
            if one.get("name") == "csrfmiddlewaretoken"
        ),
        "",
    )
    return str(found)
