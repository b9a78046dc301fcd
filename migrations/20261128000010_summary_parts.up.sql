-- 部门供稿: a department writes its own part of a summary first, where the office asks for it. A part belongs to the half-year, not
-- to a version: a correction can rest on it, too. What is handed in stays, version by version.

create type summary_part_status as enum ('asked', 'handed_in', 'returned', 'withdrawn');

create table summary_part (
    id                bigint generated always as identity primary key,
    plan_id           bigint not null references plan (id),
    period            text not null constraint summary_part_period_form check (period ~ '^[0-9]{4}-H[12]$'),
    department_id     bigint not null references department (id),
    status            summary_part_status not null default 'asked',
    wish              text not null constraint summary_part_wish_length check (char_length(wish) <= 200),
    wanted_by         date not null,                      -- 请于…前供稿: a request, not a duty of the ledger
    asked_at          timestamptz not null,
    asked_by          bigint not null references account (id),
    texts             jsonb not null,                     -- of each task the department files for: number, title, text
    general           text not null constraint summary_part_general_length check (char_length(general) <= 4000),
    saved_at          timestamptz,                        -- null: as it was drafted
    saved_by          bigint references account (id),
    withdrawn_because text constraint summary_part_withdrawn_length check (char_length(withdrawn_because) between 1 and 200),
    row_version       integer not null default 1,
    constraint summary_part_taken unique (plan_id, period, department_id),
    constraint summary_part_saved check ((saved_at is null) = (saved_by is null)),
    constraint summary_part_withdrawn check ((status = 'withdrawn') = (withdrawn_because is not null))
);
create index summary_part_of_department on summary_part (department_id);

create table summary_part_version (
    part_id          bigint not null references summary_part (id),
    number           integer not null,
    texts            jsonb not null,
    general          text not null,
    handed_in_on     date not null,
    handed_in_at     timestamptz not null,
    handed_in_by     bigint not null references account (id),
    on_behalf_of     text,                                -- 代录: whose
    returned_because text constraint summary_part_returned_length check (char_length(returned_because) between 1 and 200),
    returned_at      timestamptz,
    returned_by      bigint references account (id),
    primary key (part_id, number),
    constraint summary_part_returned check ((returned_because is null) = (returned_at is null)
        and (returned_because is null) = (returned_by is null))
);
