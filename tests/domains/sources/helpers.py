"""Files and imports for the tests of sources, brought in through the real actions."""

from muster.people.models import ConsentEntry, ConsentState, IdentityKey, Person, Trait
from muster.sources import actions
from muster.sources.actions.running import preview_digest
from muster.sources.models import Import


def upload(staff, text, *, name="list.csv", source="Old list", country="PL", **choices):
    """A file examined, with choices as the preview page would send them."""
    raw = text.encode() if isinstance(text, str) else text
    made = actions.upload(
        pieces=[raw], filename=name, source_name=source, country=country, by=staff
    )
    if choices:
        actions.choose(made=made, choices={"country": country, **choices}, by=staff)
    made.refresh_from_db()
    return made


def bring(staff, text, **more):
    """A file uploaded, confirmed and carried out."""
    made = upload(staff, text, **more)
    assert made.state == "examined", made.problem
    actions.confirm(made=made, seen=preview_digest(made), by=staff)
    actions.run(import_id=made.pk)
    made.refresh_from_db()
    return made


def undo(staff, made):
    actions.ask_undo(made=made, by=staff)
    actions.undo(import_id=made.pk)
    made.refresh_from_db()
    return made


def everything():
    """All that is known of people, to compare before and after; numbers that only count are left out."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(amount), 0) FROM activity_fact")
        facts = cursor.fetchone()
    return {
        "people": list(Person.objects.order_by("id").values()),
        "keys": list(IdentityKey.objects.order_by("id").values()),
        "traits": list(Trait.objects.order_by("id").values()),
        "entries": list(ConsentEntry.objects.order_by("id").values()),
        "states": list(ConsentState.objects.order_by("id").values()),
        "facts": facts,
    }


def counts(made: Import) -> dict[str, int]:
    return {name: made.counts.get(name, 0) for name in ("new", "changed", "same", "refused")}


def foreseen(made: Import) -> dict[str, int]:
    return {name: made.foreseen[name] for name in ("new", "changed", "same", "refused")}
