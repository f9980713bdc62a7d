-- Versions of notices that grants were given under, and which of them are invalid.

-- A number stands for a version, is given out once like an ordinal, and 0 stands for "none told".
-- Once a version is invalid, no row of permission that names it counts, nor any that names none:
-- the index leaves them out at once, and a job deletes them in steps of ordinals.
create table notice (
  number           integer primary key check (number > 0),
  id               text    not null,
  version          text    not null,
  invalid_position bigint  check (invalid_position >= 0),
  rows_left        bigint  not null check (rows_left >= 0),
  swept_to         integer not null check (swept_to >= 0),
  sweep_end        integer not null check (sweep_end >= swept_to),
  unique (id, version)
);
create index notice_sweeping on notice (number) where swept_to < sweep_end;
comment on column notice.rows_left is 'Of permission, at least those that the index ended with it.';
comment on column notice.sweep_end is
  'Grants from this ordinal on were given out later, so none of them is under this notice.';

alter table permission add column notice integer not null default 0;
alter table permission alter column notice drop default;

alter table projection_cursor
  add column next_notice integer not null default 1 check (next_notice > 0);
alter table projection_cursor alter column next_notice drop default;

grant select, insert, update, delete on notice to "${appRole}";
