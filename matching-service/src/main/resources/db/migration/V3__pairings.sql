-- What each run paired, as its result root commits to it. An auditor asks years later who was
-- paired under which grant, so these rows refer to no run: deleting an audience deletes its lists,
-- and never the evidence of how they were used. They hold no address, number or account id.

-- One row a run whose result was stored; attempt tells which blocks are its pairings.
create table pairing_record (
  run      uuid   primary key,
  attempt  uuid   not null unique,
  pairings bigint not null check (pairings >= 0)
);

-- Leaves of 48 bytes, in order within and across the blocks of an attempt. Blocks of an attempt
-- that no record names were left by a pairing that did not end.
create table pairing_block (
  attempt uuid    not null,
  number  integer not null check (number >= 0),
  run     uuid    not null,
  content bytea   not null check (length(content) > 0 and length(content) % 48 = 0),
  primary key (attempt, number)
);
create index pairing_block_run on pairing_block (run);
-- Keys and ids are random bytes: compressing them would cost time and save nothing.
alter table pairing_block alter column content set storage external;

grant select, insert, update, delete on pairing_record to "${appRole}";
grant select, insert, delete on pairing_block to "${appRole}";
