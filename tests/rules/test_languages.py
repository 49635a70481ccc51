"""The four languages are complete: every sentence of the interface is translated, with all its placeholders."""

import re

import pytest
from babel.messages.catalog import Message

from muster.config import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*(?:[.!:][^{}]*)?\}")


@pytest.fixture(scope="module")
def template() -> dict[tuple[object, str | None], Message]:
    return {(message.id, message.context): message for message in messages.collect() if message.id}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_sentence_is_translated(
    language: str, template: dict[tuple[object, str | None], Message]
) -> None:
    ready = {
        (message.id, message.context)
        for message in messages.read(language)
        if messages.filled(message.string) and not message.fuzzy
    }
    missing = sorted(str(key[0]) for key in template.keys() - ready)
    assert missing == [], f"run `make messages`, then translate these into {language}"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_no_placeholder_is_lost_or_invented(language: str) -> None:
    wrong = [
        (source, said)
        for message in messages.read(language)
        if message.id and messages.filled(message.string)
        for source, said in _pairs(message)
        if not _same(source, said)
    ]
    assert wrong == []


def _pairs(message: Message) -> list[tuple[str, str]]:
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    # The singular may say "one" in words; every other form carries what the plural carries.
    return [(message.id[1], form) for form in message.string[1:]]


def _same(source: str, said: str) -> bool:
    return set(PLACEHOLDER.findall(source)) == set(PLACEHOLDER.findall(said))


def test_languages_of_the_site_are_those_of_the_catalogues() -> None:
    from django.conf import settings

    assert {code for code, _ in settings.LANGUAGES} == {"en", *messages.LANGUAGES}
