-- The ledger's entries, append-only by privileges (the application role may only select and insert)
-- and by triggers (nobody may update, delete or truncate, the owner included).

CREATE TABLE ledger_head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  position bigint NOT NULL CHECK (position >= 0)
);
COMMENT ON TABLE ledger_head IS
  'The last position. Its one row is locked by each append until commit, so that commits happen in the order of positions.';
INSERT INTO ledger_head (position) VALUES (0);

CREATE TABLE ledger_entry (
  position bigint PRIMARY KEY CHECK (position > 0),
  stream text NOT NULL CHECK (length(stream) <= 72),
  revision bigint NOT NULL CHECK (revision >= 0),
  event_id uuid NOT NULL UNIQUE,
  type text NOT NULL,
  bytes bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 65535),
  stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (stream, revision)
);
COMMENT ON COLUMN ledger_entry.bytes IS 'One CloudEvents 1.0 JSON event, exactly as it was appended.';

CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER ledger_entry_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_append_only;

CREATE TRIGGER ledger_head_stays
  BEFORE INSERT OR DELETE OR TRUNCATE ON ledger_head
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE ledger_head ENABLE ALWAYS TRIGGER ledger_head_stays;

-- The head only goes up, and only to the last entry.
CREATE FUNCTION ledger_head_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.position <= OLD.position
      OR NEW.position IS DISTINCT FROM (SELECT max(position) FROM ledger_entry) THEN
    RAISE EXCEPTION 'the head only rises to the last entry'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER ledger_head_rises
  BEFORE UPDATE ON ledger_head FOR EACH ROW EXECUTE FUNCTION ledger_head_rises();
ALTER TABLE ledger_head ENABLE ALWAYS TRIGGER ledger_head_rises;

-- Each insert takes exactly the positions after the head, moves the head, and wakes the followers
-- when it commits. So no bug of a writer can leave a gap or fill in the past.
CREATE FUNCTION ledger_appended() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head bigint;
  first bigint;
  last bigint;
  size bigint;
BEGIN
  SELECT min(position), max(position), count(*) INTO first, last, size FROM appended;
  IF size = 0 THEN
    RETURN NULL;
  END IF;
  SELECT position INTO STRICT head FROM ledger_head FOR UPDATE;
  IF first <> head + 1 OR last <> head + size THEN
    RAISE EXCEPTION 'entries take the positions right after the head'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  UPDATE ledger_head SET position = last;
  PERFORM pg_notify('ledger_appended', '');
  RETURN NULL;
END $$;

CREATE TRIGGER ledger_entry_appended
  AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS appended
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_appended();

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO "${appRole}";
-- stored_at is the store's own clock: the application can't write it.
GRANT SELECT, INSERT (position, stream, revision, event_id, type, bytes) ON ledger_entry TO "${appRole}";
-- UPDATE is what PostgreSQL asks of a role that locks the row; the trigger keeps it honest.
GRANT SELECT, UPDATE (position) ON ledger_head TO "${appRole}";
