"""The page rules find what they are for, and leave a good page alone."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from tests import pagerules, trials
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
        # What is read apart and once is held to all of it, alone and together with what is around it.
        ("<nav><p><div></p></nav>", "strict HTML"),
        ('<form method="get"><nav><form method="get"></form></nav></form>', "strict HTML"),
        ('<nav id="a"></nav>', "id"),
        ('<dialog><label for="gone">To nothing</label></dialog>', "label"),
        ("<nav><p>It's straight</p></nav>", "quotes"),
        ("<svg hidden><style>p{}</svg>", "strict HTML"),
    ],
)
def test_each_breach_is_named(wrong: str, rule: str):
    assert [line for line in breaches(GOOD % wrong) if line.startswith(rule)], rule


def test_pieces_that_stand_twice_are_in_the_page_twice():
    page = GOOD % '<nav aria-label="Main"><a href="/x">Way</a></nav>'
    assert list(breaches(page)) == []
    twice = '<nav><p id="there">x</p></nav>'
    assert list(breaches(GOOD % twice)) == []
    assert list(breaches(GOOD % (twice + twice))) == ["id: “there” is there twice"]


def test_the_title_opens_with_the_heading():
    page = GOOD.replace("<title>Three things wait", "<title>Error: Three things wait") % ""
    assert list(breaches(page)) == []
    assert [
        line
        for line in breaches(GOOD.replace("<h1>Three", "<h1>Four") % "")
        if line.startswith("title")
    ]


def test_by_day_one_of_those_built_alike_is_read_and_under_ci_each(monkeypatch):
    monkeypatch.setattr(pagerules, "_passed", set())
    monkeypatch.setattr(pagerules, "_alike", set())
    monkeypatch.setattr(trials, "FULL", False)
    policy = {"Content-Security-Policy": "default-src 'self'"}
    right, alike, other = (
        HttpResponse(GOOD % words, headers=policy)
        for words in ("<p>It is</p>", "<p>It's</p>", "<p><b>It's</b></p>")
    )

    pagerules.check(right)
    pagerules.check(alike)
    with pytest.raises(pagerules.PageRuleBroken):
        pagerules.check(other)
    monkeypatch.setattr(trials, "FULL", True)
    with pytest.raises(pagerules.PageRuleBroken):
        pagerules.check(alike)
