-- The projection: permissions as the topic tells them, and how far it was read.
-- Rows and cursor change in one transaction. Ordinals are never used again, so they come from the
-- cursor's counters and not from sequences, whose steps no transaction takes back.

create table account (
  ordinal    integer      primary key,
  subject    uuid         not null unique,
  account    varchar(128) not null,
  generation integer      not null
);

-- One active grant of advertising.list_matching. An ended grant has no row.
create table permission (
  ordinal         integer     primary key,
  account_ordinal integer     not null references account (ordinal),
  contact_point   varchar(64) not null,
  kind            varchar(5)  not null check (kind in ('email', 'phone')),
  granted_at      bigint      not null,
  match_keys      bytea       not null check (length(match_keys) > 0 and length(match_keys) % 16 = 0),
  generation      integer     not null
);
create index permission_account on permission (account_ordinal);

-- One row. A generation is one reading of the topic from its beginning: rows of an earlier one are
-- not active; they only keep a grant's ordinal until the new reading has reached the topic's end.
create table projection_cursor (
  id                   smallint    primary key check (id = 1),
  topic_id             varchar(64) not null,
  next_offset          bigint      not null check (next_offset >= 0),
  position             bigint      not null check (position >= 0),
  next_grant_ordinal   integer     not null check (next_grant_ordinal >= 0),
  next_account_ordinal integer     not null check (next_account_ordinal >= 0),
  generation           integer     not null check (generation > 0),
  sweeping             boolean     not null
);

grant select, insert, update, delete on account, permission, projection_cursor to "${appRole}";
