-- 批示、议定事项: what a leader instructs or a leading-group meeting resolves. The office hands it to a department by a day,
-- or files it as read. By when and by whom stands in `deadline` (kind instruction, subject_id the instruction), once.

create type instruction_status as enum ('to_assign', 'read', 'in_hand', 'answered', 'returned', 'done', 'withdrawn');

-- A meeting of the leading group (领导小组会议), with what it resolved in `instruction`.
create table group_meeting (
    id          bigint generated always as identity primary key,
    plan_id     bigint not null references plan (id),
    title       text not null constraint group_meeting_title_length check (char_length(title) between 1 and 40),
    held_on     date not null,
    present     text not null constraint group_meeting_present_length check (char_length(present) between 1 and 500),
    recorded_on date not null,
    recorded_at timestamptz not null,
    recorded_by bigint not null references account (id)
);

create table instruction (
    id                 bigint generated always as identity primary key,
    plan_id            bigint not null references plan (id),
    number             integer not null,                  -- within the plan, kept also when withdrawn
    task_id            bigint references task (id),       -- null: of no task
    leader_id          bigint references account (id),    -- whose instruction it is
    meeting_id         bigint references group_meeting (id),
    given_on           date not null,
    words              text not null constraint instruction_words_length check (char_length(words) between 1 and 500),
    status             instruction_status not null default 'to_assign',
    recorded_on        date not null,
    recorded_at        timestamptz not null,
    recorded_by        bigint not null references account (id), -- another than the leader: 代录
    dispatched_on      date,                              -- turned into a duty, or filed as read
    dispatched_at      timestamptz,
    dispatched_by      bigint references account (id),
    dispatch_note      text constraint instruction_note_length check (char_length(dispatch_note) <= 200),
    noted_on           date,                              -- the department took note
    noted_at           timestamptz,
    noted_by           bigint references account (id),
    noted_on_behalf_of text,                              -- 代录
    ended_on           date,                              -- done or withdrawn
    ended_at           timestamptz,
    ended_by           bigint references account (id),
    remark             text constraint instruction_remark_length check (char_length(remark) between 1 and 200),
    self_reviewed      boolean not null default false,    -- 自审: confirmed by who recorded the answer, there being nobody else
    version            integer not null default 1,
    constraint instruction_number_taken unique (plan_id, number),
    constraint instruction_of_leader_or_meeting check ((leader_id is null) <> (meeting_id is null)),
    constraint instruction_dispatched check ((dispatched_on is null) = (dispatched_at is null)
        and (dispatched_on is null) = (dispatched_by is null) and (dispatched_on is null) = (dispatch_note is null)
        and (status <> 'to_assign' or dispatched_on is null) and (status in ('to_assign', 'withdrawn') or dispatched_on is not null)),
    constraint instruction_noted check ((noted_on is null) = (noted_at is null) and (noted_on is null) = (noted_by is null)),
    constraint instruction_ended check ((status in ('done', 'withdrawn')) = (ended_on is not null) and (ended_on is null) = (ended_at is null)
        and (ended_on is null) = (ended_by is null) and (ended_on is null) = (remark is null))
);
create index instruction_of_task on instruction (task_id) where task_id is not null;

-- Each answer of the department (办理情况) is a version; nothing submitted is overwritten.
create table instruction_answer (
    id               bigint generated always as identity primary key,
    instruction_id   bigint not null references instruction (id),
    number           integer not null,                    -- 第几次反馈
    done             text not null constraint instruction_answer_done_length check (char_length(done) between 1 and 4000),
    proof            text not null constraint instruction_answer_proof_length check (char_length(proof) <= 200),
    answered_on      date not null,
    answered_at      timestamptz not null,
    answered_by      bigint not null references account (id),
    on_behalf_of     text,                                -- 代录
    due_on           date not null,                       -- the date owed then
    returned_on      date,
    returned_at      timestamptz,
    returned_by      bigint references account (id),
    returned_because text,
    again_due_on     date,                                -- by when the next answer is owed
    constraint instruction_answer_number_taken unique (instruction_id, number),
    constraint instruction_answer_returned check ((returned_on is null) = (returned_at is null)
        and (returned_on is null) = (returned_by is null) and (returned_on is null) = (returned_because is null)
        and returned_because <> '')
);
