-- Who stands behind a subject. It lies outside the ledger so that it can be forgotten.

CREATE TABLE subject (
  subject uuid PRIMARY KEY,
  account text NOT NULL UNIQUE CHECK (length(account) BETWEEN 1 AND 128),
  key_version integer NOT NULL CHECK (key_version > 0),
  wrapped_key bytea NOT NULL CHECK (octet_length(wrapped_key) = 60),
  registered_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN subject.wrapped_key IS
  'The 32-byte data key under the key-encryption key of key_version: nonce (12), AES-256-GCM output (48).';

GRANT SELECT, INSERT (subject, account, key_version, wrapped_key) ON subject TO "${appRole}";
