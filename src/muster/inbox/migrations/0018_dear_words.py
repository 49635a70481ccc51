"""Cutting a thread into its words is told to the planner as dear as it is.

A function in SQL is unfolded where it is used, and its parts count as next to nothing: two words of which
one is rare were then looked for by reading the latest threads, one by one, instead of by the index.
"""

from django.db import migrations

# The same as in muster.inbox.words and in 0013, whose index goes on as it is.
SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~“”„’‘«»…–—·•"
WORDS = f"""array_to_tsvector(array_remove(string_to_array(
    translate($1, '{SIGNS.replace("'", "''")}', '{" " * len(SIGNS)}'), ' '), ''))"""
DEAR = f"""
CREATE OR REPLACE FUNCTION inbox_words(find_key text) RETURNS tsvector LANGUAGE plpgsql
IMMUTABLE PARALLEL SAFE COST 1000 AS $$ BEGIN RETURN {WORDS}; END $$;
"""
CHEAP = f"""
CREATE OR REPLACE FUNCTION inbox_words(find_key text) RETURNS tsvector LANGUAGE sql
IMMUTABLE PARALLEL SAFE COST 100 AS $$ SELECT {WORDS} $$;
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0017_dialogue_walls")]

    operations = [migrations.RunSQL(DEAR, CHEAP)]
