-- 大屏链接: addresses that show a year's wall on a screen nobody signs in to. Made and revoked by the office; every
-- instant is the wall clock's. The secret in the address is stored nowhere, only its SHA-256.

create table kiosk_link (
    id              bigint generated always as identity primary key,
    plan_id         bigint not null references plan (id),
    secret_hash     bytea not null constraint kiosk_link_secret_taken unique,
    name            text not null constraint kiosk_link_name_length check (char_length(name) between 1 and 40),
    place           text not null constraint kiosk_link_place_length check (char_length(place) between 1 and 60),
    is_bound        boolean not null,             -- opens from one network address only
    address         text,                         -- that address; null until it is first opened
    made_at         timestamptz not null,
    made_by         bigint not null references account (id),
    last_seen_at    timestamptz,
    last_seen_from  text,
    revoked_at      timestamptz,
    constraint kiosk_link_only_bound_ones_have_an_address check (is_bound or address is null)
);
create index kiosk_link_of_plan on kiosk_link (plan_id);

-- What a link shows, in order. `view` is a code of pages/kiosk/model.rs, which decides what exists: text, so that a
-- further view needs no migration.
create table kiosk_link_view (
    link_id  bigint not null references kiosk_link (id),
    position integer not null,
    view     text not null,
    seconds  integer not null constraint kiosk_link_view_seconds check (seconds between 10 and 600),
    primary key (link_id, position),
    constraint kiosk_link_view_once unique (link_id, view)
);

-- When an address was last entered in the operation log as refused by a link: a screen that asks every minute must not
-- flood the log. No foreign key: link 0 stands for secrets that are no link's.
create table kiosk_refusal (
    link_id   bigint not null,
    address   text not null,
    logged_at timestamptz not null,
    primary key (link_id, address)
);
