-- The ledger as a verifiable log: how far it is integrated, its tree in tiles, what was signed.

CREATE TABLE proof_head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  size bigint NOT NULL CHECK (size >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  position bigint NOT NULL CHECK (position >= 0),
  term bigint NOT NULL CHECK (term >= 0),
  saved_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE proof_head IS
  'The durable cursor. Everything up to the position has its leaf; the tiles lead to the root. Each transaction checks the size it goes on from.';
COMMENT ON COLUMN proof_head.term IS
  'Grows with each leader, so that a former one can no longer save.';
INSERT INTO proof_head (size, root, position, term) VALUES (0, sha256(''), 0, 0);

CREATE TABLE proof_tile (
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
  index bigint NOT NULL CHECK (index >= 0),
  hashes bytea NOT NULL
    CHECK (octet_length(hashes) % 32 = 0 AND octet_length(hashes) BETWEEN 32 AND 8192),
  PRIMARY KEY (level, index)
);
COMMENT ON TABLE proof_tile IS
  'C2SP tlog-tiles: full tiles, and of each level the partial one at the right edge.';
-- Hashes don't compress.
ALTER TABLE proof_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TABLE proof_leaf_run (
  index bigint PRIMARY KEY CHECK (index >= 0),
  position bigint NOT NULL UNIQUE CHECK (position > 0)
);
COMMENT ON TABLE proof_leaf_run IS
  'From this leaf on, each next leaf''s position is one higher, up to the next row. One row is enough for a ledger without gaps.';

CREATE TABLE proof_checkpoint (
  size bigint PRIMARY KEY CHECK (size >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  position bigint NOT NULL CHECK (position >= 0),
  note text NOT NULL,
  signed_at timestamptz NOT NULL
);
COMMENT ON TABLE proof_checkpoint IS
  'Every head that was ever signed, kept to compare with. One size never has two roots.';

CREATE TABLE proof_cosignature (
  size bigint NOT NULL REFERENCES proof_checkpoint,
  witness text NOT NULL,
  line text NOT NULL,
  cosigned_at timestamptz NOT NULL,
  PRIMARY KEY (size, witness)
);
COMMENT ON COLUMN proof_cosignature.witness IS 'The witness''s vkey.';
CREATE INDEX proof_cosignature_of_witness ON proof_cosignature (witness, size);

CREATE TRIGGER proof_checkpoint_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON proof_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE proof_checkpoint ENABLE ALWAYS TRIGGER proof_checkpoint_append_only;

GRANT SELECT, UPDATE (size, root, position, term, saved_at) ON proof_head TO "${appRole}";
-- DELETE is for computing the tiles anew from the ledger.
GRANT SELECT, INSERT, UPDATE, DELETE ON proof_tile TO "${appRole}";
GRANT SELECT, INSERT, DELETE ON proof_leaf_run TO "${appRole}";
GRANT SELECT, INSERT ON proof_checkpoint, proof_cosignature TO "${appRole}";
