-- Look-backs (回头看): a round over a sample of completed tasks and closed findings, of this year's plan and of last year's.
-- Each item is found kept or is reopened; what is reopened has its new finding, and a task of this year goes on.

create type look_back_result as enum ('kept', 'reopened');

create table look_back (
    id            bigint generated always as identity primary key,
    plan_id       bigint not null references plan (id),
    number        integer not null,                       -- 第几轮, within the plan
    title         text not null constraint look_back_title_length check (char_length(title) between 1 and 60),
    sample_reason text not null constraint look_back_sampled_with_reason check (char_length(sample_reason) between 1 and 200),
    opened_on     date not null,
    opened_by     bigint not null references account (id),
    closed_on     date,
    closed_by     bigint references account (id),
    version       integer not null default 1,
    constraint look_back_number_taken unique (plan_id, number),
    constraint look_back_closed_by_someone check ((closed_on is null) = (closed_by is null))
);

create table look_back_item (
    id             bigint generated always as identity primary key,
    look_back_id   bigint not null references look_back (id),
    number         integer not null,                      -- within the round
    task_id        bigint not null references task (id),
    finding_id     bigint references finding (id),        -- null: the task itself; else a finding of that task
    ended_on       date not null,                         -- when it was completed or closed, as sampled
    checker_id     bigint references account (id),        -- who is to look at it
    draft          jsonb,                                 -- what is typed so far, as typed; null once decided
    result         look_back_result,                      -- null: not decided
    remark         text not null default '' constraint look_back_item_remark_length check (char_length(remark) <= 500),
    decided_on     date,
    decided_by     bigint references account (id),
    new_finding_id bigint references finding (id),
    in_open_round  boolean not null default true,         -- false when the round is closed
    version        integer not null default 1,
    constraint look_back_item_number_taken unique (look_back_id, number),
    constraint look_back_item_decided check ((result is null) = (decided_on is null) and (result is null) = (decided_by is null)
        and (result is null or (draft is null and remark <> ''))),
    constraint look_back_item_reopened_with_finding check ((result is not distinct from 'reopened') = (new_finding_id is not null)),
    constraint look_back_item_decided_before_closing check (in_open_round or result is not null)
);
-- What is looked back at stands in at most one open round.
create unique index look_back_item_task_in_one_open_round on look_back_item (task_id) where in_open_round and finding_id is null;
create unique index look_back_item_finding_in_one_open_round on look_back_item (finding_id) where in_open_round and finding_id is not null;
create index look_back_item_of_task on look_back_item (task_id);
