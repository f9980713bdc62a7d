-- What an operator changes while the service runs: keys, and the place of the ledger.

-- Rotating the key-encryption key wraps a data key anew: these two columns, and nothing else of a
-- subject, may change.
GRANT UPDATE (key_version, wrapped_key) ON subject TO "${appRole}";
CREATE INDEX subject_key_version ON subject (key_version, subject);

-- A log that changes its signing key keeps its name. Each change is a note that both keys signed,
-- so that a holder of either learns of the other, and a signature of a former key still counts.
CREATE TABLE proof_key_change (
  old_vkey text NOT NULL,
  new_vkey text NOT NULL CHECK (new_vkey <> old_vkey),
  note text NOT NULL,
  signed_at timestamptz NOT NULL,
  PRIMARY KEY (old_vkey, new_vkey)
);
CREATE TRIGGER proof_key_change_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON proof_key_change
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE proof_key_change ENABLE ALWAYS TRIGGER proof_key_change_append_only;

-- A checkpoint that one key signed gets the new key's signature beside it, so that a ledger at rest
-- changes its key too.
CREATE TABLE proof_signature (
  size bigint NOT NULL REFERENCES proof_checkpoint,
  vkey text NOT NULL,
  line text NOT NULL,
  signed_at timestamptz NOT NULL,
  PRIMARY KEY (size, vkey)
);
COMMENT ON TABLE proof_signature IS
  'Signatures of the log''s own keys that came after the one in proof_checkpoint.note.';
CREATE TRIGGER proof_signature_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON proof_signature
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE proof_signature ENABLE ALWAYS TRIGGER proof_signature_append_only;

GRANT SELECT, INSERT ON proof_key_change, proof_signature TO "${appRole}";

-- Set when a backup was restored. What a topic told before then belongs to a ledger that went
-- further, and readers would take it for true: so only an empty topic will do.
ALTER TABLE publication_cursor ADD COLUMN restored boolean NOT NULL DEFAULT false;
GRANT UPDATE (restored) ON publication_cursor TO "${appRole}";

-- A ledger that moved to another store takes no more entries here, so that it is never in two
-- places: the row is written before the first entry is read.
CREATE TABLE ledger_moved (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  entries bigint CHECK (entries >= 0),
  root bytea CHECK ((root IS NULL) = (entries IS NULL)),
  CHECK (octet_length(root) = 32)
);
COMMENT ON COLUMN ledger_moved.entries IS
  'How many moved, and the root over them: set when every entry was compared.';

CREATE TABLE ledger_moved_entry (
  position bigint PRIMARY KEY CHECK (position > 0),
  store_position bigint NOT NULL UNIQUE CHECK (store_position >= position)
);
COMMENT ON TABLE ledger_moved_entry IS
  'An entry keeps its position when the ledger moves; here is the one that the other store has for it.';

CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM ledger_moved) THEN
    RAISE EXCEPTION 'the ledger has moved to another store: nothing is appended here any more'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_stays
  BEFORE INSERT ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_stays;

GRANT SELECT, INSERT (only_row), UPDATE (entries, root) ON ledger_moved TO "${appRole}";
GRANT SELECT, INSERT ON ledger_moved_entry TO "${appRole}";
