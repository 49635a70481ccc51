"""What the sentence builder calls each kind of condition, each field and each thing to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KIND_WORDS: Final[dict[str, _StrPromise]] = {
    "lives": gettext_lazy("live in a region"),
    "country": gettext_lazy("live in a country"),
    "near": gettext_lazy("live near a postcode"),
    "known": gettext_lazy("have a region, country or language, or lack it"),
    "has": gettext_lazy("have a tag or skill"),
    "said_yes": gettext_lazy("said yes to"),
    "reachable": gettext_lazy("have an address that works"),
    "did": gettext_lazy("did something"),
    "did_not": gettext_lazy("did not do something"),
    "last_did": gettext_lazy("last did something long ago, or lately"),
    "sum": gettext_lazy("did something for amounts that add up"),
    "then": gettext_lazy("did one thing and then another"),
    # A beginning of “did something”; see draft.BEGINNINGS.
    "shift": gettext_lazy("did a shift"),
    "turned": gettext_lazy("turned to some words"),
    "cares": gettext_lazy("care about an interest"),
    "score": gettext_lazy("have so many points"),
    "gave": gettext_lazy("gave an amount"),
    "last_gave": gettext_lazy("last gave long ago"),
    "broadcast": gettext_lazy("got, answered or came from a broadcast"),
    "joined": gettext_lazy("joined since or before"),
    "messaged": gettext_lazy("were, or were not, messaged"),
    "replied": gettext_lazy("answered a message"),
    "member": gettext_lazy("are in another audience"),
    "from": gettext_lazy("came from a source"),
    "speaks": gettext_lazy("read a language"),
}

LABELS: Final[dict[str, _StrPromise]] = {
    "regions": gettext_lazy("Region"),
    "country": gettext_lazy("Country"),
    "postcode": gettext_lazy("Postcode"),
    "km": gettext_lazy("Kilometres at most"),
    "trait": gettext_lazy("Tag or skill"),
    "value": gettext_lazy("Which"),
    "channel": gettext_lazy("By"),
    "purpose": gettext_lazy("To"),
    "fact": gettext_lazy("What"),
    "ref": gettext_lazy("Which page, search or event (any, if empty)"),
    "then_fact": gettext_lazy("And then"),
    "then_ref": gettext_lazy("Which page, search or event then (any, if empty)"),
    "then_words": gettext_lazy("Then any of these words (with commas between)"),
    "within": gettext_lazy("At most so many days later"),
    "broadcast": gettext_lazy("Broadcast"),
    "what": gettext_lazy("What"),
    "state": gettext_lazy("Known or not"),
    "how": gettext_lazy("How"),
    "words": gettext_lazy("Any of these words (with commas between)"),
    "interest": gettext_lazy("Interest"),
    "score": gettext_lazy("Score"),
    "points": gettext_lazy("Points"),
    "times": gettext_lazy("Times"),
    "days": gettext_lazy("In the last days"),
    "compare": gettext_lazy("How much"),
    "minor": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "when": gettext_lazy("When"),
    "day": gettext_lazy("Day"),
    "was": gettext_lazy("Messaged"),
    "least": gettext_lazy("Each of at least"),
    "most": gettext_lazy("Each of at most"),
    "audience": gettext_lazy("Audience"),
    "source": gettext_lazy("Source"),
    "language": gettext_lazy("Language"),
}
# Where a field asks something else in one kind of condition.
LABELS_OF: Final[dict[tuple[str, str], _StrPromise]] = {
    ("last_did", "when"): gettext_lazy("The last time"),
    ("last_did", "days"): gettext_lazy("Days"),
    ("then", "days"): gettext_lazy("Both in the last days"),
}

# What an answer cannot know, beneath the fields; an option in a narrow list would be cut off.
NOTES: Final[dict[str, _StrPromise]] = {
    "broadcast": gettext_lazy(
        "Who came to a page of ours is known only of those signed in who said yes to that."
    ),
}

WORDS: Final[dict[str, _StrPromise]] = {
    "tag": gettext_lazy("tag"),
    "skill": gettext_lazy("skill"),
    "group": gettext_lazy("team"),
    "email": gettext_lazy("e-mail"),
    "sms": gettext_lazy("text message"),
    "at_least": gettext_lazy("at least"),
    "at_most": gettext_lazy("at most"),
    "since": gettext_lazy("on this day or later"),
    "before": gettext_lazy("before this day"),
    "searched": gettext_lazy("searched for them"),
    "read": gettext_lazy("read pages with them in the address"),
    "stayed": gettext_lazy("stayed on pages with them in the address, in minutes"),
    "clicked": gettext_lazy("clicked links with them in the address"),
    "gave": gettext_lazy("gave for them"),
    "answered": gettext_lazy("answered a broadcast about them"),
    "did": gettext_lazy("did them on the website"),
    "more_than": gettext_lazy("more than so many days ago"),
    "within": gettext_lazy("in the last so many days"),
    "received": gettext_lazy("got it"),
    "replied": gettext_lazy("answered it"),
    "followed": gettext_lazy("came from it to a page of ours"),
    "has": gettext_lazy("is known"),
    "lacks": gettext_lazy("is not known"),
    "region": gettext_lazy("the region"),
    "country": gettext_lazy("the country"),
    "language": gettext_lazy("the language"),
    "place": gettext_lazy("where the postcode lies"),
    "was": gettext_lazy("was"),
    "was_not": gettext_lazy("was not"),
}
