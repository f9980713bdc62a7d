-- Match secrets are rotated while the service runs: a grant has match keys of one version or more.

-- Rising, and equally many keys of each. Empty in rows from before: their keys are of the oldest
-- version, until publication tells them again.
alter table permission add column match_secret_versions integer[] not null default '{}';
alter table permission alter column match_secret_versions drop default;

-- As the topic told last. Nothing is complete until it has.
alter table projection_cursor
  add column match_secrets_published integer[] not null default '{}',
  add column match_secrets_complete integer[] not null default '{}';
alter table projection_cursor
  alter column match_secrets_published drop default,
  alter column match_secrets_complete drop default;
