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
