-- Monthly reports (月报). A report is a task's month; its fields are the draft as last typed; every submission is a
-- version of its own, and nothing submitted is overwritten.

create type report_status as enum ('draft', 'awaiting_sign_off', 'submitted', 'returned', 'accepted');
create type own_rating as enum ('normal', 'slow', 'blocked');
create table monthly_report (
    id               bigint generated always as identity primary key,
    task_id          bigint not null references task (id),
    month            text not null constraint monthly_report_month_form check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    department_id    bigint not null references department (id),  -- who files
    status           report_status not null default 'draft',
    progress_text    text not null default '',            -- 本月工作进展
    proof            text not null default '',            -- 完成证明, one line
    problems         text not null default '',            -- 存在问题及需上级协调事项
    next_steps       text not null default '',            -- 下步打算
    share            integer constraint monthly_report_share check (share between 0 and 100),
    rating           own_rating,
    unchanged        boolean not null default false,      -- 本月无变化
    unchanged_reason text not null default '',
    signed_off_by    text not null default '',            -- 已经部门负责人审签: the head's name
    drafted_at       timestamptz not null,
    drafted_by       bigint references account (id),
    version          integer not null default 1,
    constraint monthly_report_once unique (task_id, month)
);

create type submission_outcome as enum ('pending', 'accepted', 'returned', 'superseded');
create table report_submission (
    id               bigint generated always as identity primary key,
    report_id        bigint not null references monthly_report (id),
    number           integer not null,                    -- 第几稿
    progress_text    text not null,
    proof            text not null,
    problems         text not null,
    next_steps       text not null,
    share            integer not null constraint report_submission_share check (share between 0 and 100),
    rating           own_rating not null,
    unchanged        boolean not null,
    unchanged_reason text not null,
    signed_off_by    text not null,
    submitted_at     timestamptz not null,
    submitted_on     date not null,
    due_on           date not null,                       -- the date owed then
    submitted_by     bigint not null references account (id),
    on_behalf_of     text,                                -- 代录
    outcome          submission_outcome not null default 'pending',
    decided_at       timestamptz,
    decided_by       bigint references account (id),
    reason           text,                                -- of a return
    self_reviewed    boolean not null default false,      -- 自审
    constraint report_submission_number_taken unique (report_id, number),
    constraint report_submission_unchanged_with_reason check (not unchanged or unchanged_reason <> ''),
    constraint report_submission_returned_with_reason check (outcome <> 'returned' or reason <> ''),
    constraint report_submission_decided check ((outcome in ('accepted', 'returned')) = (decided_at is not null))
);

-- 请补充: the filing department asks another department of the task for its part.
create table contribution (
    id            bigint generated always as identity primary key,
    report_id     bigint not null references monthly_report (id),
    department_id bigint not null references department (id),
    asked_for     text not null,
    asked_at      timestamptz not null,
    asked_by      bigint not null references account (id),
    answer        text not null default '',
    answered_at   timestamptz,
    answered_by   bigint references account (id),
    version       integer not null default 1,
    constraint contribution_once unique (report_id, department_id)
);

-- Evidence: the bytes lie in the data directory under their SHA-256.
create table evidence_file (
    id               bigint generated always as identity primary key,
    task_id          bigint not null references task (id),
    report_id        bigint references monthly_report (id),
    digest           bytea not null,
    size             bigint not null constraint evidence_file_size check (size > 0),
    original_name    text not null constraint evidence_file_name_length check (char_length(original_name) between 1 and 200),
    media_type       text not null,
    uploaded_at      timestamptz not null,
    uploaded_by      bigint not null references account (id),
    withdrawn_on     date,
    withdrawn_reason text,
    constraint evidence_file_withdrawn_with_reason check ((withdrawn_on is null) = (withdrawn_reason is null))
);
create index evidence_file_of_task on evidence_file (task_id);
