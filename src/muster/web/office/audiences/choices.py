"""What can be chosen in the builder: in a handful of queries, whatever the number of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.audiences import access, caring, queries, registry, scoring
from muster.audiences.deed_phrases import fact_name
from muster.audiences.definition import ANY
from muster.audiences.gaps import LANGUAGES
from muster.audiences.heard import CURRENCIES
from muster.audiences.phrases import language_name
from muster.people.purposes import PURPOSES
from muster.places import countries
from muster.places import queries as places
from muster.web.office.audiences.fields import Choices, Options

if TYPE_CHECKING:
    from muster.accounts.models import Staff


def choices(staff: Staff, *, without: int | None = None) -> Choices:
    """Gather every list for one staff member; ``without`` is the audience being edited."""
    language = (get_language() or "en").split("-")[0]
    values = queries.known_values()
    by_name = [(name, fact_name(name).strip("“”")) for name in values.facts]
    offered = registry.broadcasts(staff)
    deeds = sorted(by_name, key=lambda pair: pair[1].casefold())
    return Choices(
        by_field={
            "regions": _regions(staff, language),
            "country": countries.choices(),
            "purpose": [(one.name, str(one.title)) for one in PURPOSES.values()],
            "fact": deeds,
            "then_fact": deeds,
            "currency": [(code, code) for code in CURRENCIES],
            "language": [(code, language_name(code, language)) for code in LANGUAGES],
            "score": [(str(one.pk), one.name) for one in scoring.known()],
            "interest": [(str(one.pk), one.name) for one in caring.known()],
            "broadcast": [(ANY, _("any broadcast")), *((str(n), name) for n, name in offered)],
            "audience": [
                (str(one.pk), one.name)
                for one in access.audiences(by=staff).for_list()
                if one.pk != without
            ],
        },
        hints={
            "value": [(one, one) for one in values.traits],
            "source": [(one, one) for one in values.sources],
        },
    )


def _regions(staff: Staff, language: str) -> Options:
    known = countries.COUNTRIES
    return [
        (one.code, f"{one.name_in(language)}, {known[one.country].name}")
        for one in places.regions()
        if staff.scope.holds(one.code)
    ]
