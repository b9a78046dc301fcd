-- The year's plan as issued, its tasks, who answers for them, and what the reader was unsure of.

create type plan_status as enum ('drafting', 'consulting', 'deliberating', 'active', 'frozen');
create table plan (
    id               bigint generated always as identity primary key,
    year             integer not null constraint plan_year_taken unique
                     constraint plan_year_plausible check (year between 2000 and 2100),
    title            text not null,
    document_number  text not null,
    issuing_body     text not null,
    issued_on        date not null,
    starts_on        date not null,
    ends_on          date not null,
    status           plan_status not null,
    activated_on     date,
    source_text      text not null,                       -- the document as read
    source_digest    bytea not null,                      -- SHA-256 of its bytes
    version          integer not null default 1,
    constraint plan_period check (ends_on > starts_on),
    constraint plan_active_since check ((status in ('active', 'frozen')) = (activated_on is not null))
);

-- The plan's rules, all numbers settings (domain: deadlines and lights).
create table plan_rules (
    plan_id                 bigint primary key references plan (id),
    acknowledgement_days    integer not null default 5,
    appointment_days        integer not null default 10,
    timeline_days           integer not null default 20,
    report_day              integer not null default 25,
    review_days             integer not null default 3,
    quarterly_check_days    integer not null default 8,
    half_year_summary_days  integer not null default 15,
    returned_days           integer not null default 3,
    reassigned_days         integer not null default 3,
    warning_days            integer not null default 3,
    lag_points              integer not null default 15,
    unreported_months       integer not null default 2,
    propose_to_leader_days  integer not null default 5,
    propose_notice_days     integer not null default 10,
    head_signs_off          boolean not null default false,
    version                 integer not null default 1,
    constraint plan_rules_report_day check (report_day between 1 and 28),
    constraint plan_rules_lag_points check (lag_points between 1 and 100),
    constraint plan_rules_days check (least(acknowledgement_days, appointment_days, timeline_days, review_days, quarterly_check_days,
        half_year_summary_days, returned_days, reassigned_days, warning_days, unreported_months, propose_to_leader_days, propose_notice_days) >= 1)
);

create table section (
    id          bigint generated always as identity primary key,
    plan_id     bigint not null references plan (id),
    number      integer not null,
    title       text not null,
    short_title text not null constraint section_short_title_length check (char_length(short_title) between 1 and 20),
    emphasis    text,
    version     integer not null default 1,
    constraint section_number_taken unique (plan_id, number)
);

create type task_status as enum ('not_started', 'in_progress', 'completion_requested', 'completed', 'paused',
    'waiting_for_superior', 'standing', 'merged', 'terminated');
create type report_rhythm as enum ('month', 'quarter', 'half_year');
create table task (
    id                  bigint generated always as identity primary key,
    plan_id             bigint not null references plan (id),
    section_id          bigint not null references section (id),
    number              integer not null,
    title               text not null constraint task_title_length check (char_length(title) between 1 and 200),
    body                text not null,                    -- as printed, paragraphs by line feeds
    source              text,                             -- where it comes from, when added or adjusted mid-year
    measures            text not null default '',         -- 具体举措
    expected_outcome    text not null default '',         -- 预期成果
    completion_criteria text not null default '',         -- 完成标准
    status              task_status not null default 'not_started',
    report_every        report_rhythm not null default 'month',
    starts_on           date not null,
    restricted          boolean not null default false,   -- 限定范围
    leader_id           bigint references account (id),   -- 分管院领导
    contact_id          bigint references account (id),   -- another member than the department's contact, named by the office
    status_since        date not null,
    status_source       text,                             -- document, evidence or reason behind the present state
    merged_into         bigint references task (id),
    added_on            date,                             -- mid-year; null when it stands in the plan as issued
    version             integer not null default 1,
    constraint task_number_taken unique (plan_id, number),
    constraint task_merged_into_another check ((status = 'merged') = (merged_into is not null) and merged_into is distinct from id)
);

create type assignment_role as enum ('lead', 'support');
create table assignment (
    id            bigint generated always as identity primary key,
    task_id       bigint not null references task (id),
    department_id bigint not null references department (id),
    role          assignment_role not null,
    files_report  boolean not null default false,
    position      integer not null,                       -- order of the document
    wording       text not null,                          -- as printed
    from_on       date not null,
    to_on         date,                                   -- the last day
    reason        text,                                   -- why it changed
    constraint assignment_period check (to_on is null or to_on >= from_on - 1)
);
create unique index assignment_once on assignment (task_id, department_id) where to_on is null;
create unique index assignment_one_files on assignment (task_id) where files_report and to_on is null;

create table work_point (
    id                    bigint generated always as identity primary key,
    plan_id               bigint not null references plan (id),
    section_id            bigint not null references section (id),
    position              integer not null,               -- within the plan
    text                  text not null,
    not_applicable_reason text,                           -- 不涉及
    constraint work_point_position_taken unique (plan_id, position)
);

create table work_point_task (
    work_point_id bigint not null references work_point (id),
    task_id       bigint not null references task (id),
    by_wording    boolean not null,                       -- linked by the import; else confirmed by a person
    primary key (work_point_id, task_id)
);

create table doubt (
    id          bigint generated always as identity primary key,
    plan_id     bigint not null references plan (id),
    position    integer not null,
    task_id     bigint references task (id),
    work_point_id bigint references work_point (id),
    rule        text not null,
    message     text not null,
    proposed_department_id bigint references department (id),  -- 建议牵头
    resolution  text,
    resolved_at timestamptz,
    resolved_by bigint references account (id),
    constraint doubt_resolved_by_someone check ((resolved_at is null) = (resolution is null)),
    constraint doubt_position_taken unique (plan_id, position)
);

create table acknowledgement (
    plan_id         bigint not null references plan (id),
    department_id   bigint not null references department (id),
    acknowledged_at timestamptz not null,
    account_id      bigint not null references account (id),
    on_behalf_of    text,                                 -- 代录
    primary key (plan_id, department_id)
);
