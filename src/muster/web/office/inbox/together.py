"""One answer for many: chosen in the list, written once, read as three of them, then sent or put to the approvers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.broadcasts import actions as broadcasts
from muster.broadcasts.corrections import PAGE
from muster.delivery import queries as delivery
from muster.inbox import actions, answering, shaping
from muster.inbox.actions.together import MOST
from muster.inbox.many_errors import NobodyProved
from muster.kit import clock, ids
from muster.kit.errors import Refused
from muster.kit.text import number_in_words
from muster.web import frame
from muster.web.gate import may
from muster.web.office.broadcasts.shared import session_mac
from muster.web.office.inbox import said
from muster.web.office.inbox.teams import LANGUAGE_WORDS
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.broadcasts.models import Broadcast
    from muster.inbox.models import Conversation
    from muster.web.gate import StaffRequest

# What a broadcast can be sent by; on other channels people are answered one by one.
WAYS: Final = ("email", "sms")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom the page is about, and how it was said, to be said again by the next step."""

    people: list[Conversation]
    fields: list[tuple[str, str]]
    about: str = ""

    @property
    def many(self) -> bool:
        return len(self.people) > MOST


@may("inbox.answer")
@require_POST
def answer_many(request: StaffRequest) -> HttpResponse:
    """Write, look, send: which of the three is said by the button that was pressed."""
    chosen = _chosen(request)
    if not chosen.people:
        messages.error(request, _("Choose conversations first."))
        return HttpResponseRedirect(reverse("office:inbox"))
    step = request.POST.get("step", "write")
    if step not in {"look", "send"}:
        return _write(request, chosen)
    words = _words(request)
    try:
        texts = shaping.read(words)
        if step == "look":
            return _look(request, chosen, texts)
        return _ask(request, chosen, words) if chosen.many else _send(request, chosen, words)
    except Refused as refused:
        return _write(request, chosen, words=refused.message, status=refused.status)


def _chosen(request: StaffRequest) -> Chosen:
    """By number, by queue or by what they answer; always only those who ask may see."""
    about, queue = request.POST.get("about", ""), request.POST.get("queue", "")
    if about:
        found = list(answering.about(about, by=request.staff))
        return Chosen(found, [("about", about)], about)
    if queue:
        waiting = answering.queue(queue, by=request.staff, at=clock.now())
        return Chosen(list(waiting), [("queue", queue)])
    # The list calls them by the name of its own boxes.
    asked = [*request.POST.getlist("thread"), *request.POST.getlist("who")]
    numbers = [int(one) for one in asked if one.isdecimal()]
    found = list(answering.ticked(numbers[:5_000], by=request.staff))
    return Chosen(found, [("thread", str(one.pk)) for one in found])


def _words(request: StaffRequest) -> dict[str, str]:
    """The texts that were written: one for everybody, and one for each language that has its own."""
    given = {shaping.OTHERS: request.POST.get("text", "")}
    return given | {code: request.POST.get(f"text-{code}", "") for code in LANGUAGE_WORDS}


def _write(
    request: StaffRequest, chosen: Chosen, *, words: str = "", status: int = 200
) -> HttpResponse:
    context = _context(request, chosen) | {"refused": words, "step": "write"}
    return frame.page(request, "office/inbox/answering.html", context, status=status)


def _look(request: StaffRequest, chosen: Chosen, texts: Any) -> HttpResponse:
    """Three of them as they will read it: the shortest, the longest, and one at random."""
    read, lacking = [], []
    for one in chosen.people:
        try:
            read.append((one, shaping.of(one, texts)))
        except Refused as refused:
            lacking.append((said.whom(one), refused.message))
    read.sort(key=lambda pair: (len(pair[1]), pair[0].pk))
    shown: dict[int, tuple[str, str, str]] = {}
    if read:
        drawn = random.Random().choice(read)  # noqa: S311 - a sample to read, no secret
        for why, pair in (
            (_("Shortest"), read[0]),
            (_("Longest"), read[-1]),
            (_("At random"), drawn),
        ):
            shown.setdefault(pair[0].pk, (why, said.whom(pair[0]), pair[1]))
    context = _context(request, chosen) | {
        "step": "look",
        "shown": list(shown.values()),
        "lacking": lacking[:20],
        "lacking_count": len(lacking),
    }
    return frame.page(request, "office/inbox/answering.html", context)


def _send(request: StaffRequest, chosen: Chosen, words: dict[str, str]) -> HttpResponse:
    """Answer each of at most fifty in a transaction of its own, and say what became of each."""
    asked = request.POST.get("seen", "")
    given = actions.answer_each(
        conversations=chosen.people, words=words, by=request.staff, at=clock.now(),
        once=request.POST.get("once", "")[:40] or ids.token(), seen=int(asked) if asked.isdecimal() else None,
        closing=request.POST.get("then") == "close",
    )  # fmt: skip
    refused = [(said.whom(one.conversation), one) for one in given if one.refused]
    done = len(given) - len(refused)
    context = {
        "title": ngettext("%(n)s person was answered", "%(n)s people were answered", done)
        % {"n": number(done)},
        "refused_ones": refused,
    }
    return frame.page(request, "office/inbox/answered.html", context)


def _ask(request: StaffRequest, chosen: Chosen, words: dict[str, str]) -> HttpResponse:
    """More than fifty: one broadcast for each way and each text, to exactly these people, for others to approve."""
    if not request.staff.may("broadcasts.write"):
        return _write(request, chosen, words=_no_right(), status=422)
    parts = _parts(chosen, words).items()
    if not parts:
        return _write(request, chosen, words=NobodyProved().message, status=422)
    made = [_begin(request, chosen, words, part, people) for part, people in parts]
    messages.success(
        request,
        ngettext(
            "%(n)s message is ready to be checked. Nothing was sent; others have to approve it.",
            "%(n)s messages are ready to be checked. Nothing was sent; others have to approve each.",
            len(made),
        )
        % {"n": number(len(made))},
    )
    if len(made) == 1:
        return HttpResponseRedirect(reverse("office:broadcast-check", args=[made[0].pk]))
    return HttpResponseRedirect(reverse("office:broadcasts"))


def _begin(
    request: StaffRequest,
    chosen: Chosen,
    words: dict[str, str],
    part: tuple[str, str],
    people: list[Conversation],
) -> Broadcast:
    """One of them, as a draft."""
    way, language = part
    selection = actions.select(conversations=people, channel=way, by=request.staff, at=clock.now())
    return broadcasts.answer_chosen(
        selection=selection,
        title=request.POST.get("title", "").strip() or _("Answer to many"),
        declared_text=_("those who wrote to us and were chosen in the inbox"),
        people=len({one.key_id for one in people}),
        subject=request.POST.get("subject", "").strip() or _("Our answer"),
        body=(words.get(language) or words[shaping.OTHERS]).replace("\r\n", "\n"),
        language=language or _usual(people),
        purpose=_purpose(chosen),
        by=request.staff,
        session_mac=session_mac(request),
    )


def _parts(chosen: Chosen, words: dict[str, str]) -> dict[tuple[str, str], list[Conversation]]:
    """Who gets which text by which way; those nobody can be sure of are answered one by one."""
    found: dict[tuple[str, str], list[Conversation]] = {}
    for one in chosen.people:
        if not one.proven or one.key_id is None or one.channel not in WAYS:
            continue
        spoken = shaping.language_of(one)
        language = spoken if words.get(spoken, "").strip() else shaping.OTHERS
        if words.get(language, "").strip():
            found.setdefault((one.channel, language), []).append(one)
    return found


def _usual(people: list[Conversation]) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    spoken = [one for one in shaping.languages(people) if one in known]
    return spoken[0] if spoken else "en"


def _purpose(chosen: Chosen) -> str:
    release = delivery.release_of(chosen.about) if chosen.about else None
    return release.snapshot.purpose if release else "news"


def _context(request: StaffRequest, chosen: Chosen) -> dict[str, Any]:
    count, given = len(chosen.people), request.POST
    sure = [one for one in chosen.people if one.proven and one.key_id and one.channel in WAYS]
    languages = shaping.languages(chosen.people)
    title = ngettext("One answer for %(n)s person", "One answer for %(n)s people", count)
    return {
        "title": title % {"n": number(count)},
        "count": count,
        "in_words": number_in_words(count, (get_language() or "en")[:2]),
        "fields": chosen.fields,
        "many": chosen.many,
        "most": MOST,
        "apart": count - len(sure) if chosen.many else 0,
        "mail": any(one.channel == "email" for one in chosen.people),
        "languages": [
            (code, words, languages.get(code, 0), given.get(f"text-{code}", ""))
            for code, words in LANGUAGE_WORDS.items()
            if languages.get(code)
        ],
        "text": given.get("text", ""),
        "subject": given.get("subject", ""),
        "name": given.get("title", ""),
        "once": given.get("once") or ids.token(),
        "then": given.get("then", ""),
        "seen": answering.seen(),
        "may_ask": request.staff.may("broadcasts.write"),
        "no_right": _no_right(),
        "page_mark": PAGE,
        "name_mark": format_html("<code>{}</code>", '{{ first_name | default: "…" }}'),
        "complaints": sum(1 for one in chosen.people if one.case and one.case.open),
    }


def _no_right() -> str:
    words = _(
        "More than %(n)s people are written to by a broadcast, which others approve. Ask somebody who"
        " writes broadcasts, or choose fewer."
    )
    return words % {"n": MOST}
