-- Extensions (延期申请): asked by the department that owes a duty, decided by the leader in charge. How often and for how
-- many days a duty was extended is counted from the granted requests, and stored nowhere else.

create type change_state as enum ('waiting', 'granted', 'refused', 'withdrawn');
create table change_request (
    id                 bigint generated always as identity primary key,
    deadline_id        bigint not null references deadline (id),
    state              change_state not null default 'waiting',
    due_on             date not null,                     -- the date owed when it was asked
    asked_due_on       date not null,
    reason             text not null constraint change_request_reason check (char_length(reason) between 1 and 500),
    asked_on           date not null,
    asked_at           timestamptz not null,
    asked_by           bigint not null references account (id),
    asked_on_behalf_of text,                              -- 代录: whose request it was
    settled_on         date,                              -- decided or withdrawn
    settled_at         timestamptz,
    settled_by         bigint references account (id),    -- who decided, withdrew, or recorded the decision
    leader_id          bigint references account (id),    -- whose decision it is
    remark             text,                              -- the decision in a sentence, or why it was withdrawn
    evidence           text,                              -- 代录: what shows the decision
    granted_from       date,                              -- the date owed when it was granted
    granted_due_on     date,
    constraint change_request_later check (asked_due_on > due_on),
    constraint change_request_settled check ((state = 'waiting') = (settled_on is null) and (settled_on is null) = (settled_at is null)
        and (settled_on is null) = (settled_by is null) and (settled_on is null) = (remark is null)),
    constraint change_request_decided_by_a_leader check ((state in ('granted', 'refused')) = (leader_id is not null)),
    constraint change_request_granted check ((state = 'granted') = (granted_due_on is not null)
        and (granted_from is null) = (granted_due_on is null) and granted_due_on > granted_from and granted_due_on <= asked_due_on)
);
create unique index change_request_one_open on change_request (deadline_id) where state = 'waiting';
create index change_request_of_deadline on change_request (deadline_id);

-- What was late when its extension was asked for stays late: by which date it is judged, and how late it was then.
alter table deadline add column judged_by date, add column late_days integer,
    add constraint deadline_lateness_kept check ((judged_by is null) = (late_days is null));
-- A date a superior set, with its document: it is not extended here.
alter table deadline add column set_by_superior text;

-- A task that waits is looked at again each quarter; beginning to wait anew begins anew.
create table superior_wait_review (
    id         bigint generated always as identity primary key,
    task_id    bigint not null references task (id),
    since      date not null,                             -- the wait's first day
    quarter    text not null constraint superior_wait_review_quarter check (quarter ~ '^[0-9]{4}-Q[1-4]$'),
    looked_on  date not null,
    sentence   text not null constraint superior_wait_review_sentence check (char_length(sentence) between 1 and 200),
    account_id bigint not null references account (id),
    constraint superior_wait_review_once unique (task_id, since, quarter)
);
