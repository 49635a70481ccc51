"""Triggers: a request and a standing clearance are never edited or removed, only closed, once (A12, A19)."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER request_never_removed BEFORE DELETE ON approvals_request
    FOR EACH ROW EXECUTE FUNCTION approvals_never_edited();
CREATE TRIGGER standing_never_removed BEFORE DELETE ON approvals_standingclearance
    FOR EACH ROW EXECUTE FUNCTION approvals_never_edited();

CREATE FUNCTION approvals_request_only_closes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closing text[] := ARRAY['closed_at', 'closed_by', 'outcome', 'answered_by_id', 'authenticated_at', 'reason'];
BEGIN
    IF OLD.closed_at IS NOT NULL OR (to_jsonb(NEW) - closing) IS DISTINCT FROM (to_jsonb(OLD) - closing) THEN
        RAISE EXCEPTION 'a request is never edited, only closed, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_only_closes BEFORE UPDATE ON approvals_request
    FOR EACH ROW EXECUTE FUNCTION approvals_request_only_closes();

CREATE FUNCTION approvals_standing_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending text[] := ARRAY['ended_at', 'ended_by', 'ended_why'];
BEGIN
    IF OLD.ended_at IS NOT NULL OR (to_jsonb(NEW) - ending) IS DISTINCT FROM (to_jsonb(OLD) - ending) THEN
        RAISE EXCEPTION 'a standing clearance is only ever ended, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER standing_only_ends BEFORE UPDATE ON approvals_standingclearance
    FOR EACH ROW EXECUTE FUNCTION approvals_standing_only_ends();

-- Whoever draws holds the row; the caps hold even for one who forgot to.
CREATE FUNCTION approvals_drawn_within_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    standing approvals_standingclearance%ROWTYPE;
    taken bigint;
BEGIN
    IF NEW.standing_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO standing FROM approvals_standingclearance WHERE id = NEW.standing_id FOR UPDATE;
    SELECT coalesce(sum(count), 0) INTO taken FROM approvals_clearance WHERE standing_id = NEW.standing_id;
    IF standing.ended_at IS NOT NULL OR NEW.expires_at > standing.expires_at OR taken + NEW.count > standing.total
    THEN
        RAISE EXCEPTION 'a standing clearance does not reach so far' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clearance_within_standing BEFORE INSERT ON approvals_clearance
    FOR EACH ROW EXECUTE FUNCTION approvals_drawn_within_total();
"""

BACKWARD = """
DROP TRIGGER clearance_within_standing ON approvals_clearance;
DROP TRIGGER standing_only_ends ON approvals_standingclearance;
DROP TRIGGER request_only_closes ON approvals_request;
DROP TRIGGER standing_never_removed ON approvals_standingclearance;
DROP TRIGGER request_never_removed ON approvals_request;
DROP FUNCTION approvals_drawn_within_total();
DROP FUNCTION approvals_standing_only_ends();
DROP FUNCTION approvals_request_only_closes();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_standing_requests_policy")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
