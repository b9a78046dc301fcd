-- 督办通知单: about one open duty (milestone, completion, rectification, instruction), in three degrees. How it goes on
-- after it was issued stands in its finding, once; here stands what was written, who let it go, and who signed for it.

create type notice_degree as enum ('blue', 'yellow', 'red');
create type supervision_notice_state as enum ('draft', 'refused', 'issued');

-- 督办通知单须经院领导批准后签发
alter table plan_rules add column supervision_needs_approval boolean not null default false;

create table supervision_notice (
    id                     bigint generated always as identity primary key,
    plan_id                bigint not null references plan (id),
    number                 integer not null,              -- within the plan, kept also when refused or withdrawn
    deadline_id            bigint not null references deadline (id),
    task_id                bigint not null references task (id),
    department_id          bigint not null references department (id),  -- 主送: who owed the duty when it was written
    state                  supervision_notice_state not null,
    degree                 notice_degree not null,        -- from the facts on the day it was issued; of a draft, drafted
    facts                  text not null,                 -- the sentence that says why
    matter                 text not null constraint supervision_notice_matter_length check (char_length(matter) between 1 and 500),
    requirement            text not null constraint supervision_notice_requirement_length check (char_length(requirement) between 1 and 500),
    answer_by              date not null,
    spoken_with            text not null constraint supervision_notice_spoken_length check (char_length(spoken_with) between 1 and 200),
    drafted_on             date not null,
    drafted_at             timestamptz not null,
    drafted_by             bigint not null references account (id),
    decided_on             date,                          -- where a leader approves or refuses
    decided_by             bigint references account (id),
    leader_id              bigint references account (id),
    remark                 text,
    evidence               text,                          -- 代录: what shows it
    issued_on              date,
    issued_at              timestamptz,
    issued_by              bigint references account (id),
    finding_id             bigint references finding (id),
    acknowledged_at        timestamptz,
    acknowledged_on        date,
    acknowledged_by        bigint references account (id),
    acknowledged_on_behalf_of text,                       -- 代录
    version                integer not null default 1,
    constraint supervision_notice_number_taken unique (plan_id, number),
    constraint supervision_notice_decided check ((decided_on is null) = (decided_by is null) and (decided_on is null) = (leader_id is null)
        and (decided_on is null) = (remark is null) and (state <> 'draft' or decided_on is null)
        and (state <> 'refused' or decided_on is not null)),
    constraint supervision_notice_issued check ((state = 'issued') = (issued_on is not null) and (issued_on is null) = (issued_at is null)
        and (issued_on is null) = (issued_by is null) and (issued_on is null) = (finding_id is null)),
    constraint supervision_notice_acknowledged check ((acknowledged_on is null) = (acknowledged_at is null)
        and (acknowledged_on is null) = (acknowledged_by is null) and (acknowledged_on is null or state = 'issued'))
);
create index supervision_notice_of_deadline on supervision_notice (deadline_id);
create index supervision_notice_of_finding on supervision_notice (finding_id);
create index supervision_notice_of_task on supervision_notice (task_id);
