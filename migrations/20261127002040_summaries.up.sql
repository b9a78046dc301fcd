-- Half-year and year summaries (半年总结, 年度总结). A summary has versions: one at most is written on, those that are frozen
-- (定稿) never change. Its text is plain; what was drafted of it, with the records each sentence rests on, stands beside it.

create type summary_status as enum ('draft', 'for_review', 'frozen');

create table summary (
    id                bigint generated always as identity primary key,
    plan_id           bigint not null references plan (id),
    period            text not null constraint summary_period_form check (period ~ '^[0-9]{4}-H[12]$'),
    version           integer not null,                   -- 第几版; a correction of a frozen one is the next
    status            summary_status not null default 'draft',
    title             text not null constraint summary_title_length check (char_length(title) between 1 and 100),
    text              text not null constraint summary_text_length check (char_length(text) between 1 and 100000),
    drafted           jsonb not null,                     -- the paragraphs drafted or taken over, with their sources
    figures           jsonb,                              -- frozen with the text
    drafted_on        date not null,
    begun_at          timestamptz not null,
    begun_by          bigint not null references account (id),
    correction_reason text,                               -- of a version after the first
    saved_at          timestamptz not null,
    saved_by          bigint not null references account (id),
    sent_on           date,                               -- 送审
    sent_at           timestamptz,
    sent_by           bigint references account (id),
    frozen_on         date,                               -- 定稿
    frozen_at         timestamptz,
    frozen_by         bigint references account (id),
    row_version       integer not null default 1,
    constraint summary_version_taken unique (plan_id, period, version),
    constraint summary_corrected_with_reason check ((version > 1) = (correction_reason is not null) and correction_reason <> ''),
    constraint summary_sent check ((sent_on is null) = (sent_at is null) and (sent_on is null) = (sent_by is null)
        and (status = 'draft') = (sent_on is null)),
    constraint summary_frozen check ((status = 'frozen') = (frozen_on is not null) and (frozen_on is null) = (frozen_at is null)
        and (frozen_on is null) = (frozen_by is null) and (frozen_on is null) = (figures is null))
);
create unique index summary_one_written_on on summary (plan_id, period) where status <> 'frozen';

-- What is frozen stays as it is, whoever asks.
create function refuse_change_of_frozen_summary() returns trigger language plpgsql as $$
begin
    raise exception 'a frozen summary is never changed' using errcode = 'check_violation', constraint = 'summary_is_frozen';
end
$$;
create trigger summary_is_frozen before update or delete on summary
    for each row when (old.status = 'frozen') execute function refuse_change_of_frozen_summary();

-- The signed original (正本) of a frozen one; its scan may follow later, as a row of its own. What is put beside it later stands
-- before it; nothing is taken away.
create table summary_original (
    id            bigint generated always as identity primary key,
    summary_id    bigint not null references summary (id),
    number        text not null constraint summary_original_number_length check (char_length(number) between 1 and 60),
    signer        text not null constraint summary_original_signer_length check (char_length(signer) between 1 and 40),
    signed_on     date not null,
    digest        bytea,                                  -- SHA-256 of the scan's bytes; null: no scan yet
    size          bigint constraint summary_original_size check (size > 0),
    original_name text constraint summary_original_name_length check (char_length(original_name) between 1 and 200),
    media_type    text,
    added_at      timestamptz not null,
    added_by      bigint not null references account (id),
    constraint summary_original_scanned check ((digest is null) = (size is null) and (digest is null) = (original_name is null)
        and (digest is null) = (media_type is null))
);
create index summary_original_of_summary on summary_original (summary_id);
