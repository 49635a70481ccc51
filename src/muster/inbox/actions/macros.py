"""Keeps and drops words for answers that are given often."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.delivery.liquid import TemplateProblem
from muster.inbox import errors, macros
from muster.inbox.models import Macro, Topic
from muster.kit.text import clean


@transaction.atomic
def keep_macro(
    *,
    macro: Macro | None,
    name: str,
    topic: Topic | None,
    texts: Mapping[str, str],
    by: Staff,
    at: datetime,
) -> Macro:
    """Write new words, or others in the place of ``macro``; fields nobody knows are refused."""
    kept = _checked(texts)
    if not kept:
        raise errors.NoWords
    held = Macro.objects.select_for_update().get(pk=macro.pk) if macro else Macro()
    held.name, held.topic, held.texts = clean(name)[:60], topic, kept
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise errors.NameTaken from error
    audit.record(
        by=by,
        verb="macro.kept",
        subject=f"macro:{held.pk}",
        at=at,
        languages=",".join(sorted(kept)),
    )
    return held


@transaction.atomic
def drop_macro(*, macro: Macro, by: Staff, at: datetime) -> None:
    """Offer it no more; answers given with it stay as they are."""
    audit.record(by=by, verb="macro.dropped", subject=f"macro:{macro.pk}", at=at)
    macro.delete()


def _checked(texts: Mapping[str, str]) -> dict[str, str]:
    kept = {}
    for language in macros.LANGUAGES:
        text = texts.get(language, "").replace("\r\n", "\n").strip()
        if len(text) > macros.LONGEST:
            raise errors.TooLong(macros.LONGEST)
        try:
            macros.check(text)
        except TemplateProblem as problem:
            raise TemplateProblem(problem.words, line=problem.line, field=language) from problem
        if text:
            kept[language] = text
    return kept
