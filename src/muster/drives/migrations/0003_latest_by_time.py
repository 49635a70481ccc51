"""The latest gifts are those that came last, in whatever order they were reported."""

from django.db import migrations

DEFINER = "STABLE SECURITY DEFINER SET search_path = public, pg_temp AS"
LATEST = f"""
CREATE OR REPLACE FUNCTION drives_latest(asked text[], coin text, most integer) RETURNS TABLE (
  id bigint, minor bigint, at timestamptz, name text, way text
) LANGUAGE sql {DEFINER} $$
  SELECT e.id, e.minor, e.at, CASE WHEN g.name_is = 'shown' THEN g.name ELSE '' END,
    coalesce(nullif(l.label, ''), (
      SELECT o.name FROM drives_giving o WHERE o.link_id = l.id AND o.name_is = 'shown' ORDER BY o.at LIMIT 1
    ), '')
  FROM gifts_entry e
  LEFT JOIN drives_giving g ON g.entry_id = e.id
  LEFT JOIN drives_link l ON l.id = g.through_id AND g.apart = ''
  WHERE e.purpose = ANY (asked) AND e.currency = coin AND e.kind = 'gift' AND e.source <> 'cash'
    AND NOT EXISTS (
      SELECT FROM gifts_entry b WHERE b.purpose = e.purpose AND b.source = e.source
        AND b.about = e.reference AND b.kind <> 'gift'
    )
  ORDER BY e.at DESC, e.id DESC LIMIT most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("drives", "0002_walls_and_sums")]

    operations = [migrations.RunSQL(LATEST, migrations.RunSQL.noop)]
