-- The texts of notices, content-addressed: an entry of the ledger names one by its SHA-256. Like the
-- ledger they are append-only, by privileges and by a trigger.

CREATE TABLE notice_text (
  sha256 bytea PRIMARY KEY CHECK (sha256 = sha256(content)),
  content bytea NOT NULL CHECK (octet_length(content) > 0),
  stored_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN notice_text.content IS 'The text that people saw, in UTF-8.';

CREATE TRIGGER notice_text_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_text
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE notice_text ENABLE ALWAYS TRIGGER notice_text_append_only;

-- stored_at is the store's own clock: the application can't write it.
GRANT SELECT, INSERT (sha256, content) ON notice_text TO "${appRole}";
