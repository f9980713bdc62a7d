-- Several instances share this database. An unfinished run belongs to the one that holds its claim;
-- it renews the claim while it lives. Once the claim is over, any instance may take the run up.
alter table run add column claim uuid;
alter table run add column claimed_until timestamptz not null default '-infinity';

comment on column run.claim is
  'Whoever receives the list or pairs it; a block is stored under the claim that its upload holds.';
