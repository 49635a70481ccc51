"""Every source’s word about every field is kept, behind the same wall as traits."""

import django.db.models.deletion
from django.db import migrations, models

OF_PERSON = (
    "((SELECT current_setting('muster.scope', true)) = '*'"
    " OR EXISTS (SELECT FROM people_person p WHERE p.id = person_id))"
)
WALL = f"""
ALTER TABLE people_fieldvalue ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_fieldvalue FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON people_fieldvalue TO muster_web USING {OF_PERSON} WITH CHECK {OF_PERSON};
CREATE POLICY machine ON people_fieldvalue TO muster_machine, muster_owner
  USING (true) WITH CHECK (true);
CREATE TRIGGER owners_new AFTER INSERT ON people_fieldvalue REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION people_owners_exist();
CREATE FUNCTION people_words_go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM people_fieldvalue v USING gone g WHERE v.person_id = g.id;
  RETURN NULL;
END $$;
CREATE TRIGGER words_go AFTER DELETE ON people_person REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION people_words_go();
"""
UNWALL = """
DROP TRIGGER words_go ON people_person;
DROP FUNCTION people_words_go;
DROP TRIGGER owners_new ON people_fieldvalue;
DROP POLICY web ON people_fieldvalue;
DROP POLICY machine ON people_fieldvalue;
ALTER TABLE people_fieldvalue NO FORCE ROW LEVEL SECURITY;
ALTER TABLE people_fieldvalue DISABLE ROW LEVEL SECURITY;
"""
ID = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_phone_of_a_sign_up")]

    operations = [
        migrations.CreateModel(
            "FieldValue",
            [
                ("id", ID),
                ("field", models.TextField()),
                ("source", models.TextField()),
                ("value", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "field", "source"), name="people_fieldvalue_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            "Precedence",
            [
                ("id", ID.clone()),
                ("field", models.TextField(unique=True)),
                ("kinds", models.JSONField(default=list)),
            ],
        ),
        migrations.RunSQL(WALL, UNWALL),
    ]
