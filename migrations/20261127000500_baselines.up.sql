-- Baselines (基线): a plan as it stood at the end of a month, kept for comparison. Written once by the daily round, never
-- changed. Names and words are those of that day; whether a task may be seen is asked of the task as it is today.

create table baseline (
    id        bigint generated always as identity primary key,
    plan_id   bigint not null references plan (id),
    as_of     date not null,                               -- the month's last day
    frozen_on date not null,                               -- the ledger's day when it was taken; the day after, unless there was an outage
    constraint baseline_once unique (plan_id, as_of),
    constraint baseline_of_past_day check (frozen_on > as_of)
);

create table baseline_task (
    baseline_id        bigint not null references baseline (id),
    task_id            bigint not null references task (id),
    number             integer not null,
    title              text not null,
    status             task_status not null,
    light              text not null constraint baseline_task_light check (light in ('red', 'yellow', 'grey', 'green', 'blue')),
    light_words        text not null,
    share              integer not null,
    scheduled_share    integer,                            -- 序时进度; none without milestones
    due_on             date not null,                      -- its completion
    lead_ids           bigint[] not null,                  -- departments in the order of the document
    leads              text not null,                      -- their names of that day; empty while none is decided
    filing_id          bigint references department (id),
    filing_department  text,
    leader_id          bigint references account (id),
    leader             text,
    contact            text,
    marks              text not null,                      -- 未报 15 天、待完善; empty where there are none
    primary key (baseline_id, task_id)
);

create table baseline_milestone (
    baseline_id   bigint not null,
    task_id       bigint not null,
    milestone_id  bigint not null references milestone (id),
    title         text not null,
    due_on        date not null,
    planned_share integer not null,
    met_on        date,
    waived        boolean not null,                        -- not owed any more, because the task ended
    primary key (baseline_id, milestone_id),
    foreign key (baseline_id, task_id) references baseline_task (baseline_id, task_id)
);
