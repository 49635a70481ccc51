"""What the approve page shows before its button (A9), and what the 409 page shows instead (A4)."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.accounts.queries import organisation
from muster.approvals import queries as approvals
from muster.approvals.errors import StaleDigest
from muster.approvals.standing import must_type_the_number
from muster.broadcasts import composing, previews, queries, whom
from muster.broadcasts.comparing import compare
from muster.broadcasts.declared import Sizes
from muster.broadcasts.models import MissedStart, Submission
from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.delivery import documents
from muster.delivery.documents import DocumentBody
from muster.delivery.models import Document
from muster.web import words
from muster.web.gate import StaffRequest
from muster.web.office.broadcasts import check, saying
from muster.web.office.broadcasts.shared import region_names, times


def page(request: StaffRequest, state: State) -> dict[str, Any]:
    """Everything about the sealed document, read from the seal and not from the draft."""
    submission = _submission(state)
    asked = submission.round
    body = documents.read(submission.document)
    usual = queries.usual_size(
        state.broadcast.author_id,
        channel=state.broadcast.channel,
        besides=state.broadcast.reference,
    )
    return {
        "title": _title(state, asked.size),
        "state": state,
        "broadcast": state.broadcast,
        "round": asked,
        "body": body,
        "seal": _groups(asked.digest),
        "size": asked.size,
        "usual": usual,
        "times": times(asked.size, usual),
        "left_out": check.left_out(submission.document.snapshot.excluded, body)
        if "concerned" in body.extra
        else [],
        "said": whom.said(body.audience, get_language() or "en"),
        "sizes": Sizes(declared=int(body.extra["declared_size"]), real=asked.size),
        "regions": _regions(body),
        "when": saying.all_of(body),
        "starts_itself": body.start != "hand" and not _missed(state),
        "missed": _missed(state),
        "type_it": must_type_the_number(asked.size),
        **_samples(request, submission.document),
        **_before(submission, body),
        **_people(request, state, asked.size),
    }


def changed(state: State, stale: StaleDigest) -> dict[str, Any]:
    """The page they read against what would be sealed or stands in the draft now."""
    broadcast = state.broadcast
    shown = queries.sealed(broadcast, stale.shown)
    current = _current(state)
    changes = compare(documents.read(shown), current) if shown else None
    waits = state.status in {Status.SUBMITTED, Status.APPROVED}
    last = broadcast.edits.select_related("staff").order_by("-at", "-id").first()
    return {
        "title": _("This changed after your page was made"),
        "broadcast": broadcast,
        "state": state,
        "changes": changes,
        "others": saying.parts_in_words(changes.others) if changes else [],
        "last": last,
        "waits": waits,
    }


def _current(state: State) -> DocumentBody:
    submission = _submission(state)
    if state.round is not None and state.round.is_open:
        return documents.read(submission.document)
    snapshot = submission.document.snapshot
    return composing.document_body(state.broadcast, organisation(), snapshot)


def _submission(state: State) -> Submission:
    if state.submission is None:
        raise LookupError("this page is only reached with a submission")
    return state.submission


def _samples(request: StaffRequest, document: Document) -> dict[str, Any]:
    asked = request.GET.get("draw", "0")
    draw = int(asked) if asked.isdecimal() else 0
    shown = previews.of_recipients(document, request.staff.scope, draw=draw)
    return {"previews": shown, "next_draw": draw + 1}


def _before(submission: Submission, body: DocumentBody) -> dict[str, Any]:
    earlier = queries.submission_before(submission)
    if earlier is None:
        return {"earlier": None}
    noes = [
        one
        for one in approvals.decisions(submission.round.subject)
        if one.round_id == earlier.round_id
    ]
    changes = compare(documents.read(earlier.document), body)
    return {
        "earlier": earlier,
        "earlier_answers": noes,
        "changes": changes,
        "others": saying.parts_in_words(changes.others),
    }


def _people(request: StaffRequest, state: State, size: int) -> dict[str, Any]:
    asked = _submission(state).round
    possible = approvals.possible_approvers(asked.asked)
    mine = next((one for one in possible if one.staff.pk == request.staff.pk), None)
    answers = list(asked.decisions.select_related("staff").order_by("at", "id"))
    return {
        "mine": mine,
        "answers": answers,
        "answered": any(one.staff_id == request.staff.pk for one in answers),
        "may_decide": bool(mine and mine.can)
        and state.status in {Status.SUBMITTED, Status.APPROVED},
        "may_release": _by_hand(state) and request.staff.may("broadcasts.send"),
        "may_withdraw": request.staff.may("broadcasts.submit"),
        "can": [one.staff for one in possible if one.can],
        "opens_at": state.standing.opens_at if state.standing else None,
        "needed": asked.needed,
        "size": size,
    }


def _missed(state: State) -> MissedStart | None:
    """Why it did not start by itself, if it was refused: then people let it go or do not."""
    return getattr(state.submission, "missed", None)


def _by_hand(state: State) -> bool:
    body = documents.read(_submission(state).document)
    return state.status is Status.APPROVED and (body.start == "hand" or _missed(state) is not None)


def _regions(body: DocumentBody) -> list[tuple[str, str, int]]:
    names = region_names(body.per_region)
    rows = sorted(body.per_region.items(), key=lambda item: (-item[1], item[0]))
    return [(code, names.get(code, _("No region")), count) for code, count in rows]


def _title(state: State, size: int) -> str:
    by_text = state.broadcast.channel == "sms"
    said = _("%(who)s wants to text %(n)s people") if by_text else ""
    return (said or _("%(who)s wants to write to %(n)s people")) % {
        "who": state.broadcast.author.name.split()[0],
        "n": words.number(size),
    }


def _groups(digest: str) -> str:
    """The beginning of the seal in groups of four, as people compare it aloud."""
    return " ".join(digest[start : start + 4] for start in (0, 4, 8))
