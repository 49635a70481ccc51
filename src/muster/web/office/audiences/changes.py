"""What changed between two sentences, word by word, as a page shows it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from muster.audiences import lookup, queries, sentence
from muster.broadcasts.difference import difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.audiences.models import Audience, Version
    from muster.broadcasts.difference import Piece


@dataclass(frozen=True, slots=True)
class Change:
    """One version with what it changed of the one before; the first has nothing before it."""

    version: Version
    sentence: str
    # Kept, gone and new words, or nothing where the sentence is the same.
    pieces: Sequence[Piece]
    renamed: str
    # What the builder opens with to say this again.
    draft: str
    # Whether the audience says exactly this now.
    stands: bool


def of(audience: Audience) -> list[Change]:
    """Return every version of an audience, latest first."""
    versions = list(queries.history(audience))
    language = (get_language() or "en").split("-")[0]
    definitions = [queries.definition_of(one) for one in versions]
    world = lookup.world(definitions, language=language)
    said = [sentence.in_words(one, language, world) for one in definitions]
    older = [*pairwise(zip(versions, said, strict=True)), ((versions[-1], said[-1]), None)]
    return [
        _change(version, words, before, audience)
        for (version, words), before in (older if versions else [])
    ]


def _change(
    version: Version, words: str, before: tuple[Version, str] | None, audience: Audience
) -> Change:
    name, sentence_before = (before[0].name, before[1]) if before else (version.name, words)
    return Change(
        version,
        words,
        difference(sentence_before, words) if sentence_before != words else (),
        name if name != version.name else "",
        json.dumps(version.definition, ensure_ascii=False, separators=(",", ":")),
        version.digest == audience.digest,
    )
