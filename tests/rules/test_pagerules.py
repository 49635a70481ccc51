"""The page rules find what they are for, and leave a good page alone."""

from __future__ import annotations

import pytest

from tests.pagerules import breaches

GOOD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Three things wait – Muster</title></head>'
    '<body><h1>Three things wait</h1><p>Say “yes”, it’s fine. <code>it\'s "code"</code></p>'
    '<label for="a">Name</label><input id="a">%s</body></html>'
)


def test_a_good_page_passes():
    assert list(breaches(GOOD % "")) == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ("<h1>Another</h1>", "h1"),
        ('<p id="a">Twice</p>', "id"),
        ("<input name=q>", "label"),
        ('<label for="gone">To nothing</label>', "label"),
        ('<p aria-describedby="gone">x</p>', "aria-describedby"),
        ('<p style="color:red">x</p>', "inline"),
        ('<button onclick="go()">Go</button>', "inline"),
        ("<script>go()</script>", "inline"),
        ("<style>p{}</style>", "inline"),
        ("<p>It's straight</p>", "quotes"),
        ('<p>Said "so" again</p>', "quotes"),
        ('<img alt="" src="https://elsewhere.example/a.png">', "host"),
        ('<a href="https://elsewhere.example/">out</a>', "host"),
        ('<a href="#">nowhere</a>', "link"),
        ('<a href="/x"><svg></svg></a>', "name"),
        ('<form method="post"><button>Go</button></form>', "form"),
        ("<p><div></p></div>", "strict HTML"),
        ("<table><tr><th>Name</th></tr></table>", "table"),
    ],
)
def test_each_breach_is_named(wrong: str, rule: str):
    assert [line for line in breaches(GOOD % wrong) if line.startswith(rule)], rule


def test_the_title_opens_with_the_heading():
    page = GOOD.replace("<title>Three things wait", "<title>Error: Three things wait") % ""
    assert list(breaches(page)) == []
    assert [
        line
        for line in breaches(GOOD.replace("<h1>Three", "<h1>Four") % "")
        if line.startswith("title")
    ]
