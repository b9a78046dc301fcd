-- Findings (问题清单): what was found wrong with a task, asked of one of its departments by a day, and held until the
-- office closes it. By when and by whom stands in `deadline` (kind rectification, subject_id the finding), once; here
-- stands what it is and how it went.

create type finding_source as enum ('check', 'look_back', 'instruction', 'meeting', 'superior_inspection', 'overdue', 'entered');
create type finding_severity as enum ('general', 'serious', 'grave');
create type finding_status as enum ('open', 'in_rectification', 'answered', 'returned', 'closed', 'withdrawn');

create table finding (
    id                    bigint generated always as identity primary key,
    plan_id               bigint not null references plan (id),
    number                integer not null,               -- within the plan, kept also when withdrawn
    task_id               bigint not null references task (id),
    source                finding_source not null,
    reference             text not null constraint finding_reference_length check (char_length(reference) <= 200),
    problem               text not null constraint finding_problem_length check (char_length(problem) between 1 and 500),
    required              text not null constraint finding_required_length check (char_length(required) between 1 and 500),
    severity              finding_severity not null,
    status                finding_status not null default 'open',
    opened_on             date not null,
    opened_at             timestamptz not null,
    opened_by             bigint not null references account (id),
    taken_up_on           date,
    taken_up_at           timestamptz,
    taken_up_by           bigint references account (id),
    taken_up_on_behalf_of text,                           -- 代录
    ended_on              date,                           -- closed or withdrawn
    ended_at              timestamptz,
    ended_by              bigint references account (id),
    remark                text,                           -- of the closing, or why it was withdrawn
    facts_clear           boolean not null default false,
    problem_solved        boolean not null default false,
    measure_lawful        boolean not null default false,
    evidence_seen         boolean not null default false,
    self_reviewed         boolean not null default false, -- 自审: closed by who recorded the answer, there being nobody else
    version               integer not null default 1,
    constraint finding_number_taken unique (plan_id, number),
    constraint finding_superiors_number check (source <> 'superior_inspection' or reference <> ''),
    constraint finding_taken_up check ((taken_up_on is null) = (taken_up_at is null) and (taken_up_on is null) = (taken_up_by is null)
        and (status not in ('in_rectification', 'answered', 'returned', 'closed') or taken_up_on is not null)),
    constraint finding_ended check ((status in ('closed', 'withdrawn')) = (ended_on is not null) and (ended_on is null) = (ended_at is null)
        and (ended_on is null) = (ended_by is null)),
    constraint finding_withdrawn_with_reason check (status <> 'withdrawn' or remark <> ''),
    constraint finding_closed_by_criteria check (status <> 'closed'
        or (facts_clear and problem_solved and measure_lawful and evidence_seen))
);
create index finding_of_task on finding (task_id);

-- Each answer of the department is a version; nothing submitted is overwritten.
create table finding_answer (
    id               bigint generated always as identity primary key,
    finding_id       bigint not null references finding (id),
    number           integer not null,                    -- 第几次反馈
    measures         text not null constraint finding_answer_measures_length check (char_length(measures) between 1 and 4000),
    proof            text not null constraint finding_answer_proof_length check (char_length(proof) <= 200),
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
    constraint finding_answer_number_taken unique (finding_id, number),
    constraint finding_answer_returned check ((returned_on is null) = (returned_at is null) and (returned_on is null) = (returned_by is null)
        and (returned_on is null) = (returned_because is null) and returned_because <> '')
);

-- Files given with an answer.
alter table evidence_file add column answer_id bigint references finding_answer (id),
    add constraint evidence_file_of_one_thing check (report_id is null or answer_id is null);
create index evidence_file_of_answer on evidence_file (answer_id) where answer_id is not null;

-- Whether a duty concerns people of these departments on a day: those of its task; of a finding or an instruction who
-- owes it, too, also where the task has passed to others. Asked of duties that are not open to all.
create function duty_concerns(kind deadline_kind, owner bigint, task bigint, departments bigint[], on_day date)
returns boolean language sql stable as $$
    select (kind in ('rectification', 'instruction') and coalesce(owner = any(departments), false))
        or exists (select from departments_concerned(task, on_day) as c (id) where c.id = any(departments))
$$;
