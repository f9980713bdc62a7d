-- How far publication has come, and the grants that end by themselves.

CREATE TABLE publication_cursor (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  position bigint NOT NULL CHECK (position >= 0),
  topic_id text,
  term bigint NOT NULL CHECK (term >= 0),
  saved_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN publication_cursor.position IS
  'Everything up to here is in the topic, acknowledged. Never ahead of the topic; behind it after a crash.';
COMMENT ON COLUMN publication_cursor.topic_id IS
  'Kafka''s own id of the topic. Another one means that the topic was made anew and needs everything again.';
COMMENT ON COLUMN publication_cursor.term IS
  'Grows with each leader, so that a former one can no longer save.';
INSERT INTO publication_cursor (position, term) VALUES (0, 0);

CREATE TABLE grant_expiry (
  subject uuid NOT NULL,
  contact_point text NOT NULL,
  purpose text NOT NULL,
  grant_position bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (subject, contact_point, purpose)
);
COMMENT ON TABLE grant_expiry IS
  'The open grants with a time of their own, as of publication_cursor.position.';
CREATE INDEX grant_expiry_due ON grant_expiry (expires_at, subject, contact_point, purpose);

GRANT SELECT, UPDATE (position, topic_id, term, saved_at) ON publication_cursor TO "${appRole}";
GRANT SELECT, INSERT, UPDATE, DELETE ON grant_expiry TO "${appRole}";
