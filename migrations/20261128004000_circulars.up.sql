-- Circulars (通报) of a closed quarterly check or of a month: drafted by the office, explained by the departments they name,
-- signed by a leader. Their text is plain; what it says of each department is a passage of its own, so that a department
-- reads its passage and explains beside it. Once released nothing of it changes; it can be withdrawn.

create type circular_status as enum ('draft', 'explaining', 'for_signature', 'released', 'withdrawn');

create table circular (
    id                bigint generated always as identity primary key,
    plan_id           bigint not null references plan (id),
    period            text not null constraint circular_period_form check (period ~ '^[0-9]{4}-(Q[1-4]|[0-9]{2})$'),
    version           integer not null,                   -- the next one after one that was withdrawn
    status            circular_status not null default 'draft',
    title             text not null constraint circular_title_length check (char_length(title) between 1 and 100),
    text              text not null constraint circular_text_length check (char_length(text) between 1 and 60000),
    copies_to         text not null constraint circular_copies_length check (char_length(copies_to) <= 200),
    drafted           jsonb not null,                     -- paragraphs and passages drafted or taken over, with their sources
    drafted_on        date not null,
    begun_at          timestamptz not null,
    begun_by          bigint not null references account (id),
    saved_at          timestamptz not null,
    saved_by          bigint not null references account (id),
    signer_id         bigint references account (id),     -- 签发人, named when it is submitted
    submitted_on      date,
    submitted_by      bigint references account (id),
    returned_because  text constraint circular_reason_length check (char_length(returned_because) between 1 and 200),
    number            integer constraint circular_number_counts check (number > 0),
    released_on       date,                               -- the day it was signed; its date
    released_at       timestamptz,
    released_by       bigint references account (id),     -- the leader; of a signature on paper, who recorded it (代录)
    evidence          text,                               -- what shows it, where it was recorded
    scan_digest       bytea,                              -- SHA-256 of the scan's bytes
    scan_size         bigint constraint circular_scan_size check (scan_size > 0),
    scan_name         text constraint circular_scan_name_length check (char_length(scan_name) between 1 and 200),
    scan_type         text,
    withdrawn_on      date,
    withdrawn_by      bigint references account (id),
    withdrawn_because text constraint circular_withdrawal_length check (char_length(withdrawn_because) between 1 and 200),
    row_version       integer not null default 1,
    constraint circular_version_taken unique (plan_id, period, version),
    constraint circular_number_taken unique (plan_id, number),
    constraint circular_submitted check ((submitted_on is null) = (submitted_by is null) and (submitted_on is null) = (signer_id is null)
        and (status not in ('for_signature', 'released') or submitted_on is not null)),
    constraint circular_released check ((number is null) = (released_on is null) and (number is null) = (released_at is null)
        and (number is null) = (released_by is null) and (status <> 'released' or number is not null)
        and (number is null or status in ('released', 'withdrawn'))),
    constraint circular_recorded check ((evidence is null) = (scan_digest is null) and (scan_digest is null) = (scan_size is null)
        and (scan_digest is null) = (scan_name is null) and (scan_digest is null) = (scan_type is null)
        and (evidence is null or number is not null)),
    constraint circular_withdrawn check ((status = 'withdrawn') = (withdrawn_on is not null)
        and (withdrawn_on is null) = (withdrawn_by is null) and (withdrawn_on is null) = (withdrawn_because is null))
);
create unique index circular_one_in_hand on circular (plan_id, period) where status <> 'withdrawn';

-- What a circular says of a department, and what the department says of that.
create table circular_passage (
    circular_id    bigint not null references circular (id),
    department_id  bigint not null references department (id),
    name           text not null,                         -- of the department, as it is named there
    situation      text not null constraint circular_situation_length check (char_length(situation) between 1 and 4000),
    asked_about    text,                                  -- the wording the department was asked to explain
    asked_on       date,
    explain_by     date,
    explanation    text constraint circular_explanation_length check (char_length(explanation) between 1 and 1000),
    explained_at   timestamptz,
    explained_on   date,
    explained_by   bigint references account (id),
    recorded       boolean not null default false,        -- by the office for the department (代录)
    primary key (circular_id, department_id),
    constraint circular_asked check ((asked_on is null) = (asked_about is null) and (asked_on is null) = (explain_by is null)),
    constraint circular_explained check ((explanation is null) = (explained_at is null) and (explanation is null) = (explained_on is null)
        and (explanation is null) = (explained_by is null) and (explanation is null or asked_on is not null))
);
create index circular_passage_of_department on circular_passage (department_id);

-- What is released stays as it is, whoever asks: it can only be withdrawn, with day and reason.
create function refuse_change_of_released_circular() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.status = 'released' and new.status = 'withdrawn'
       and to_jsonb(new) - '{status,withdrawn_on,withdrawn_by,withdrawn_because,row_version}'::text[]
         = to_jsonb(old) - '{status,withdrawn_on,withdrawn_by,withdrawn_because,row_version}'::text[] then
        return new;
    end if;
    raise exception 'a released circular is never changed' using errcode = 'check_violation', constraint = 'circular_is_released';
end
$$;
create trigger circular_is_released before update or delete on circular
    for each row when (old.status in ('released', 'withdrawn')) execute function refuse_change_of_released_circular();

create function refuse_change_of_released_passage() returns trigger language plpgsql as $$
declare
    of_circular bigint := case when tg_op = 'INSERT' then new.circular_id else old.circular_id end;
begin
    if exists (select from circular where id = of_circular and status in ('for_signature', 'released', 'withdrawn')) then
        raise exception 'a passage of a submitted circular is not changed' using errcode = 'check_violation', constraint = 'circular_is_released';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger circular_passage_is_released before insert or update or delete on circular_passage
    for each row execute function refuse_change_of_released_passage();
