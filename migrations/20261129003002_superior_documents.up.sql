-- 上级要点对照表: documents of superior courts and party committees whose statements bind the court, as further sources of
-- work points. A statement is a work point like the plan's own: carried by tasks, or 不涉及 with a reason. Its source is
-- either a section of the plan or a superior's document. Nothing is deleted: a document is withdrawn with a reason, and its
-- statements count no more.

create type superior_level as enum ('supreme', 'provincial', 'intermediate', 'party');

create table superior_document (
    id                bigint generated always as identity primary key,
    plan_id           bigint not null references plan (id),
    number            integer not null,
    level             superior_level not null,
    title             text not null constraint superior_document_title_length check (char_length(title) between 1 and 200),
    document_number   text not null constraint superior_document_number_length check (char_length(document_number) <= 60),  -- as printed; '' without one
    issuer            text not null constraint superior_document_issuer_length check (char_length(issuer) between 1 and 100),
    issued_on         date,                               -- null: not known
    entered_on        date not null,
    entered_at        timestamptz not null,
    entered_by        bigint not null references account (id),
    withdrawn_on      date,
    withdrawn_at      timestamptz,
    withdrawn_by      bigint references account (id),
    withdrawn_because text constraint superior_document_because_length check (char_length(withdrawn_because) between 1 and 200),
    constraint superior_document_number_taken unique (plan_id, number),
    constraint superior_document_withdrawn check ((withdrawn_on is null) = (withdrawn_at is null)
        and (withdrawn_on is null) = (withdrawn_by is null) and (withdrawn_on is null) = (withdrawn_because is null))
);

alter table work_point
    alter column section_id drop not null,
    add column document_id bigint references superior_document (id),
    add constraint work_point_of_one_source check (num_nonnulls(section_id, document_id) = 1);
create index work_point_of_document on work_point (document_id) where document_id is not null;
