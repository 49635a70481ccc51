"""The world of the send bench: invented people, one long text, leave to send it, and the naive way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from unittest import mock

from django.core import mail
from django.db import connection
from django.template import Context, Template

from muster.accounts.models import Organisation
from muster.channels.kinds.email.target import parse
from muster.delivery import actions, documents, fields
from muster.delivery.documents import DocumentBody, Wording
from muster.delivery.models import Recipient, Release, Snapshot
from muster.kit.actors import system
from muster.kit.scope import Scope
from muster.people.suppressing import address_mac

BY: Final = system("bench")
_LINKS: Final = "\n".join(
    f"- [Task {n}](https://havsvakt.example/task/{n}?r={{{{ region }}}})" for n in range(8)
)
_PARAGRAPH: Final = (
    "We meet on Saturday at ten and clean the beach from the pier to the lighthouse. " * 9
)
TEXT: Final = (
    '# Hello {{ first_name | default: "friend" }}\n\n'
    f"{_PARAGRAPH}\n\nYou live in **{{{{ region }}}}** ({{{{ country }}}}), near {{{{ postcode }}}}.\n\n"
    f"{_LINKS}\n\n{_PARAGRAPH}\n\nUntil then, {{{{ first_name }}}} {{{{ last_name }}}}!"
)

# People who said yes, straight into the tables: the bench times sending, not joining.
_PEOPLE: Final = """
INSERT INTO people_person (id, given_name, family_name, sort_key, given_key, country, postcode,
                           region_id, language, created_at)
SELECT n, 'Ana' || n %% 2000, 'Kowalska' || n %% 5000, '', '', 'PL',
       '90-' || lpad((n %% 700)::text, 3, '0'), region.codes[1 + n %% region.number], 'en', now()
  FROM generate_series(1, %(people)s) AS n,
       (SELECT array_agg(code ORDER BY code) AS codes, count(*)::int AS number
          FROM places_region WHERE country = 'PL') AS region;
INSERT INTO people_identitykey (id, kind, value, label, person_id, source, created_at, verified_at)
SELECT n, 'email', 'p' || n || '@people.example', '', n, 'bench', now(), now()
  FROM generate_series(1, %(people)s) AS n;
INSERT INTO people_consententry (id, person_id, key_id, channel, purpose, state, source, evidence,
                                 at, actor)
SELECT n, n, n, 'email', 'news', 'granted', 'bench', '', now(), 'system:bench'
  FROM generate_series(1, %(people)s) AS n;
INSERT INTO people_consentstate (key_id, channel, purpose, state, entry_id, at)
SELECT n, 'email', 'news', 'granted', n, now() FROM generate_series(1, %(people)s) AS n;
"""
_FINGERPRINTS: Final = """
UPDATE people_identitykey AS k SET address_mac = made.mac
  FROM unnest(%s::bigint[], %s::text[]) AS made (id, mac) WHERE k.id = made.id
"""
_BATCH: Final = 20_000


def invent(people: int) -> None:
    """Make a live organisation and its people."""
    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Havsvakt",
            "legal_address": "Kaj 1",
            "mode": "live",
            "sender_address": "hello@havsvakt.example",
            "reply_domain": "mail.havsvakt.example",
            "site_url": "https://havsvakt.example",
        },
    )
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"people": people})
        for first in range(1, people + 1, _BATCH):
            numbers = range(first, min(people + 1, first + _BATCH))
            macs = [address_mac("email", f"p{n}@people.example") for n in numbers]
            cursor.execute(_FINGERPRINTS, [list(numbers), macs])
        cursor.execute("VACUUM ANALYZE people_person, people_identitykey, people_consentstate")


def freeze(people: int | None = None) -> Snapshot:
    """Freeze everybody, or the first so many."""
    return actions.take_snapshot(
        subject="broadcast:1",
        members_sql="SELECT id FROM people_person"
        + (" WHERE id <= %s" if people is not None else ""),
        params=() if people is None else (people,),
        channel="email",
        purpose="news",
        fields=body_fields(),
        scope=Scope.EVERYONE,
        by=BY,
    )


def body_fields() -> Any:
    """The fields of the text."""
    from muster.delivery import liquid

    return liquid.parse(TEXT, fields.NAMES).fields


def let_go(snapshot: Snapshot) -> Release:
    """Release it. Approving is another bench's matter, so leave is given here by hand."""
    body = DocumentBody(
        subject="broadcast:1",
        channel="email",
        purpose="news",
        mode="live",
        texts=(Wording(language="en", subject="Saturday, {{ first_name }}", text=TEXT),),
        sender_name="Havsvakt",
        sender_address="hello@havsvakt.example",
        reply_to="",
        identity="Havsvakt, Kaj 1",
        site_url="https://havsvakt.example",
        return_domain="mail.havsvakt.example",
        snapshot=snapshot.pk,
        size=snapshot.size,
        per_region=snapshot.per_region,
        audience={},
    )
    document = documents.seal(subject="broadcast:1", body=body, by=BY)
    with mock.patch("muster.approvals.queries.valid_clearance"):
        return actions.release(document_id=document.pk, clearance_id=document.pk, by=BY)


def naively(snapshot: Snapshot, people: int, cpu: Callable[[], float]) -> float:
    """Sender CPU per message, in µs, of Django's mail class with a template and a row for each."""
    from django.conf import settings

    target = parse(settings.MUSTER_SMTP_URL)
    text = Template(TEXT.replace(' | default: "friend"', "|default:'friend'"))
    rows = list(Recipient.objects.filter(snapshot=snapshot).order_by("position")[:people])
    before = cpu()
    with mail.get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host=target.host, port=target.port
    ) as relay:
        for row in rows:
            words = text.render(Context(row.merge))
            message = mail.EmailMultiAlternatives(
                f"Saturday, {row.merge['first_name']}", words, "hello@havsvakt.example",
                [f"naive-{row.address}"], connection=relay,
            )  # fmt: skip
            message.attach_alternative(f"<html><body>{words}</body></html>", "text/html")
            message.send()
            Recipient.objects.filter(pk=row.pk).update(language=row.language)
    return (cpu() - before) / len(rows) * 1e6
