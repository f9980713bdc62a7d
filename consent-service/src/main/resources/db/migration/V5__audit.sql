-- Replays: what was asked, how far each is, and what it found. Everything here can be computed
-- again from the ledger; an account stands in it as its subject, as in the ledger itself.

CREATE TABLE replay (
  replay uuid PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  kind text NOT NULL CHECK (kind IN ('ledger', 'account', 'run', 'impact')),
  query text NOT NULL,
  auditor text NOT NULL CHECK (length(auditor) BETWEEN 1 AND 128),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  idempotency_key text CHECK (length(idempotency_key) BETWEEN 1 AND 128),
  position bigint NOT NULL CHECK (position > 0),
  size bigint CHECK (size > 0),
  state text NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  failure text CHECK ((failure IS NOT NULL) = (state = 'failed')),
  failure_detail text,
  progress double precision NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
  claim uuid,
  claimed_until timestamptz CHECK (state <> 'running' OR claimed_until IS NOT NULL),
  finding text CHECK ((finding IS NOT NULL) = (state = 'done')),
  proofs text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz
    CHECK ((finished_at IS NOT NULL) = (state IN ('done', 'failed', 'cancelled'))),
  UNIQUE (auditor, idempotency_key)
);
COMMENT ON COLUMN replay.position IS
  'Of the entry that records this call. The replay reads the ledger at least so far.';
COMMENT ON COLUMN replay.size IS
  'Of the checkpoint whose entries the replay is about. Set once, so that a replay that starts again answers the same.';
COMMENT ON COLUMN replay.claimed_until IS
  'Whoever runs the replay renews its claim; once it is over, another instance starts the replay again.';
CREATE INDEX replay_unfinished ON replay (number) WHERE state IN ('waiting', 'running');

-- The subjects that an impact replay found: 16 bytes each, sorted within and across the blocks.
CREATE TABLE replay_subjects (
  replay uuid NOT NULL REFERENCES replay ON DELETE CASCADE,
  number integer NOT NULL CHECK (number >= 0),
  content bytea NOT NULL
    CHECK (octet_length(content) > 0 AND octet_length(content) % 16 = 0),
  PRIMARY KEY (replay, number)
);

GRANT SELECT, UPDATE, INSERT (replay, kind, query, auditor, reason, idempotency_key, position)
  ON replay TO "${appRole}";
GRANT SELECT, INSERT, DELETE ON replay_subjects TO "${appRole}";
