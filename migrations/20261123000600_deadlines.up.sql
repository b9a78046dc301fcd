-- Every dated duty is a row, laid out for the whole year: a report never filed is as visible as a late one.
-- What is overdue is computed from the dates when read; the sweep records events and sends notices.

create type deadline_kind as enum ('acknowledgement', 'appointment', 'timeline', 'monthly_report', 'review', 'milestone',
    'task_completion', 'quarterly_check', 'half_year_summary', 'rectification', 'instruction');
create table deadline (
    id              bigint generated always as identity primary key,
    plan_id         bigint not null references plan (id),
    kind            deadline_kind not null,
    subject_id      bigint,                               -- the department of a set-up duty, the submission of a review, …
    task_id         bigint references task (id),
    period          text constraint deadline_period_form check (period ~ '^[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4]|H[12])$'),
    department_id   bigint references department (id),    -- who owes it
    original_due_on date not null,
    due_on          date not null,
    working         text not null,                        -- how the date came about
    met_on          date,
    met_note        text,                                 -- said by the office when it marks a duty done
    waived_on       date,
    waived_reason   text,
    held_until      date,                                 -- the office holds reminders until this day
    held_reason     text,
    constraint deadline_waived_with_reason check ((waived_on is null) = (waived_reason is null)),
    constraint deadline_held_with_reason check ((held_until is null) = (held_reason is null))
);
create unique index deadline_once on deadline (plan_id, kind, coalesce(subject_id, 0), coalesce(task_id, 0), coalesce(period, ''));
create index deadline_open on deadline (plan_id, due_on) where met_on is null and waived_on is null;
create index deadline_of_task on deadline (task_id, kind) where task_id is not null;
create index deadline_of_department on deadline (department_id, due_on) where department_id is not null;

create type proposal_decision as enum ('sent', 'dismissed');
create table overdue_flag (
    id          bigint generated always as identity primary key,
    deadline_id bigint not null references deadline (id),
    due_on      date not null,                            -- a moved date is flagged anew
    level       smallint not null constraint overdue_flag_level check (level between 1 and 4),
    raised_on   date not null,
    told        text not null,                            -- whom, in names
    cleared_on  date,
    decision    proposal_decision,                        -- levels 3 and 4 are proposals to the office
    decided_on  date,
    decided_by  bigint references account (id),
    constraint overdue_flag_once unique (deadline_id, due_on, level),
    constraint overdue_flag_decided check ((decision is null) = (decided_on is null) and (decision is null or level >= 3))
);

-- In-app notices. Those of one person and one day are that person's digest of the day.
create table notice (
    id          bigint generated always as identity primary key,
    account_id  bigint not null references account (id),
    digest_on   date not null,                            -- the working day it is delivered
    flag_id     bigint references overdue_flag (id),
    plan_year   integer,
    message     text not null,
    path        text not null,                            -- where it leads
    created_at  timestamptz not null,
    read_at     timestamptz
);
create unique index notice_once_per_flag on notice (account_id, flag_id) where flag_id is not null;
create index notice_of_account on notice (account_id, digest_on desc);

create table sweep_run (
    id           bigint generated always as identity primary key,
    ledger_day   date not null,
    cause        text not null constraint sweep_run_cause check (cause in ('start', 'schedule', 'office', 'command', 'demonstration')),
    ran_at       timestamptz not null,                    -- wall clock
    raised       integer not null,
    cleared      integer not null,
    notices      integer not null,
    sealed       integer not null
);
