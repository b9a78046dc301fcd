-- A revision of a plan in force (补充通知, a plan issued anew): what was read of it waits here until the office has looked at
-- every difference from the ledger. Nothing of it acts by itself. The file stays with it, as do the names, texts and departments
-- it gave each task: the next revision is compared with them. It waits, is applied or discarded as a file that is read back.

create table plan_revision (
    id              bigint generated always as identity primary key,
    plan_id         bigint not null references plan (id),
    file_name       text not null constraint plan_revision_name_length check (char_length(file_name) between 1 and 200),
    file            bytea not null,
    digest          bytea not null,                        -- SHA-256 of the file's bytes
    content         jsonb not null,                        -- what was read: tasks, and what was not read
    matches         jsonb not null default '{}',           -- which task of the plan each of them is, where a person said so
    status          read_back_status not null default 'open',
    uploaded_at     timestamptz not null,
    uploaded_by     bigint not null references account (id),
    title           text,                                  -- the document's, as the office confirmed it
    document_number text,                                  -- 文号; null where it bears none
    issued_on       date,
    taken           jsonb,                                 -- what was taken over
    said            jsonb,                                 -- what it said of each task, by number
    closed_at       timestamptz,                           -- when it was applied or discarded
    closed_by       bigint references account (id),
    constraint plan_revision_closed check ((status = 'open') = (closed_at is null) and (closed_at is null) = (closed_by is null)
        and (status = 'applied') = (taken is not null) and (taken is null) = (said is null)
        and (taken is null) = (title is null) and (taken is null) = (issued_on is null))
);
create index plan_revision_of_plan on plan_revision (plan_id);
create unique index plan_revision_once on plan_revision (plan_id, digest) where status <> 'discarded';
