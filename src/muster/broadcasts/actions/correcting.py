"""Beginning a broadcast about an earlier one: a correction, the right message to the rest, one to the unknown.

It is an ordinary broadcast from then on: sealed, approved, released, halted like any other.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.approvals import actions as approvals
from muster.approvals.models import Round
from muster.audiences.models import Audience
from muster.audit import actions as audit
from muster.broadcasts import corrections, queries, whom
from muster.broadcasts.actions.drafting import note
from muster.broadcasts.actions.locking import draftable, lock
from muster.broadcasts.errors import (
    MadeInAnotherMode,
    NotACorrection,
    NothingToCorrect,
    PracticeIsNotLive,
    StillUnderWay,
    TemplateNotApproved,
)
from muster.broadcasts.models import Broadcast, TemplateVersion
from muster.kit import clock, ids

Aim = Broadcast.Aim


@transaction.atomic
def correct(
    *,
    broadcast_id: int,
    by: Staff,
    session_mac: str,
    aim: str = Aim.REACHED,
    spared: Audience | None = None,
    template: TemplateVersion | None = None,
) -> Broadcast:
    """Begin it as a draft, with its people, its declaration and its words already there."""
    original = lock(broadcast_id)
    _demand_ready(original, aim, template)
    if begun := queries.begun_about(original, aim, by):
        return begun
    made = _drafted(original, aim, by)
    if aim == Aim.REACHED:
        _as_correction(made, original, spared, template)
    people = whom.counted(made, by.scope).left
    if people < 1:
        raise NothingToCorrect(_nobody(aim))
    made.declared_size = people
    made.save()
    for field in ("title", "declared_text", "declared_size"):
        note(made, field, before="", after=getattr(made, field), by=by, session_mac=session_mac)
    audit.record(
        by=by, verb="broadcast.corrected", subject=original.reference, aim=aim, begun=made.pk
    )
    audit.record(
        by=by, verb="broadcast.declared", subject=made.reference, size=people, about=original.pk
    )
    return made


@transaction.atomic
def spare(
    *, broadcast_id: int, audience: Audience | None, by: Staff, session_mac: str
) -> Broadcast:
    """Name those whom the original rightly reached, as a copy of an audience; or nobody."""
    broadcast = draftable(lock(broadcast_id), by=by)
    if not corrections.corrects(broadcast):
        raise NotACorrection
    definition = audience.definition if audience else None
    if broadcast.spared_audience == audience and broadcast.spared == definition:
        return broadcast
    before = str(broadcast.spared_audience_id or "")
    broadcast.spared_audience, broadcast.spared = audience, definition
    people = whom.counted(broadcast, by.scope).left
    if people < 1:
        raise NothingToCorrect(_nobody(broadcast.aim))
    broadcast.declared_size = people
    broadcast.save(update_fields=["spared_audience", "spared", "declared_size"])
    after = str(audience.pk) if audience else ""
    note(broadcast, "spared", before=before, after=after, by=by, session_mac=session_mac)
    closed = approvals.close(subject=broadcast.reference, outcome=Round.Outcome.VOIDED, by=by)
    audit.record(
        by=by,
        verb="broadcast.edited",
        subject=broadcast.reference,
        fields=["spared"],
        voided_round=closed.number if closed else None,
    )
    return broadcast


def practise(*, by: Staff, session_mac: str) -> Broadcast:
    """Begin a correction of the newest sending, where nothing can reach anybody outside (C3)."""
    if organisation().mode == "live":
        raise PracticeIsNotLive
    for sent in queries.sent_out(organisation().mode):
        try:
            return correct(broadcast_id=sent.pk, by=by, session_mac=session_mac)
        except NothingToCorrect:
            continue
    raise NothingToCorrect(
        _("There is nothing to practise on. Send something in training first, then correct it.")
    )


def _demand_ready(original: Broadcast, aim: str, template: TemplateVersion | None) -> None:
    whom.release_of(original)
    if original.mode != organisation().mode:
        raise MadeInAnotherMode
    if aim == Aim.REST and not queries.state(original).status.ended:
        raise StillUnderWay
    if template is not None and not queries.approved_corrections().filter(pk=template.pk).exists():
        raise TemplateNotApproved


def _drafted(original: Broadcast, aim: str, by: Staff) -> Broadcast:
    """The words of the original for those who have not read them; a correction gets its own."""
    titles = {
        Aim.REACHED: _("Correction: %(title)s"),
        Aim.REST: _("The rest: %(title)s"),
        Aim.UNKNOWN: _("Unknowns of %(title)s"),
    }
    said = {
        Aim.REACHED: _("those who got “%(title)s” by mistake"),
        Aim.REST: _("those whom “%(title)s” did not reach"),
        Aim.UNKNOWN: _("those of whom it is not known whether they got “%(title)s”"),
    }
    named = {"title": original.title}
    return Broadcast(
        title=(titles[Aim(aim)] % named)[:120],
        declared_text=(said[Aim(aim)] % named)[:300],
        declared_size=1,
        channel=original.channel,
        purpose=original.purpose,
        subject=original.subject,
        body=original.body,
        language=original.language,
        sender_name=original.sender_name,
        reply_to=original.reply_to,
        corrects=original,
        aim=aim,
        author=by,
        mode=original.mode,
        created_at=clock.now(),
    )


def _as_correction(
    made: Broadcast, original: Broadcast, spared: Audience | None, template: TemplateVersion | None
) -> None:
    # Minutes count: it leaves all at once, as soon as its one approver has said yes (A15, C3).
    made.plan, made.start = Broadcast.Plan.AT_ONCE, Broadcast.Start.APPROVED
    made.page_token = ids.token()
    made.template = template
    made.subject, made.body = corrections.words(original, made.page_token, template)
    if spared is not None:
        made.spared_audience, made.spared = spared, spared.definition


def _nobody(aim: str) -> str:
    return {
        Aim.REACHED: _("It has reached nobody you may write to, so there is nothing to correct."),
        Aim.REST: _("It reached everybody, so nobody is left."),
        Aim.UNKNOWN: _("Nothing of it has been unknown for three days."),
    }[Aim(aim)]
