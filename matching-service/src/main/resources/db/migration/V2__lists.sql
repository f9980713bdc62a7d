-- Audiences, their runs, and the lists as blocks of match keys.

-- Nobody sees an audience before AudienceCreated is recorded (position is null until then), nor
-- from the moment its deletion was asked for. A deleted audience keeps its row without its name, so
-- that a repeated deletion answers the same position.
create table audience (
  audience         uuid         primary key,
  advertiser       varchar(128) not null,
  name             varchar(200) not null,
  idempotency_key  varchar(128),
  position         bigint       check (position >= 0),
  deleting         boolean      not null default false,
  deleted_position bigint       check (deleted_position >= 0),
  unique (advertiser, idempotency_key)
);
create index audience_deleting on audience (audience) where deleting and deleted_position is null;

-- The result (pair_position to bitmap) is stored before it is recorded, so that a run that stops
-- half way records the same result again. Only a run in state 'ready' is ever read.
create table run (
  run                  uuid         primary key,
  audience             uuid         not null references audience (audience) on delete cascade,
  idempotency_key      varchar(128),
  state                varchar(9)   not null check (state in
                         ('receiving', 'waiting', 'pairing', 'recording', 'ready', 'failed')),
  failure              varchar(40)  check ((failure is not null) = (state = 'failed')),
  match_secret_version integer      not null,
  blocks               integer      not null default 0,
  rows_received        bigint       not null default 0,
  rows_accepted        bigint       not null default 0,
  rejected             jsonb        not null default '{}',
  first_rejected       jsonb        not null default '[]',
  pair_position        bigint       check (pair_position >= 0),
  list_digest          bytea        check (length(list_digest) = 32),
  result_root          bytea        check (length(result_root) = 32),
  pairings             bigint,
  bitmap               bytea,
  recorded_position    bigint       check (state <> 'ready' or recorded_position is not null),
  created_at           timestamptz  not null default now(),
  unique (audience, idempotency_key)
);
create index run_unfinished on run (created_at) where state not in ('ready', 'failed');

-- Match keys alone; dev.consentledger.matching.intake describes the bytes.
create table list_block (
  run     uuid    not null references run (run) on delete cascade,
  number  integer not null check (number >= 0),
  rows    integer not null check (rows >= 0),
  content bytea   not null,
  primary key (run, number)
);
-- Match keys are random bytes: compressing them would cost time and save nothing.
alter table list_block alter column content set storage external;

grant select, insert, update, delete on audience, run, list_block to "${appRole}";
