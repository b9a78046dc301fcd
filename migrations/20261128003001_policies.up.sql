-- Policy documents that tasks rest on (政策文件): the court's own plan, a superior's documents, the five-year outline, provincial rules.
-- A document may be known without its file. Nothing is deleted: a document or a file is withdrawn with a reason.

create type policy_kind as enum ('own', 'superior', 'outline', 'provincial', 'other');

create table policy (
    id                bigint generated always as identity primary key,
    plan_id           bigint not null references plan (id),
    number            integer not null,
    kind              policy_kind not null,
    title             text not null constraint policy_title_length check (char_length(title) between 1 and 200),
    document_number   text not null constraint policy_document_number_length check (char_length(document_number) <= 60),  -- as printed; '' without one
    issuer            text not null constraint policy_issuer_length check (char_length(issuer) between 1 and 100),
    issued_on         date,                               -- null: not known
    note              text not null constraint policy_note_length check (char_length(note) <= 4000),  -- 解读要点
    entered_at        timestamptz not null,
    entered_by        bigint not null references account (id),
    changed_at        timestamptz not null,
    changed_by        bigint not null references account (id),
    withdrawn_on      date,
    withdrawn_at      timestamptz,
    withdrawn_by      bigint references account (id),
    withdrawn_because text constraint policy_because_length check (char_length(withdrawn_because) between 1 and 200),
    version           integer not null default 1,
    constraint policy_number_taken unique (plan_id, number),
    constraint policy_withdrawn check ((withdrawn_on is null) = (withdrawn_at is null)
        and (withdrawn_on is null) = (withdrawn_by is null) and (withdrawn_on is null) = (withdrawn_because is null))
);

-- The tasks that rest on it; none of a document about the reform as a whole.
create table policy_task (
    policy_id bigint not null references policy (id),
    task_id   bigint not null references task (id),
    primary key (policy_id, task_id)
);
create index policy_task_of_task on policy_task (task_id);

create table policy_file (
    id                bigint generated always as identity primary key,
    policy_id         bigint not null references policy (id),
    digest            bytea not null,                     -- SHA-256 of its bytes
    size              bigint not null constraint policy_file_size check (size > 0),
    original_name     text not null constraint policy_file_name_length check (char_length(original_name) between 1 and 200),
    media_type        text not null,
    added_at          timestamptz not null,
    added_by          bigint not null references account (id),
    withdrawn_at      timestamptz,
    withdrawn_by      bigint references account (id),
    withdrawn_because text constraint policy_file_because_length check (char_length(withdrawn_because) between 1 and 200),
    constraint policy_file_withdrawn check ((withdrawn_at is null) = (withdrawn_by is null)
        and (withdrawn_at is null) = (withdrawn_because is null))
);
create index policy_file_of_policy on policy_file (policy_id);
