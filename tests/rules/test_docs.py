"""The documentation names what exists: every setting, permission, fact kind, channel and command."""

import argparse
import re

import pytest

from muster.config.cli import _OWN
from muster.config.env import Environment
from tests.rules.ladder import ROOT, rungs

DOCS = ROOT / "docs"
NOT_DOMAINS = {"web", "config", "proof", "kit"}


def _text(name: str) -> str:
    return (DOCS / name).read_text()


def test_every_setting_is_documented() -> None:
    text = _text("operations.md")
    names = [f"MUSTER_{name.upper()}" for name in Environment.__struct_fields__]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_documented_setting_exists() -> None:
    named = set(re.findall(r"^\| `(MUSTER_\w+)`", _text("operations.md"), re.MULTILINE))
    assert named == {f"MUSTER_{name.upper()}" for name in Environment.__struct_fields__}


def test_readme_is_short_and_true() -> None:
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 60
    makefile = (ROOT / "Makefile").read_text()
    for word in re.findall(r"`make (\w+)`", text):
        assert f"\n{word}:" in makefile, f"README names make {word}"
    for word in re.findall(r"`muster (\w+)", text):
        assert word in _OWN or _is_management_command(word), f"README names muster {word}"


def _is_management_command(word: str) -> bool:
    from django.core.management import get_commands

    return word in get_commands()


@pytest.mark.parametrize("domain", sorted(set(rungs()) - NOT_DOMAINS))
def test_every_domain_has_a_page_or_is_empty(domain: str) -> None:
    package = ROOT / "src" / "muster" / domain
    is_empty = not (package / "apps.py").exists() and domain != "channels"
    assert is_empty or (DOCS / f"{domain}.md").exists()


def test_every_fact_kind_is_documented() -> None:
    from muster.activity import registry

    text = _text("activity.md")
    assert [kind for kind in sorted(registry.kinds()) if f"`{kind}`" not in text] == []


def test_scale_names_commands_that_exist() -> None:
    """Moving to many machines is rare, so its page is read by somebody who cannot guess."""
    from django.core.management import load_command_class

    text = _text("scale.md")
    told = re.findall(r"muster (lake|audience) (\w+)(.*?)[`\n]", text)
    assert {(word, verb) for word, verb, _rest in told} >= {
        ("lake", "rebuild"),
        ("audience", "run"),
    }
    for word, verb, rest in told:
        parser = load_command_class("muster.audiences", word).create_parser("muster", word)
        assert verb in _choices(parser), f"scale.md names muster {word} {verb}"
        known = {option for action in parser._actions for option in action.option_strings}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, f"scale.md: muster {word} {verb}{rest}"


def _choices(parser: argparse.ArgumentParser) -> set[str]:
    return {
        choice
        for action in parser._actions
        if not action.option_strings
        for choice in action.choices or ()
    }
