-- Who is in charge of a task is dated: 分管院领导, and the contact the office names instead of the filing department's.
-- A row holds from its day until the next one of its kind, so that two can never overlap and none needs an end. Nobody
-- (null) is an answer, too: the leader is to be named, the contact is again the department's.

create type task_person_role as enum ('leader', 'contact');
create table task_person (
    task_id    bigint not null references task (id),
    role       task_person_role not null,
    from_on    date not null,
    account_id bigint references account (id),
    reason     text,                                      -- why it changed
    constraint task_person_one_a_day primary key (task_id, role, from_on)
);

insert into task_person (task_id, role, from_on, account_id)
select id, 'leader'::task_person_role, starts_on, leader_id from task where leader_id is not null
union all
select id, 'contact'::task_person_role, starts_on, contact_id from task where contact_id is not null;
alter table task drop column leader_id, drop column contact_id;

-- Who is in charge of each task on a day: the one way to ask, written so that it is planned as part of the statement.
create function people_in_charge(on_day date) returns table (task_id bigint, leader_id bigint, contact_id bigint)
language sql stable as $$
    select t.id,
        (select p.account_id from task_person p where p.task_id = t.id and p.role = 'leader' and p.from_on <= on_day
         order by p.from_on desc limit 1),
        (select p.account_id from task_person p where p.task_id = t.id and p.role = 'contact' and p.from_on <= on_day
         order by p.from_on desc limit 1)
    from task t
$$;
