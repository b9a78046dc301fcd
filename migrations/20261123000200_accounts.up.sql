-- Whose store this is, who signs in, and the rules of signing in. Accounts are persons'; one role each.
-- An account without a role is inactive until the security administrator gives it one.

create type store_kind as enum ('real', 'demonstration');
create table store_mark (
    only_row              boolean primary key default true constraint store_mark_only_row check (only_row),
    kind                  store_kind not null,
    ledger_offset_seconds bigint not null default 0,   -- how far the ledger clock runs ahead; 0 in a real store
    demonstration_day     date,                        -- the day and password it was built with
    demonstration_secret  text,                        -- an Argon2id hash
    created_at            timestamptz not null,
    constraint store_mark_real_runs_on_time check (kind = 'demonstration' or ledger_offset_seconds = 0)
);

create type account_role as enum ('office', 'contact', 'leader', 'viewer', 'system_admin', 'security_admin', 'audit_admin');
create table account (
    id                   bigint generated always as identity primary key,
    sign_in_name         text not null constraint account_sign_in_name_taken unique
                         constraint account_sign_in_name_length check (char_length(sign_in_name) between 1 and 40),
    display_name         text not null constraint account_display_name_length check (char_length(display_name) between 1 and 40),
    role                 account_role,
    heads_the_group      boolean not null default false,  -- 组长
    password_hash        text not null,
    password_changed_at  timestamptz not null,            -- wall clock, as every instant of this table
    must_change_password boolean not null default true,
    failed_sign_ins      integer not null default 0,
    locked_until         timestamptz,
    last_signed_in_at    timestamptz,
    disabled_at          timestamptz,
    created_at           timestamptz not null,
    version              integer not null default 1,
    constraint account_only_leaders_head_the_group check (not heads_the_group or role = 'leader')
);
create unique index account_one_head_of_the_group on account (heads_the_group) where heads_the_group;

create table session (
    id_hash      bytea primary key,                       -- SHA-256 of the id in the cookie; the id is stored nowhere
    account_id   bigint not null references account (id),
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    address      text
);
create index session_of_account on session (account_id);

-- 密码与会话策略, kept by the security administrator (GB/T 22239-2019; the numbers are settings).
create table security_policy (
    only_row               boolean primary key default true constraint security_policy_only_row check (only_row),
    idle_minutes           integer not null default 30 constraint security_policy_idle check (idle_minutes between 5 and 480),
    absolute_hours         integer not null default 12 constraint security_policy_absolute check (absolute_hours between 1 and 72),
    lock_after_failures    integer not null default 5 constraint security_policy_lock_after check (lock_after_failures between 3 and 20),
    lock_minutes           integer not null default 15 constraint security_policy_lock_minutes check (lock_minutes between 1 and 1440),
    password_min_length    integer not null default 8 constraint security_policy_min_length check (password_min_length between 8 and 64),
    password_max_age_days  integer not null default 90 constraint security_policy_max_age check (password_max_age_days between 0 and 3650),
    stale_after_days       integer not null default 90 constraint security_policy_stale check (stale_after_days between 7 and 3650),
    version                integer not null default 1
);
insert into security_policy default values;
