"""Our own web tracker in a real browser: what it keeps before and after a yes, and what reaches the log."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.test import Client

from muster.activity.models import Fact
from muster.people.models import IdentityKey, Person
from muster.sources import actions
from muster.sources.kinds import tracker

CHROMIUM = os.environ.get("MUSTER_CHROMIUM", "/usr/bin/chromium")
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Seals</title>
<script defer src="{host}/tracker.js" data-key="{key}" data-search="find"></script></head>
<body><h1>Seals</h1><a href="/seals.html?x=1">Here</a>
<a href="https://partner.example/give?donor=ann@people.example">Give</a></body></html>"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(cast):
    source = actions.add_source(kind="segment", name="Website", by=cast.olga)
    return actions.add_key(source=source, power="browser", by=cast.olga)


@pytest.fixture
def site(server, key, tmp_path):
    """A small site of somebody’s own that carries the script."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args):
            """Say nothing."""

    (tmp_path / "seals.html").write_text(PAGE.format(host=server, key=key))
    running = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    thread = threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://localhost:{running.server_port}/seals.html"
    running.shutdown()
    running.server_close()
    thread.join()


class Browser:
    """One browser, in a thread of its own: its loop must not meet our database."""

    def __init__(self):
        self.thread = ThreadPoolExecutor(1)
        self.thread.submit(self._start).result()

    def close(self):
        self.thread.submit(self._stop).result()
        self.thread.shutdown()

    def _start(self):
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        self.chromium = self._playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)

    def _stop(self):
        self.chromium.close()
        self._playwright.stop()


class Visitor:
    """Somebody who comes with a browser that remembers nothing of anybody before."""

    def __init__(self, browser):
        self._thread = browser.thread
        self.calls = []
        self._thread.submit(self._start, browser.chromium).result()

    def visit(self, address, *, waits=True):
        """Open a page and, unless it keeps silent, wait until its call has been answered."""
        self._thread.submit(self._visit, address, waits=waits).result()

    def does(self, script, *, pause=0):
        """What a line of script gives on the page, ``pause`` milliseconds later."""
        return self._thread.submit(self._does, script, pause).result()

    def cookies(self):
        return self._thread.submit(self._context.cookies).result()

    def wishes(self, script):
        """Run a line before every page’s own."""
        self._thread.submit(lambda: self._context.add_init_script(script)).result()

    def close(self):
        self._thread.submit(self._context.close).result()

    def _start(self, chromium):
        self._context = chromium.new_context()
        self._page = self._context.new_page()
        self._page.on("request", lambda sent: self.calls.append(sent.method))

    def _visit(self, address, *, waits):
        if not waits:
            self._page.goto(address)
            return
        with self._page.expect_response(lambda answer: answer.url.endswith("/v1/batch")):
            self._page.goto(address)
        self._page.wait_for_timeout(400)

    def _does(self, script, pause):
        found = self._page.evaluate(script)
        self._page.wait_for_timeout(pause + 200)
        return found


@pytest.fixture(scope="module")
def browser():
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt install chromium")
    one = Browser()
    yield one
    one.close()


@pytest.fixture
def visitor(loopback, browser):
    one = Visitor(browser)
    yield one
    one.close()


def told():
    actions.absorb()
    named = Fact.objects.select_related("kind", "ref").order_by("id")
    return [
        (fact.kind.name, fact.ref and fact.ref.name, fact.key_id, fact.data)
        for fact in named
        if not fact.kind.name.startswith("person.")
    ]


def views():
    return [key_id for kind, _ref, key_id, _data in told() if kind == "page.viewed"]


def test_nothing_is_kept_before_a_yes_and_visits_join_only_after_it(visitor, site):
    visitor.visit(site)
    visitor.visit(site)
    kept = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert visitor.does(kept) == [0, 0, ""]
    assert len(set(views())) == 2
    visitor.does("muster.consent(true)")
    visitor.visit(site)
    assert visitor.does(kept) == [1, 0, ""]
    visitor.visit(site)
    seen = views()
    assert seen[0] != seen[1] == seen[2] == seen[3]
    visitor.does("muster.consent(false)")
    assert visitor.does(kept) == [0, 0, ""]
    visitor.visit(site)
    assert views()[-1] not in seen
    assert visitor.cookies() == []


def test_time_and_searches_arrive_and_a_browser_only_claims(visitor, site, cast):
    visitor.visit(f"{site}?find=Seal+pups&email=ann@people.example")
    visitor.does("muster.search('whales')")
    visitor.does("muster.track('Product Viewed', { sku: 'mug-1' })")
    visitor.does(
        "muster.identify({ email: 'ann@people.example', firstName: 'Mallory' })", pause=900
    )
    visitor.visit(site)
    facts = told()
    kinds = {kind: (ref, data) for kind, ref, _key, data in facts}
    assert {ref for kind, ref, *_ in facts if kind == "search.made"} == {"seal pups", "whales"}
    assert kinds["page.read"][0] == "/seals.html"
    assert kinds["page.read"][1]["seconds"] >= 1
    assert kinds["event.tracked"][0] == "Product Viewed"
    assert kinds["page.viewed"][0] == "/seals.html"
    assert "people.example" not in str(facts)
    assert not Person.objects.filter(given_name="Mallory").exists()
    assert not IdentityKey.objects.filter(kind="email").exists()


def test_a_click_off_the_site_is_told_without_its_query(visitor, site):
    visitor.visit(site)
    stay = "addEventListener('click', (e) => e.preventDefault());"
    press = "document.querySelectorAll('a').forEach((one) => one.click())"
    visitor.does(f"{stay}{press}", pause=900)
    visitor.visit(site)
    clicks = [(ref, data or {}) for kind, ref, _key, data in told() if kind == "link.clicked"]
    assert clicks == [("partner.example/give", {})]


@pytest.mark.parametrize(
    ("href", "ref"),
    [("https://partner.example/a?b=c#d", "partner.example/a"), ("/files/report.pdf", "/files/report.pdf"),
     ("mailto:ann@people.example", None), ("tel:+15550100", None), ("https://[x", None),
     ("//ann@partner.example/", None), (7, None)],
)  # fmt: skip
def test_a_link_that_may_name_somebody_is_no_link(key, href, ref):
    event = {"type": "track", "anonymousId": "b1", "event": "Link Clicked", "properties": {"href": href}}  # fmt: skip
    Client().post(
        "/v1/batch",
        json.dumps({"writeKey": key, "batch": [event]}),
        content_type="text/plain;charset=UTF-8",
    )
    clicks = [ref for kind, ref, *_rest in told() if kind == "link.clicked"]
    assert clicks == ([ref] if ref else [])


@pytest.mark.parametrize(
    ("asks", "value"), [("doNotTrack", "'1'"), ("globalPrivacyControl", "true")]
)
def test_a_browser_that_asks_not_to_be_tracked_sends_nothing(visitor, site, asks, value):
    visitor.wishes(f"Object.defineProperty(navigator, '{asks}', {{ get: () => {value} }})")
    visitor.visit(site, waits=False)
    visitor.does("muster.consent(true); muster.search('whales')", pause=200)
    assert "POST" not in visitor.calls
    assert visitor.does("localStorage.length") == 0


def test_the_script_is_small_kept_for_an_hour_and_the_same_for_all():
    answer = Client().get("/tracker.js")
    assert len(answer.content) == len(tracker.script()) <= 3584
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer["Content-Type"].startswith("text/javascript")
    assert not answer.cookies
    again = Client().get("/tracker.js", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("seconds", [True, None, "90", -1, 0, 1e400, float("nan"), []])
def test_odd_times_are_no_time(key, seconds):
    event = {"type": "track", "anonymousId": "b1", "event": "Page Read",
             "properties": {"path": "/x", "seconds": seconds}}  # fmt: skip
    body = json.dumps({"writeKey": key, "batch": [event]})
    answer = Client().post("/v1/batch", body, content_type="text/plain;charset=UTF-8")
    assert answer.status_code in {200, 400}
    assert "page.read" not in {kind for kind, *_rest in told()}
