-- How long lists and pairings are kept. Lists: blocks of match keys; pairings: what a run came to.

-- When the run became ready or failed; runs that had before are counted from this migration on.
-- list: 'leaving' is read by nobody any more, and its blocks are deleted in steps.
alter table run
  add column ended_at timestamptz,
  add column list varchar(7) not null default 'kept' check (list in ('kept', 'leaving', 'gone'));
update run set ended_at = now() where state in ('ready', 'failed');
create index run_list_kept on run (ended_at)
  where list = 'kept' and state in ('ready', 'failed');
create index run_list_leaving on run (run) where list = 'leaving';

-- leaving: likewise.
alter table pairing_record
  add column stored_at timestamptz not null default now(),
  add column leaving boolean not null default false;
create index pairing_record_stored on pairing_record (stored_at);
