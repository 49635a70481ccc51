"""Says exactly which topics a post is about: its terms, and whether the rules say that it means us. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ahocorasick_rs import AhoCorasick

from muster.listening import terms
from muster.listening.post import Post

_BESIDE: Final = "beside"
_NEVER: Final = "never"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One term of one topic; an event’s has a beginning and an end."""

    topic: int
    term: int
    folded: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether it is looked for at that moment."""
        if self.starts_at is None or self.ends_at is None:
            return True
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Ruled:
    """One rule of one topic."""

    topic: int
    kind: str
    folded: str


class Matcher:
    """Made of every term and rule; threads may share it."""

    def __init__(self, wanted: Iterable[Wanted], rules: Iterable[Ruled] = ()) -> None:
        self._terms: dict[str, list[Wanted]] = defaultdict(list)
        for one in wanted:
            self._terms[one.folded].append(one)
        self._words = list(self._terms)
        self._all = AhoCorasick(self._words) if self._words else None
        self._rules: dict[int, list[Ruled]] = defaultdict(list)
        for rule in rules:
            self._rules[rule.topic].append(rule)

    def names(self, hay: str) -> bool:
        """Tell quickly whether any term may stand in a folded text."""
        return self._all is not None and bool(self._all.find_matches_as_indexes(hay))

    def topics(self, post: Post, hay: str | None = None) -> Mapping[int, int]:
        """Return the topics a post is about, each with the term that named it."""
        if self._all is None:
            return {}
        text = haystack(post.text, post.tags) if hay is None else hay
        found: dict[int, int] = {}
        for place, start, end in self._all.find_matches_as_indexes(text, overlapping=True):
            if not terms.is_whole(text, start, end):
                continue
            for one in self._terms[self._words[place]]:
                if one.topic not in found and one.holds(post.at):
                    found[one.topic] = one.term
        return {topic: term for topic, term in found.items() if self._means_us(topic, post, text)}

    def _means_us(self, topic: int, post: Post, text: str) -> bool:
        rules = self._rules.get(topic)
        if not rules:
            return True
        writer = {post.author.casefold(), post.handle.casefold()}
        beside = [one for one in rules if one.kind == _BESIDE]
        for one in rules:
            if one.kind == _NEVER and terms.stands_in(text, one.folded):
                return False
            if one.kind == "author" and one.folded in writer:
                return False
        return not beside or any(terms.stands_in(text, one.folded) for one in beside)


def haystack(text: str, tags: Iterable[str]) -> str:
    """All of a post that terms are looked for in, folded; tags that only its network lists are added."""
    folded = terms.fold(text)
    listed = " ".join(f"#{terms.fold(one)}" for one in tags)
    return f"{folded} {listed}" if listed else folded
