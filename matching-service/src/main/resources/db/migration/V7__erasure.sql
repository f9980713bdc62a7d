-- Erasing a person from stored pairings, and finding the pairings of one without reading them all.

-- subjects is a Bloom filter of the block's subjects (dev.consentledger.matching.pairing
-- .SubjectFilter describes the bits); null in blocks from before, which may then hold anybody.
-- A block is written anew where a person in it is erased.
alter table pairing_block add column subjects bytea check (length(subjects) > 0);
alter table pairing_block alter column subjects set storage external;
grant update (content, subjects) on pairing_block to "${appRole}";

-- What outlives a deleted audience's runs; null where the audience was deleted before.
alter table pairing_record
  add column audience uuid,
  add column recorded_position bigint check (recorded_position >= 0);
update pairing_record record
set audience = run.audience, recorded_position = run.recorded_position
from run where run.run = record.run;

-- The attempt that a pairing run is at, and the position at which it pairs. Only that attempt may
-- store pairings.
alter table run
  add column attempt uuid,
  add column attempt_position bigint check (attempt_position >= 0);

-- Subjects whose erasure was told and whose pairings may not be erased yet. A row goes once they
-- are: then nothing here names the subject.
create table erasure (
  subject  uuid    primary key,
  position bigint  not null check (position >= 0),
  in_pass  boolean not null
);
comment on column erasure.in_pass is
  'No run that pairs before the position is under way any more, so this pass finds all.';

-- The pass over all blocks that is under way: for many subjects at a time, in the blocks' order.
create table erasure_pass (
  id             smallint primary key check (id = 1),
  after_attempt  uuid     not null,
  after_number   integer  not null
);

-- The last erasure that was told: nothing begins to pair at a position before it.
alter table projection_cursor
  add column erased_position bigint not null default 0 check (erased_position >= 0);
alter table projection_cursor alter column erased_position drop default;

grant select, insert, update, delete on erasure, erasure_pass to "${appRole}";
