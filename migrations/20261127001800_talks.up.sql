-- Talks (约谈): proposed by a person, decided by 组长, recorded once held. What is said here is for few: no other table
-- repeats a word of it, and the operation log holds a digest only, made with a secret of the talk's own.

create type talk_status as enum ('proposed', 'agreed', 'declined', 'held', 'withdrawn');

create table accountability_talk (
    id                bigint generated always as identity primary key,
    plan_id           bigint not null references plan (id),
    number            integer not null,                   -- within the plan, kept also when withdrawn
    task_id           bigint not null references task (id),
    department_id     bigint not null references department (id),  -- who is talked to
    matter            text not null constraint accountability_talk_matter_length check (char_length(matter) between 1 and 500),
    status            talk_status not null default 'proposed',
    secret            text not null,                      -- goes into the digest, so that nobody finds the words by trying
    proposed_on       date not null,
    proposed_at       timestamptz not null,
    proposed_by       bigint not null references account (id),
    decided_on        date,
    decided_at        timestamptz,
    decided_by        bigint references account (id),     -- 组长, or who recorded the decision (代录)
    leader_id         bigint references account (id),     -- whose decision it is
    remark            text,                               -- the decision in a sentence
    evidence          text,                               -- 代录: what shows it
    held_on           date,
    recorded_at       timestamptz,
    recorded_by       bigint references account (id),
    present           text,
    follow_up         text,
    withdrawn_on      date,
    withdrawn_at      timestamptz,
    withdrawn_by      bigint references account (id),
    withdrawn_because text,
    version           integer not null default 1,
    constraint accountability_talk_number_taken unique (plan_id, number),
    constraint accountability_talk_decided check ((decided_on is null) = (decided_at is null) and (decided_on is null) = (decided_by is null)
        and (decided_on is null) = (leader_id is null) and (decided_on is null) = (remark is null)
        and (status not in ('agreed', 'declined', 'held') or decided_on is not null)),
    constraint accountability_talk_declined_with_reason check (status <> 'declined' or remark <> ''),
    constraint accountability_talk_held check ((status = 'held') = (held_on is not null) and (held_on is null) = (recorded_at is null)
        and (held_on is null) = (recorded_by is null) and (held_on is null) = (present is null) and (held_on is null) = (follow_up is null)),
    constraint accountability_talk_withdrawn check ((status = 'withdrawn') = (withdrawn_on is not null)
        and (withdrawn_on is null) = (withdrawn_at is null) and (withdrawn_on is null) = (withdrawn_by is null)
        and (withdrawn_on is null) = (withdrawn_because is null) and withdrawn_because <> '')
);

-- The office persons whom 组长 named to deal with talks; nobody else of the office reads one.
create table talk_reader (
    id         bigint generated always as identity primary key,
    account_id bigint not null references account (id),
    named_on   date not null,
    named_at   timestamptz not null,
    named_by   bigint not null references account (id),
    ended_on   date,                                      -- named until this day
    ended_at   timestamptz,
    ended_by   bigint references account (id),
    constraint talk_reader_ended check ((ended_on is null) = (ended_at is null) and (ended_on is null) = (ended_by is null))
);
create unique index talk_reader_once on talk_reader (account_id) where ended_on is null;
