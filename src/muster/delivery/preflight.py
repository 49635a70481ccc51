"""What must be mended before anyone is asked to approve, and what should be thought about.

It looks at the text, the frame and the people together, and says each thing in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import gettext as _

from muster.delivery import (
    fields,
    frame,
    liquid,
    markup,
    places_named,
    preflight_texts,
    preflight_words,
    preview,
    traits_named,
)
from muster.delivery.deliverability import gate
from muster.delivery.documents import Body, DocumentBody, Wording, body_of
from muster.delivery.gates.feeds import missing_roles
from muster.delivery.models import Snapshot
from muster.kit import clock

_SINGLE_BRACES: Final = re.compile(r"(?<!\{)\{\s*([a-z_]{2,30})\s*\}(?!\})", re.IGNORECASE)
_LONGEST_SUBJECT: Final = 150
_LONG_TEXT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a message: a block stops it, advice does not."""

    level: Literal["block", "advice"]
    words: str
    remedy: str
    code: str = ""


def check(body: Body, snapshot: Snapshot | None = None) -> list[Finding]:
    """Look at everything; blocks first."""
    whole = body_of(body)
    by_text = whole.channel == "sms"
    found = [*(_text_sender(whole) if by_text else _sender(whole)), *_purpose(whole)]
    for wording in whole.texts:
        found += _wording(whole, wording, snapshot)
    found += _people(whole, snapshot)
    if by_text and not any(one.code in {"fields", "text"} for one in found):
        found += [_texts_say(*one) for one in preflight_texts.counted(whole, snapshot)]
    found += [*_domain(whole, snapshot), *_seeds(whole)]
    return sorted(found, key=lambda one: one.level != "block")


def _seeds(body: DocumentBody) -> Iterator[Finding]:
    """A plan that waits for what comes back needs somebody from whom it comes (W2, W4)."""
    if body.seeds and body.waves and body.mode == "live" and missing_roles(body.channel):
        yield _advice(
            "seeds",
            _("After the first wave it will wait: not everything on the seed list can answer."),
            _("Put an address that bounces, one that says stop and one that writes back on it."),
        )


def _domain(body: DocumentBody, snapshot: Snapshot | None) -> Iterator[Finding]:
    for held in gate.findings(body, snapshot, at=clock.now()):
        yield (_block if held.blocks else _advice)(held.code, held.words, held.fix)


def _sender(body: DocumentBody) -> Iterator[Finding]:
    name, comma, address = body.identity.partition(",")
    if not body.sender_name.strip() or "@" not in body.sender_address:
        yield _block(
            "sender",
            _("It does not say whom it is from."),
            _("Set the sender’s name and address in Settings."),
        )
    if not (name.strip() and comma and address.strip()) and "\n" not in body.identity:
        yield _block(
            "identity",
            _("The foot has no legal name and postal address."),
            _("Write both in Settings; every mass mail must show them."),
        )
    if body.reply_to and "@" not in body.reply_to:
        yield _block(
            "reply-to", _("The reply address is no address."), _("Mend it or leave it out.")
        )
    if not body.site_url.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        yield _block(
            "site",
            _("The stop link needs the address of our site, beginning with https."),
            _("Set the site’s address in Settings."),
        )
    elif body.mode == "live" and not body.site_url.startswith(("https://", "http://127.0.0.1")):
        yield _block(
            "one-click",
            _("One-click stop (List-Unsubscribe-Post) needs https."),
            _("Put the site behind https before sending live."),
        )
    if not body.return_domain:
        yield _block(
            "return",
            _("Bounces and replies have no domain to come back to."),
            _("Set the reply domain in Settings."),
        )


def _text_sender(body: DocumentBody) -> Iterator[Finding]:
    for one in preflight_texts.sender(body):
        yield _texts_say(*one)


def _texts_say(level: Literal["block", "advice"], code: str, words: str, remedy: str) -> Finding:
    return Finding(level, words, remedy, code)


def _purpose(body: DocumentBody) -> Iterator[Finding]:
    from muster.people.purposes import PURPOSES

    if body.purpose not in PURPOSES:
        yield _block(
            "purpose",
            _("It has no purpose that people said yes to."),
            _("Choose what it is for: news or an urgent call."),
        )


def _wording(body: DocumentBody, wording: Wording, snapshot: Snapshot | None) -> Iterator[Finding]:
    if not wording.subject.strip() and body.channel != "sms":
        yield _block("subject", _("There is no subject line."), _("Write one."))
    if not wording.text.strip():
        yield _block("text", _("There is no text."), _("Write it."))
    for said in preflight_words.look(body, wording):
        yield Finding(said[0], said[2], said[3], said[1])
    yield from _slips(wording)
    yield from _links(body, wording)
    try:
        yield from _compiled(body, wording)
    except liquid.TemplateProblem as problem:
        yield _block("fields", str(problem), _("Mend that line; possible fields are listed there."))
        return
    if snapshot is not None and not _negligible(snapshot):
        subject, text = _about(body, wording.subject), _about(body, wording.text)
        yield from _traits(subject, text, snapshot)
        yield from _places(f"{subject}\n{text}", snapshot)


def _compiled(body: DocumentBody, wording: Wording) -> Iterator[Finding]:
    subject = liquid.parse(wording.subject, fields.NAMES)
    text = liquid.parse(wording.text, fields.NAMES)
    preview.render(body, fields.examples(), language=wording.language)
    for name in sorted((subject.fields | text.fields).required):
        yield _advice(
            "fallback",
            _("People without “%(field)s” will not get it.") % {"field": name},
            _('Give a word for them: {{ %(field)s | default: "…" }}') % {"field": name},
        )
    if len(wording.subject) > _LONGEST_SUBJECT:
        yield _advice("long", _("The subject line is long."), _("Most screens show 50 letters."))
    if len(wording.text) > _LONG_TEXT:
        yield _advice("long", _("The text is very long."), _("Put the rest on a page."))
    if wording.subject.strip().startswith(
        frame.subject_prefix("training", wording.language).strip()
    ):
        yield _block(
            "training",
            _("The subject begins with the mark of training."),
            _("Only training messages may carry it; write another subject."),
        )


def _slips(wording: Wording) -> Iterator[Finding]:
    for part in (wording.subject, wording.text):
        for slip in _SINGLE_BRACES.finditer(part):
            yield _block(
                "braces",
                _("“%(slip)s” would be printed as it stands.") % {"slip": slip.group()},
                _('A field has two braces: {{ %(field)s | default: "…" }}') % {"field": slip[1]},
            )


def _links(body: DocumentBody, wording: Wording) -> Iterator[Finding]:
    for link in markup.links(wording.text):
        if not link.startswith(("https://", f"{body.site_url}/")):
            yield _block(
                "https",
                _("The link %(link)s is not secure.") % {"link": link[:80]},
                _("Begin it with https://."),
            )


def _about(body: DocumentBody, words: str) -> str:
    """What is held against its readers (A18)."""
    # A correction has to name what it corrects, and that named the place by mistake (C2).
    for name in body.extra.get("names", ()):
        words = words.replace(name, "")
    return words


def _traits(subject: str, text: str, snapshot: Snapshot) -> Iterator[Finding]:
    for named in traits_named.in_text(subject, text, snapshot):
        share = 100 * (snapshot.size - named.having) / snapshot.size
        if share > 50:
            yield (_block if named.addressed else _advice)(
                "trait",
                (
                    _("It speaks to “%(name)s”; %(share)s %% of them are not that.")
                    if named.addressed
                    else _("It names “%(name)s”; %(share)s %% of them have nothing to do with it.")
                )
                % {"name": named.words, "share": f"{share:.0f}"},
                _("Choose the people it is about, or say it in other words."),
            )


def _places(text: str, snapshot: Snapshot) -> Iterator[Finding]:
    for named in places_named.in_text(text):
        living = sum(snapshot.per_region.get(code, 0) for code in named.codes)
        share = 100 * (snapshot.size - living) / snapshot.size
        if share > 50:
            yield _block(
                "place",
                _("It names “%(place)s”; %(share)s %% live elsewhere.")
                % {"place": named.words, "share": f"{share:.0f}"},
                _("Choose the people of that place, or take the name out."),
            )


def _people(body: DocumentBody, snapshot: Snapshot | None) -> Iterator[Finding]:
    if snapshot is None:
        return
    lacking = int(snapshot.excluded.get("missing", 0))
    if lacking:
        yield _advice(
            "missing",
            _("%(number)s people are left out because a value is missing.") % {"number": lacking},
            _("Give a fallback in the text, then freeze the people again."),
        )
    if snapshot.size != body.size:
        yield _block(
            "size",
            _("The document and the frozen people differ."),
            _("Freeze the people again."),
        )


def _negligible(snapshot: Snapshot) -> bool:
    return snapshot.size == 0


def _block(code: str, words: str, remedy: str) -> Finding:
    return Finding("block", words, remedy, code)


def _advice(code: str, words: str, remedy: str) -> Finding:
    return Finding("advice", words, remedy, code)
