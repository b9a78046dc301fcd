-- What the office passes up to the superior court: difficulties (向上级反映问题) and reform information (改革信息). Each is a paper
-- with a number of its own in the plan's year, written from what reports and waiting tasks say, sent, and settled by what comes
-- back. Nothing is deleted: what should not have been written is withdrawn, its number stays.

create type superior_paper_kind as enum ('feedback', 'bulletin');
create type superior_paper_status as enum ('draft', 'sent', 'answered', 'adopted', 'not_adopted', 'withdrawn');

create table superior_paper (
    id                bigint generated always as identity primary key,
    plan_id           bigint not null references plan (id),
    kind              superior_paper_kind not null,
    number            integer not null,
    status            superior_paper_status not null default 'draft',
    title             text not null constraint superior_paper_title_length check (char_length(title) between 1 and 100),
    addressee         text not null constraint superior_paper_addressee_length check (char_length(addressee) between 1 and 60),
    text              text not null constraint superior_paper_text_length check (char_length(text) between 1 and 20000),
    drafted_on        date not null,
    drafted_at        timestamptz not null,
    drafted_by        bigint not null references account (id),
    saved_at          timestamptz not null,
    saved_by          bigint not null references account (id),
    sent_on           date,
    sent_number       text constraint superior_paper_sent_number_length check (char_length(sent_number) <= 60),   -- '' where it has none
    sent_how          text constraint superior_paper_sent_how_length check (char_length(sent_how) between 1 and 60),
    sent_at           timestamptz,                        -- when that was recorded, and by whom
    sent_by           bigint references account (id),
    settled_on        date,                               -- answered, adopted, not adopted
    outcome           text constraint superior_paper_outcome_length check (char_length(outcome) <= 4000),  -- the answer; where it was adopted
    outcome_number    text constraint superior_paper_outcome_number_length check (char_length(outcome_number) <= 60),
    settled_at        timestamptz,
    settled_by        bigint references account (id),
    withdrawn_on      date,
    withdrawn_at      timestamptz,
    withdrawn_by      bigint references account (id),
    withdrawn_because text constraint superior_paper_because_length check (char_length(withdrawn_because) between 1 and 200),
    version           integer not null default 1,
    constraint superior_paper_number_taken unique (plan_id, kind, number),
    constraint superior_paper_status_of_kind check (kind = 'feedback' and status not in ('adopted', 'not_adopted')
        or kind = 'bulletin' and status <> 'answered'),
    constraint superior_paper_sent check ((sent_on is null) = (sent_at is null) and (sent_on is null) = (sent_by is null)
        and (sent_on is null) = (sent_number is null) and (sent_on is null) = (sent_how is null)
        and (status <> 'draft' or sent_on is null)
        and (status not in ('sent', 'answered', 'adopted', 'not_adopted') or sent_on is not null)),
    constraint superior_paper_settled check ((settled_on is null) = (status not in ('answered', 'adopted', 'not_adopted'))
        and (settled_on is null) = (settled_at is null) and (settled_on is null) = (settled_by is null)
        and (settled_on is null) = (outcome is null) and (settled_on is null) = (outcome_number is null)
        and (status not in ('answered', 'adopted') or outcome <> '') and settled_on >= sent_on),
    constraint superior_paper_withdrawn check ((status = 'withdrawn') = (withdrawn_on is not null)
        and (withdrawn_on is null) = (withdrawn_at is null) and (withdrawn_on is null) = (withdrawn_by is null)
        and (withdrawn_on is null) = (withdrawn_because is null))
);

-- The tasks it concerns: at least one, which the program sees to.
create table superior_paper_task (
    paper_id bigint not null references superior_paper (id),
    task_id  bigint not null references task (id),
    primary key (paper_id, task_id)
);
create index superior_paper_task_of_task on superior_paper_task (task_id);

-- What it was gathered from, in the words it was gathered in: an accepted report, or a task waiting since a day.
create table superior_paper_source (
    id            bigint generated always as identity primary key,
    paper_id      bigint not null references superior_paper (id),
    task_id       bigint not null references task (id),
    submission_id bigint references report_submission (id),
    waiting_since date,
    words         text not null,
    constraint superior_paper_source_of_one check ((submission_id is null) <> (waiting_since is null))
);
create index superior_paper_source_of_paper on superior_paper_source (paper_id);
create index superior_paper_source_of_task on superior_paper_source (task_id);

-- Scans of what came back: the answer, the page it was printed on. They may follow later; nothing is taken away.
create table superior_paper_scan (
    id            bigint generated always as identity primary key,
    paper_id      bigint not null references superior_paper (id),
    digest        bytea not null,                         -- SHA-256 of its bytes
    size          bigint not null constraint superior_paper_scan_size check (size > 0),
    original_name text not null constraint superior_paper_scan_name_length check (char_length(original_name) between 1 and 200),
    media_type    text not null,
    added_at      timestamptz not null,
    added_by      bigint not null references account (id)
);
create index superior_paper_scan_of_paper on superior_paper_scan (paper_id);
