-- Erasure: what was begun, what is over for good, and that nothing of it comes back.

CREATE TABLE erasure (
  subject uuid PRIMARY KEY,
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE erasure IS
  'Erasures that were ordered and are not finished. Whatever ends them in the middle, the leader goes on.';

CREATE TABLE erased_subject (
  subject uuid PRIMARY KEY,
  position bigint NOT NULL CHECK (position > 0)
);
COMMENT ON TABLE erased_subject IS
  'Subjects whose data key was destroyed: their ids are those of the keys, which are refused for ever. They name nobody.';
COMMENT ON COLUMN erased_subject.position IS 'Of the entry that erased the subject.';

CREATE TRIGGER erased_subject_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON erased_subject
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE erased_subject ENABLE ALWAYS TRIGGER erased_subject_append_only;

-- A key that was destroyed is refused, wherever a copy of it comes from. The other way round a
-- subject is remembered only once its key is gone.
CREATE FUNCTION subject_stays_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM erased_subject WHERE subject = NEW.subject) THEN
    RAISE EXCEPTION 'the subject was erased: its key can not come back'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER subject_stays_erased
  BEFORE INSERT OR UPDATE ON subject FOR EACH ROW EXECUTE FUNCTION subject_stays_erased();
ALTER TABLE subject ENABLE ALWAYS TRIGGER subject_stays_erased;

CREATE FUNCTION erased_subject_has_no_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM subject WHERE subject = NEW.subject) THEN
    RAISE EXCEPTION 'the subject still has its key' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER erased_subject_has_no_key
  BEFORE INSERT ON erased_subject FOR EACH ROW EXECUTE FUNCTION erased_subject_has_no_key();
ALTER TABLE erased_subject ENABLE ALWAYS TRIGGER erased_subject_has_no_key;

GRANT DELETE ON subject TO "${appRole}";
GRANT SELECT, INSERT (subject), DELETE ON erasure TO "${appRole}";
GRANT SELECT, INSERT ON erased_subject TO "${appRole}";
