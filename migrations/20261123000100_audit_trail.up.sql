-- The operation log (办理记录). An entry is written in the transaction of the change it records and is never
-- changed again: the triggers below refuse it for every role. What an entry says (before, after, the sentence)
-- stands apart from the entry, which holds only its digest: wrongly entered content can one day be destroyed
-- and the log still verifies. Seals chain the digests of whole batches, so that writers never queue.

create type entry_result as enum ('done', 'refused');
create type entry_audience as enum ('everyone', 'concerned', 'administrators');

create table ledger_entry (
    id             bigint generated always as identity primary key,
    at             timestamptz not null,          -- the ledger clock
    wall_at        timestamptz not null,          -- the wall clock
    account_id     bigint,                        -- no foreign key: the log outlives its subjects
    actor          text not null,                 -- the person's name then, or 系统
    on_behalf_of   text,                          -- 代录: whose act it records
    address        text,
    event          text not null,
    result         entry_result not null,
    audience       entry_audience not null,
    plan_year      integer,
    task_id        bigint,
    department_id  bigint,
    subject        text not null,                 -- what kind of thing, in the names of the code
    subject_id     bigint,
    content_digest bytea not null,
    digest         bytea not null                 -- over all columns above and content_digest
);
create index ledger_entry_of_task on ledger_entry (task_id, id desc) where task_id is not null;
create index ledger_entry_of_plan on ledger_entry (plan_year, id desc) where plan_year is not null;

create table ledger_content (
    entry_id bigint primary key references ledger_entry (id),
    sentence text not null,
    before   text,                                -- canonical JSON, as digested
    after    text
);

create table ledger_seal (
    id              bigint generated always as identity primary key,
    sealed_at       timestamptz not null,         -- the wall clock
    entries         integer not null constraint ledger_seal_not_empty check (entries > 0),
    previous_digest bytea not null,
    digest          bytea not null
);

create table ledger_seal_entry (
    seal_id  bigint not null references ledger_seal (id),
    entry_id bigint not null,                     -- no foreign key: a missing entry must be nameable
    digest   bytea not null,
    primary key (entry_id)
);
create index ledger_seal_entry_by_seal on ledger_seal_entry (seal_id, entry_id);

create function refuse_change_of_log() returns trigger language plpgsql as $$
begin
    raise exception 'the operation log is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;

create trigger ledger_entry_append_only before update or delete or truncate on ledger_entry
    for each statement execute function refuse_change_of_log();
create trigger ledger_content_append_only before update or delete or truncate on ledger_content
    for each statement execute function refuse_change_of_log();
create trigger ledger_seal_append_only before update or delete or truncate on ledger_seal
    for each statement execute function refuse_change_of_log();
create trigger ledger_seal_entry_append_only before update or delete or truncate on ledger_seal_entry
    for each statement execute function refuse_change_of_log();
