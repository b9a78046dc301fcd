-- A ledger that left as an Excel file and came back edited (从 Excel 读回): what was read of it waits here until the office has
-- looked at every difference, through sign-outs and the end of the day. Nothing of it acts by itself. What was taken over
-- stands in the operation log, entry by entry; here stays which it was.

create type read_back_status as enum ('open', 'applied', 'discarded');

create table ledger_read_back (
    id          bigint generated always as identity primary key,
    plan_id     bigint not null references plan (id),
    file_name   text not null constraint ledger_read_back_name_length check (char_length(file_name) between 1 and 200),
    size        bigint not null constraint ledger_read_back_size check (size > 0),
    digest      bytea not null,                           -- SHA-256 of the file's bytes
    content     jsonb not null,                           -- what was read: rows, what they were when they left, what was not read
    status      read_back_status not null default 'open',
    uploaded_at timestamptz not null,
    uploaded_by bigint not null references account (id),
    taken       jsonb,                                    -- the cells taken over
    closed_at   timestamptz,                              -- when it was applied or discarded
    closed_by   bigint references account (id),
    constraint ledger_read_back_closed check ((status = 'open') = (closed_at is null) and (closed_at is null) = (closed_by is null)
        and (status = 'applied') = (taken is not null))
);
create index ledger_read_back_of_plan on ledger_read_back (plan_id);
