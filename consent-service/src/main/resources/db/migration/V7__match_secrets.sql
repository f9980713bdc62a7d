-- Which versions of the match secret publication publishes keys of, and how far a rotation has
-- come. The secrets themselves stand in a file and never here.

CREATE TABLE match_secret_version (
  version integer PRIMARY KEY CHECK (version > 0),
  state text NOT NULL CHECK (state IN ('introducing', 'complete', 'retiring', 'retired')),
  republished_to uuid,
  subjects_done bigint NOT NULL DEFAULT 0 CHECK (subjects_done >= 0),
  subjects bigint NOT NULL DEFAULT 0 CHECK (subjects >= 0),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN match_secret_version.state IS
  'introducing: each state gets keys of it. complete: every state has. retiring: each state loses them. retired: none has.';
COMMENT ON COLUMN match_secret_version.republished_to IS
  'In this state, the subjects up to here, in the order of their ids, have been published again.';
COMMENT ON COLUMN match_secret_version.subjects IS
  'As many as there were when this state began: a measure of progress, no more.';
-- One rotation at a time.
CREATE UNIQUE INDEX match_secret_version_under_way ON match_secret_version ((true))
  WHERE state IN ('introducing', 'retiring');

GRANT SELECT, INSERT, UPDATE (state, republished_to, subjects_done, subjects, changed_at)
  ON match_secret_version TO "${appRole}";
