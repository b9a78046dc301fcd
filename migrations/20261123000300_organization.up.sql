-- Departments outlive plans: they are merged and renamed mid-year, and past reports keep the old name.

create type department_kind as enum ('unit', 'group', 'body');
create table department (
    id           bigint generated always as identity primary key,
    name         text not null constraint department_name_length check (char_length(name) between 1 and 40),
    kind         department_kind not null,
    position     integer not null,                        -- order on pages: first named, first shown
    valid_from   date not null,
    valid_to     date,
    successor_id bigint references department (id),
    version      integer not null default 1,
    constraint department_valid_period check (valid_to is null or valid_to >= valid_from)
);
create unique index department_name_taken on department (name) where valid_to is null;

create table department_alias (
    department_id bigint not null references department (id),
    alias         text primary key constraint department_alias_length check (char_length(alias) between 1 and 40)
);

create table group_member (
    id        bigint generated always as identity primary key,
    group_id  bigint not null references department (id),
    member_id bigint not null references department (id),
    from_on   date not null,
    to_on     date,                                       -- the last day it belonged
    constraint group_member_period check (to_on is null or to_on >= from_on),
    constraint group_member_not_itself check (group_id <> member_id)
);
create unique index group_member_once on group_member (group_id, member_id) where to_on is null;

create type membership_kind as enum ('contact', 'stand_in', 'head');
create table membership (
    id            bigint generated always as identity primary key,
    account_id    bigint not null references account (id),
    department_id bigint not null references department (id),
    kind          membership_kind not null,
    from_on       date not null,
    to_on         date,                                   -- the last day
    constraint membership_period check (to_on is null or to_on >= from_on)
);
create unique index membership_once on membership (account_id, department_id, kind) where to_on is null;
create index membership_of_department on membership (department_id);

-- A vacant or absent leader has a dated stand-in.
create table leader_stand_in (
    id          bigint generated always as identity primary key,
    leader_id   bigint not null references account (id),
    stand_in_id bigint not null references account (id),
    from_on     date not null,
    to_on       date not null,
    constraint leader_stand_in_period check (to_on >= from_on),
    constraint leader_stand_in_not_oneself check (leader_id <> stand_in_id)
);
