-- 日历订阅: what a person owes, read by a calendar program at an address only its secret opens. The secret is stored
-- nowhere, only its SHA-256; every instant is the wall clock's.

alter table plan_rules add column calendar_feeds boolean not null default false;

create table calendar_feed (
    id          bigint generated always as identity primary key,
    account_id  bigint not null references account (id),
    secret_hash bytea not null constraint calendar_feed_secret_taken unique,
    made_at     timestamptz not null,
    revoked_at  timestamptz
);
create unique index calendar_feed_one_live_of_account on calendar_feed (account_id) where revoked_at is null;
