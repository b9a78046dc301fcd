-- Drafts of plans (方案草稿): what was read of a document, or carried over from another year, kept apart from the plans in force
-- until it is issued. Only issuing makes a plan of it, with tasks and duties; so no other page meets a plan that is not in force.

create type plan_draft_status as enum ('drafting', 'consulting', 'deliberating', 'issued', 'withdrawn');

create table plan_draft (
    id                bigint generated always as identity primary key,
    status            plan_draft_status not null default 'drafting',
    content           jsonb not null,                     -- sections, work points, departments, tasks, doubts, and what was decided of them
    version           integer not null default 1,
    source            bytea,                              -- the document's bytes; null where none was read
    source_name       text constraint plan_draft_source_name_length check (char_length(source_name) between 1 and 200),
    source_digest     bytea,                              -- SHA-256 of its bytes
    begun_at          timestamptz not null,
    begun_by          bigint not null references account (id),
    saved_at          timestamptz not null,
    saved_by          bigint not null references account (id),
    not_consulted     text constraint plan_draft_not_consulted_length check (char_length(not_consulted) between 1 and 200),
    meeting           text constraint plan_draft_meeting_length check (char_length(meeting) between 1 and 200),
    met_on            date,
    document_number   text constraint plan_draft_number_length check (char_length(document_number) between 1 and 100),
    issued_on         date,                               -- the date the document bears
    issued_at         timestamptz,
    issued_by         bigint references account (id),
    plan_id           bigint constraint plan_draft_of_plan unique references plan (id),
    original_digest   bytea,                              -- SHA-256 of the signed original (正本)
    original_size     bigint constraint plan_draft_original_size check (original_size > 0),
    original_name     text constraint plan_draft_original_name_length check (char_length(original_name) between 1 and 200),
    original_type     text,
    withdrawn_at      timestamptz,
    withdrawn_by      bigint references account (id),
    withdrawn_because text constraint plan_draft_withdrawal_length check (char_length(withdrawn_because) between 1 and 200),
    constraint plan_draft_source check ((source is null) = (source_name is null) and (source is null) = (source_digest is null)),
    constraint plan_draft_deliberated check ((meeting is null) = (met_on is null) and (status <> 'deliberating' or met_on is not null)),
    constraint plan_draft_issued check ((status = 'issued') = (plan_id is not null) and (plan_id is null) = (issued_at is null)
        and (plan_id is null) = (issued_by is null) and (plan_id is null) = (issued_on is null)
        and (plan_id is null) = (document_number is null)),
    constraint plan_draft_original check ((original_digest is null) = (original_size is null) and (original_digest is null) = (original_name is null)
        and (original_digest is null) = (original_type is null) and (original_digest is null or plan_id is not null)),
    constraint plan_draft_withdrawn check ((status = 'withdrawn') = (withdrawn_at is not null)
        and (withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_because is null))
);
