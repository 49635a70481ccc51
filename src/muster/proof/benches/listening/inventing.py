"""Frames of a stream as they might come: mostly posts of others, in many scripts; a few name us; some are broken."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, field
from typing import Any, Final

from muster.channels.kinds.bluesky.record import COLLECTION

TERMS: Final = 1_000
# One in so many posts names us, one in so many frames cannot be read.
NAMED: Final = 1_000
BROKEN: Final = 2_000
POSTS: Final = 0.9
SPELLED: Final = 0.2
_SAID: Final = """
the morning train was late again and nobody said why we walked home through rain with coffee music football weather
perché oggi la città è piena di gente che aspetta l’autobus être déjà là où l’été commence żółta łódź płynie przez
rzekę о море и небе 今日はとても良い天気です 🎉 🌊 🙂 garden kitchen window market friend story
"""
_WORDS: Final = _SAID.split()
_LANGUAGES: Final = ("en", "it", "fr", "pl", "ja", "pt", "de")
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(slots=True)
class _Post:
    """What somebody does, at which place of the stream."""

    did: str
    rkey: str
    said: str
    moment: int
    number: int
    collection: str = COLLECTION

    @property
    def at(self) -> str:
        seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(self.moment / 1e6))
        return f"{seconds}.{self.moment % 1_000_000:06}Z"


@dataclass(slots=True)
class Stream:
    """Frames with the place each has in the stream; the names of the posts that name us; how many are broken."""

    frames: list[bytes] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    broken: int = 0

    def lines(self) -> bytes:
        """As the witness reads them."""
        pairs = zip(self.places, self.frames, strict=True)
        return b"".join(b"%d %s\n" % pair for pair in pairs)


def terms() -> list[str]:
    """A thousand things to look for: plain ones, some with accents, some of two words, some tags."""
    found = []
    for number in range(TERMS):
        name = f"zq{number:04}organisation"
        shapes = (name, f"{name[:4]}é{name[4:]}", f"{name} riviera", f"#{name}")
        found.append(shapes[number % 4])
    return found


def stream(number: int, *, seed: int, second_form: bool = False) -> Stream:
    """So many frames, always the same for one seed; nine in ten are posts."""
    dice, made, wanted = random.Random(seed), Stream(), terms()
    begun = time.time_ns() // 1000 - number * 100
    for place in range(number):
        moment = begun + place * 100
        made.places.append(place + 1 if second_form else moment)
        if dice.randrange(BROKEN) == 0:
            made.frames.append(
                dice.choice((b'{"did":"did:plc:x","kind":"comm', b"not json", b"\xff\xfe{}"))
            )
            made.broken += 1
            continue
        one = _Post(
            "did:plc:" + "".join(dice.choices(_ALPHABET, k=24)),
            f"3l{place:011}",
            " ".join(dice.choices(_WORDS, k=dice.randrange(4, 40))),
            moment,
            place + 1,
        )
        if dice.randrange(NAMED) == 0:
            one.said = f"{one.said} {dice.choice(wanted).upper()}!"
            made.named.add(f"at://{one.did}/{COLLECTION}/{one.rkey}")
        elif dice.random() > POSTS:
            one.collection = "app.bsky.feed.like"
        whole = _second(one, dice) if second_form else _first(one, dice)
        # Some servers spell letters out, as JSON allows.
        made.frames.append(json.dumps(whole, ensure_ascii=dice.random() < SPELLED).encode())
    return made


def _first(one: _Post, dice: random.Random) -> dict[str, Any]:
    commit = _commit(one, dice)
    return {"did": one.did, "time_us": one.moment, "kind": "commit", "commit": commit}


def _second(one: _Post, dice: random.Random) -> dict[str, Any]:
    payload = {
        "$type": "network.bsky.jetstream.subscribeEvents#commit", "did": one.did, "seq": one.number,
        "time": one.at, **_commit(one, dice),
    }  # fmt: skip
    return {"$type": "message", "payload": payload}


def _commit(one: _Post, dice: random.Random) -> dict[str, Any]:
    record: dict[str, Any] = {"$type": one.collection, "createdAt": one.at}
    if one.collection == COLLECTION:
        record |= {"text": one.said, "langs": [dice.choice(_LANGUAGES)]}
    else:
        record |= {
            "subject": {"uri": f"at://{one.did}/{COLLECTION}/{one.rkey}", "cid": "bafyreicid"}
        }
    return {
        "rev": one.rkey, "operation": "create", "collection": one.collection, "rkey": one.rkey, "record": record,
        "cid": "bafyrei" + "".join(dice.choices(_ALPHABET, k=52)),
    }  # fmt: skip
