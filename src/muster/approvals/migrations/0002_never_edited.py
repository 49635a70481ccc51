"""Triggers: decisions and clearances are never edited, a round only ever closes once (A3)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION approvals_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never edited or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER decision_never_edited BEFORE UPDATE OR DELETE ON approvals_decision
    FOR EACH ROW EXECUTE FUNCTION approvals_never_edited();
CREATE TRIGGER clearance_never_edited BEFORE UPDATE OR DELETE ON approvals_clearance
    FOR EACH ROW EXECUTE FUNCTION approvals_never_edited();
CREATE TRIGGER round_never_removed BEFORE DELETE ON approvals_round
    FOR EACH ROW EXECUTE FUNCTION approvals_never_edited();

CREATE FUNCTION approvals_round_only_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL
       OR (to_jsonb(NEW) - 'closed_at' - 'closed_by' - 'outcome')
          IS DISTINCT FROM (to_jsonb(OLD) - 'closed_at' - 'closed_by' - 'outcome') THEN
        RAISE EXCEPTION 'a round is only ever closed, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER round_only_closes BEFORE UPDATE ON approvals_round
    FOR EACH ROW EXECUTE FUNCTION approvals_round_only_closes();

-- An answer counts only for the digest and the open round it was given to.
CREATE FUNCTION approvals_decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM approvals_round
        WHERE id = NEW.round_id AND digest = NEW.digest AND closed_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a decision must carry the digest of its open round'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_fits_round BEFORE INSERT ON approvals_decision
    FOR EACH ROW EXECUTE FUNCTION approvals_decision_fits();
"""

BACKWARD = """
DROP TRIGGER decision_fits_round ON approvals_decision;
DROP TRIGGER round_only_closes ON approvals_round;
DROP TRIGGER round_never_removed ON approvals_round;
DROP TRIGGER clearance_never_edited ON approvals_clearance;
DROP TRIGGER decision_never_edited ON approvals_decision;
DROP FUNCTION approvals_decision_fits();
DROP FUNCTION approvals_round_only_closes();
DROP FUNCTION approvals_never_edited();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
