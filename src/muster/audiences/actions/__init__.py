"""Saving, changing and putting away an audience: row, version and audit entry in one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from muster.audiences import interests, lookup, registry
from muster.audiences.actions.kept import (
    NameMissing,
    NameTaken,
    NothingMeant,
    StillUsed,
    fit_once,
    names,
    refuse_used,
    staff_of,
    take_turns,
)
from muster.audiences.actions.scoring import drop_score, keep_score
from muster.audiences.definition import (
    Cares,
    Definition,
    Group,
    Member,
    conditions,
    digest,
    dump,
)
from muster.audiences.interests import Meaning
from muster.audiences.models import Audience, Interest, Version
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Conflict, Refused

__all__ = [
    "ChangedMeanwhile",
    "Circle",
    "NameMissing",
    "NameTaken",
    "NothingMeant",
    "StillUsed",
    "audience_name",
    "audience_of",
    "change",
    "create",
    "drop_interest",
    "drop_score",
    "keep_interest",
    "keep_score",
    "retire",
]

LONGEST_NAME = 120


class Circle(Refused):
    """An audience that leads back to itself has no members anybody could name."""


class ChangedMeanwhile(Conflict):
    """Somebody else saved this audience after the page was made."""


def create(*, name: str, definition: Definition, by: Doer, at: datetime | None = None) -> Audience:
    """Save a new audience."""
    moment = at or clock.now()
    with transaction.atomic():
        take_turns()
        made = Audience(created_by=staff_of(by), created_at=moment)
        _fill(made, name, definition, by, moment)
        audit.record(by=by, verb="audience.created", subject=_subject(made), digest=made.digest)
    return made


def change(
    *,
    audience: Audience,
    name: str,
    definition: Definition,
    by: Doer,
    seen: str | None = None,
    at: datetime | None = None,
) -> Audience:
    """Save a new name or definition. ``seen`` is the digest that the page showed, if it showed one."""
    moment = at or clock.now()
    with transaction.atomic():
        take_turns()
        kept = Audience.objects.select_for_update().get(pk=audience.pk, retired_at=None)
        if seen is not None and seen != kept.digest:
            raise ChangedMeanwhile(
                _(
                    "Somebody else changed this audience meanwhile. Open it again to see what it says now."
                )
            )
        _refuse_circle(kept.pk, definition)
        before = kept.digest
        _fill(kept, name, definition, by, moment)
        audit.record(
            by=by,
            verb="audience.changed",
            subject=_subject(kept),
            before=before,
            digest=kept.digest,
        )
    return kept


def retire(*, audience: Audience, by: Doer, at: datetime | None = None) -> None:
    """Put an audience away. Nothing that was already sent changes."""
    with transaction.atomic():
        take_turns()
        kept = Audience.objects.select_for_update().get(pk=audience.pk, retired_at=None)
        user = _user_of(kept)
        if user:
            words = _("“{user}” still uses this audience. Change that first.")
            raise StillUsed(words.format(user=user))
        kept.retired_at = at or clock.now()
        kept.save(update_fields=["retired_at"])
        audit.record(by=by, verb="audience.retired", subject=_subject(kept), digest=kept.digest)


@transaction.atomic
def keep_interest(
    *,
    interest: Interest | None,
    name: str,
    meaning: Meaning,
    by: Doer,
    at: datetime | None = None,
) -> Interest:
    """Save what shows an interest. Every audience that names it follows from this moment."""
    moment = at or clock.now()
    take_turns()
    told = interests.definition(meaning)
    if not told.items:
        words = _("Write at least one search, page, link, gift, broadcast or event that shows it.")
        raise NothingMeant(words, field="searched")
    kept = interest or Interest(created_by=staff_of(by), created_at=moment)
    before = kept.digest
    kept.name = _fit_interest(name, kept.pk)
    kept.definition, kept.digest = dump(told), digest(told)
    kept.changed_by, kept.changed_at = staff_of(by), moment
    kept.save()
    verb = "interest.changed" if before else "interest.created"
    audit.record(by=by, verb=verb, subject=f"interest:{kept.pk}", before=before, digest=kept.digest)
    return kept


@transaction.atomic
def audience_of(*, interest: Interest, by: Doer, at: datetime | None = None) -> Audience:
    """Return the audience of exactly those who care about an interest, saving it where there is none."""
    told = Group("all", (Cares(interest.pk),))
    found = Audience.objects.kept().filter(digest=digest(told)).order_by("id").first()
    if found is not None:
        return found
    name = audience_name(interest)
    if Audience.objects.kept().filter(name__iexact=name).exists():
        name = f"{name} ({interest.pk})"
    return create(name=name, definition=told, by=by, at=at)


def audience_name(interest: Interest) -> str:
    """What the audience of those who care about an interest is called."""
    return _("Cares about {topic}").format(topic=interest.name)


@transaction.atomic
def drop_interest(*, interest: Interest, by: Doer) -> None:
    """Let go of an interest that no audience names."""
    take_turns()
    refuse_used(Cares.IS, "interest", interest.pk)
    subject, told = f"interest:{interest.pk}", interest.digest
    interest.delete()
    audit.record(by=by, verb="interest.dropped", subject=subject, digest=told)


def _fit_interest(raw: str, number: int | None) -> str:
    return fit_once(
        raw,
        Interest.objects.exclude(pk=number or 0),
        missing=_("Give the interest a name, so that others find it."),
        taken=_("There is already an interest “{name}”. Choose another name."),
    )


def _fill(row: Audience, name: str, definition: Definition, by: Doer, moment: datetime) -> None:
    row.name = _fit_name(name, row.pk)
    row.definition = dump(definition)
    row.digest = digest(definition)
    row.changed_by, row.changed_at = staff_of(by), moment
    row.save()
    Version.objects.create(
        audience=row,
        name=row.name,
        definition=row.definition,
        digest=row.digest,
        by=staff_of(by),
        at=moment,
    )


def _fit_name(raw: str, number: int | None) -> str:
    name = " ".join(raw.replace("\0", "").split())
    if not name:
        raise NameMissing(_("Give the audience a name, so that others find it."), field="name")
    if len(name) > LONGEST_NAME:
        words = _("Keep the name under {n} characters.")
        raise NameMissing(words.format(n=LONGEST_NAME), field="name")
    if Audience.objects.kept().filter(name__iexact=name).exclude(pk=number or 0).exists():
        words = _("There is already an audience “{name}”. Choose another name.")
        raise NameTaken(words.format(name=name), field="name")
    return name


def _refuse_circle(number: int, definition: Definition) -> None:
    """Refuse a definition from which other audiences lead back to this one."""
    world = lookup.world([definition])
    told = [definition, *(saved.definition for saved in world.audiences.values())]
    named = {
        one.audience for part in told for _place, one in conditions(part) if isinstance(one, Member)
    }
    if number in named:
        raise Circle(
            _("This audience would lead back to itself. Take out the condition that names it.")
        )


def _user_of(audience: Audience) -> str:
    uses = registry.uses([audience.pk])[audience.pk]
    if uses:
        return uses[0].words
    number = audience.pk
    others = Audience.objects.kept().exclude(pk=number).only("name", "definition").order_by("id")
    naming = (one for one in others if names(one.definition, Member.IS, "audience", number))
    return next((one.name for one in naming), "")


def _subject(audience: Audience) -> str:
    return f"audience:{audience.pk}"
