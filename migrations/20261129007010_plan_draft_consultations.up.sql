-- Departments are asked what they think of a draft (征求意见): each reads it, says what it thinks of a task or of the whole, or
-- that it has nothing to say; the office answers each (采纳, 未采纳). What was said stays with the words it spoke of.

create table plan_draft_consulted (
    draft_id      bigint not null references plan_draft (id),
    department_id bigint not null references department (id),
    asked_on      date not null,
    comment_by    date not null,
    no_comment_at timestamptz,                            -- 无意见
    no_comment_by bigint references account (id),
    recorded      boolean not null default false,         -- by the office for the department (代录)
    primary key (draft_id, department_id),
    constraint plan_draft_no_comment check ((no_comment_at is null) = (no_comment_by is null)),
    constraint plan_draft_comment_by check (comment_by >= asked_on)
);
create index plan_draft_consulted_of_department on plan_draft_consulted (department_id);

create table plan_draft_comment (
    id            bigint generated always as identity primary key,
    draft_id      bigint not null,
    department_id bigint not null,
    task_key      integer,                                -- in the draft's content; null for the whole draft
    task_version  integer,                                -- of the task when it was spoken of
    about         text not null,                          -- the task's title then
    text          text not null constraint plan_draft_comment_length check (char_length(text) between 1 and 1000),
    said_at       timestamptz not null,
    said_by       bigint not null references account (id),
    recorded      boolean not null default false,
    adopted       boolean,                                -- 采纳, 未采纳
    answer        text constraint plan_draft_answer_length check (char_length(answer) between 1 and 500),
    answered_at   timestamptz,
    answered_by   bigint references account (id),
    foreign key (draft_id, department_id) references plan_draft_consulted (draft_id, department_id),
    constraint plan_draft_comment_of_task check ((task_key is null) = (task_version is null)),
    constraint plan_draft_answered check ((adopted is null) = (answer is null) and (adopted is null) = (answered_at is null)
        and (adopted is null) = (answered_by is null))
);
create index plan_draft_comment_of_draft on plan_draft_comment (draft_id);
