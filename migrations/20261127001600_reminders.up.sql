-- Reminders (催办): the office reminds a department of one or many duties with one action. Who was told stands with the
-- notice each person got, whose `read_at` says when it was seen; of a telephone call or a visit, in words.

create type reminder_way as enum ('in_app', 'telephone', 'in_person', 'in_writing');

create table reminder (
    id            bigint generated always as identity primary key,
    plan_id       bigint not null references plan (id),
    department_id bigint not null references department (id),
    way           reminder_way not null,
    spoken_with   text,                                   -- with whom, where it went past the ledger
    reminded_on   date not null,
    reminded_at   timestamptz not null,
    reminded_by   bigint not null references account (id),
    constraint reminder_spoken_with check ((way = 'in_app') = (spoken_with is null)
        and char_length(spoken_with) between 1 and 200)
);
create index reminder_of_department on reminder (department_id, reminded_on desc);

-- A duty is reminded of once a day, however many remind at once.
create table reminder_duty (
    reminder_id bigint not null references reminder (id),
    deadline_id bigint not null references deadline (id),
    reminded_on date not null,
    due_on      date not null,                            -- the date owed then
    primary key (reminder_id, deadline_id),
    constraint reminder_duty_once_a_day unique (deadline_id, reminded_on)
);

create table reminder_recipient (
    reminder_id bigint not null references reminder (id),
    account_id  bigint not null references account (id),
    notice_id   bigint not null references notice (id),
    primary key (reminder_id, account_id)
);
create index reminder_recipient_of_notice on reminder_recipient (notice_id);
