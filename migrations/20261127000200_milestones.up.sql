-- Milestones (节点): the steps of a task, laid out backwards from its end. When one is due stands in `deadline` (kind
-- milestone, subject_id the milestone), once; here stands what it is. Patterns hold increments, milestones the share of
-- the whole that is reached with them.

alter table deadline add column title text not null default '';  -- what a milestone is called; empty where the kind says all

create table milestone_pattern (
    id         bigint generated always as identity primary key,
    name       text not null constraint milestone_pattern_name_length check (char_length(name) between 1 and 40),
    retired_on date,
    version    integer not null default 1
);
create unique index milestone_pattern_name_taken on milestone_pattern (name) where retired_on is null;

create table milestone_pattern_step (
    pattern_id   bigint not null references milestone_pattern (id),
    position     integer not null,                        -- from 1
    title        text not null constraint milestone_pattern_step_title_length check (char_length(title) between 1 and 60),
    working_days integer not null constraint milestone_pattern_step_days check (working_days between 1 and 400),
    share        integer not null constraint milestone_pattern_step_share check (share between 0 and 100),
    after        integer[] not null,                      -- positions of the steps it waits for
    primary key (pattern_id, position)
);

create table milestone (
    id               bigint generated always as identity primary key,
    task_id          bigint not null references task (id),
    position         integer not null,                    -- a step comes after those it waits for
    title            text not null constraint milestone_title_length check (char_length(title) between 1 and 60),
    working_days     integer not null constraint milestone_days check (working_days between 1 and 400),
    planned_share    integer not null constraint milestone_share check (planned_share between 0 and 100),
    added_on         date not null,
    shown_by         text not null default '',            -- what shows that it is done
    document_title   text not null default '',            -- the deliverable, where it is a document
    document_number  text not null default '',
    file_id          bigint references evidence_file (id),
    withdrawn_on     date,
    withdrawn_reason text,
    version          integer not null default 1,
    constraint milestone_position_taken unique (task_id, position),
    constraint milestone_withdrawn_with_reason check ((withdrawn_on is null) = (withdrawn_reason is null))
);

create table milestone_dependency (
    milestone_id bigint not null references milestone (id),
    after_id     bigint not null references milestone (id),
    primary key (milestone_id, after_id),
    constraint milestone_dependency_on_another check (milestone_id <> after_id)
);

-- A department's proposal of its timeline, for the office to confirm. Of a task one at most is open.
create type proposal_outcome as enum ('confirmed', 'returned', 'superseded');
create table timeline_proposal (
    id          bigint generated always as identity primary key,
    task_id     bigint not null references task (id),
    steps       text not null,                            -- the form's rows in JSON
    ends_on     date not null,
    proposed_at timestamptz not null,
    proposed_by bigint not null references account (id),
    outcome     proposal_outcome,
    decided_at  timestamptz,
    decided_by  bigint references account (id),
    reason      text,                                     -- of a return
    constraint timeline_proposal_decided check ((outcome is null) = (decided_at is null)),
    constraint timeline_proposal_returned_with_reason check (outcome is distinct from 'returned' or reason <> '')
);
create unique index timeline_proposal_one_open on timeline_proposal (task_id) where outcome is null;

-- To begin with; the office edits them.
insert into milestone_pattern (name) values ('制度建设（全年）'), ('制度建设（百日）'), ('平台和场所建设'), ('常态工作');
insert into milestone_pattern_step (pattern_id, position, title, working_days, share, after)
select p.id, s.position, s.title, s.working_days, s.share,
       case when s.position = 1 then '{}' else array[s.position - 1] end
from milestone_pattern p
join (values
    ('制度建设（全年）', 1, '调研', 25, 10), ('制度建设（全年）', 2, '起草', 30, 20), ('制度建设（全年）', 3, '征求意见', 15, 10),
    ('制度建设（全年）', 4, '院党组、审委会审议', 10, 10), ('制度建设（全年）', 5, '印发', 5, 10),
    ('制度建设（全年）', 6, '落实', 80, 30), ('制度建设（全年）', 7, '评估', 20, 10),
    ('制度建设（百日）', 1, '调研', 15, 10), ('制度建设（百日）', 2, '起草', 20, 20), ('制度建设（百日）', 3, '征求意见', 10, 10),
    ('制度建设（百日）', 4, '院党组、审委会审议', 5, 15), ('制度建设（百日）', 5, '印发', 5, 15),
    ('制度建设（百日）', 6, '落实', 35, 20), ('制度建设（百日）', 7, '评估', 10, 10),
    ('平台和场所建设', 1, '需求调研', 20, 15), ('平台和场所建设', 2, '方案和预算审定', 20, 20),
    ('平台和场所建设', 3, '建设实施', 60, 35), ('平台和场所建设', 4, '试运行', 30, 20), ('平台和场所建设', 5, '验收', 15, 10),
    ('常态工作', 1, '部署', 20, 20), ('常态工作', 2, '半年小结', 55, 30), ('常态工作', 3, '三季度推进', 60, 25),
    ('常态工作', 4, '全年总结', 50, 25)
) as s (pattern, position, title, working_days, share) on s.pattern = p.name;
